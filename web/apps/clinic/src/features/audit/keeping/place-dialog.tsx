import { placeKinds, type LogPlace, type PlaceKind } from '@carewright/core';
import Alert from '@mui/material/Alert';
import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import MenuItem from '@mui/material/MenuItem';
import TextField from '@mui/material/TextField';
import { useState, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Failure } from '../../../shell/failure';
import { placeOf } from './place-draft';

interface PlaceDialogProps {
  readonly place: LogPlace | undefined;
  readonly taken: readonly string[];
  readonly error: unknown;
  readonly busy: boolean;
  readonly onSave: (place: LogPlace) => void;
  readonly onClose: () => void;
}

/** A file on another disk, a log collector, or a locked bucket. */
export function PlaceDialog({ place, taken, error, busy, onSave, onClose }: PlaceDialogProps) {
  const { t } = useTranslation();
  const [kind, setKind] = useState<PlaceKind>(place?.kind ?? 'file');
  const [isTaken, setIsTaken] = useState(false);
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const made = placeOf(new FormData(event.currentTarget), kind);
    const clashes = made.name !== place?.name && taken.includes(made.name);
    setIsTaken(clashes);
    if (!clashes) onSave(made);
  };
  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="sm" aria-labelledby="place-title">
      <form onSubmit={submit}>
        <DialogTitle id="place-title">{place ? t('logKeeping.editPlace', { name: place.name }) : t('logKeeping.addPlace')}</DialogTitle>
        <DialogContent sx={{ display: 'grid', gap: 2, '&.MuiDialogContent-root': { pt: 1 } }}>
          <Failure error={error} />
          {isTaken ? <Alert severity="error">{t('logKeeping.nameTaken')}</Alert> : null}
          <TextField name="name" label={t('logKeeping.form.name')} required autoFocus defaultValue={place?.name ?? ''} autoComplete="off" slotProps={{ htmlInput: { maxLength: 80 } }} />
          <TextField select label={t('logKeeping.form.kind')} value={kind} onChange={(event) => setKind(event.target.value as PlaceKind)} helperText={t(`logKeeping.kindHelp.${kind}`)}>
            {placeKinds.map((one) => <MenuItem key={one} value={one}>{t(`logKeeping.kind.${one}`)}</MenuItem>)}
          </TextField>
          <Fields kind={kind} place={place} />
        </DialogContent>
        <DialogActions>
          <Button onClick={onClose}>{t('users.cancel')}</Button>
          <Button type="submit" variant="contained" loading={busy} data-testid="place-save">{t('users.save')}</Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

const plain = { autoComplete: 'off' } as const;

function Fields({ kind, place }: { kind: PlaceKind; place: LogPlace | undefined }) {
  const { t } = useTranslation();
  if (kind === 'file') return <TextField name="path" label={t('logKeeping.form.path')} required defaultValue={place?.path ?? ''} {...plain} />;
  if (kind === 'syslog') {
    return (
      <>
        <TextField name="host" label={t('logKeeping.form.host')} required defaultValue={place?.syslog?.host ?? ''} {...plain} />
        <TextField name="port" type="number" label={t('logKeeping.form.port')} required defaultValue={place?.syslog?.port ?? 6514} slotProps={{ htmlInput: { min: 1, max: 65535 } }} />
        <TextField name="fingerprint" label={t('logKeeping.form.fingerprint')} defaultValue={place?.syslog?.fingerprint ?? ''} helperText={t('logKeeping.form.fingerprintHelp')} {...plain} />
      </>
    );
  }
  const s3 = place?.s3;
  return (
    <>
      <TextField name="bucket" label={t('logKeeping.form.bucket')} required defaultValue={s3?.bucket ?? ''} {...plain} />
      <TextField name="region" label={t('logKeeping.form.region')} required defaultValue={s3?.region ?? ''} {...plain} />
      <TextField name="endpoint" type="url" label={t('logKeeping.form.endpoint')} defaultValue={s3?.endpoint ?? ''} helperText={t('logKeeping.form.endpointHelp')} {...plain} />
      <TextField name="prefix" label={t('logKeeping.form.prefix')} defaultValue={s3?.prefix ?? ''} {...plain} />
      <TextField name="accessKey" label={t('logKeeping.form.accessKey')} required defaultValue={s3?.accessKey ?? ''} {...plain} />
      <TextField name="secretKey" type="password" label={t('logKeeping.form.secretKey')} required={!s3} helperText={t(s3 ? 'logKeeping.form.secretKept' : 'logKeeping.form.secretHelp')} autoComplete="new-password" />
      <TextField name="retainDays" type="number" label={t('logKeeping.form.retainDays')} required defaultValue={s3?.retainDays ?? 2557} helperText={t('logKeeping.form.retainHelp')} slotProps={{ htmlInput: { min: 1 } }} />
    </>
  );
}

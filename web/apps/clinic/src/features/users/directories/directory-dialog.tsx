import { clinicDirectories, directoryProofs, useAdministrationAct, type ClinicDirectory, type DirectoryDraft, type DirectoryProof, type GroupRole } from '@carewright/core';
import Alert from '@mui/material/Alert';
import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import MenuItem from '@mui/material/MenuItem';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { useState, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Failure } from '../../../shell/failure';
import { useStepUp } from '../../../shell/step-up';
import { accountWay, directoryId, draftOf, type AccountWay } from './directory-draft';
import { GroupRoles } from './group-roles';

interface DirectoryDialogProps {
  readonly entry: ClinicDirectory | undefined;
  readonly taken: readonly string[];
  readonly onClose: () => void;
}

/** Everything that a directory is and may decide. A new one, and one that is spoken to otherwise, stays off until it was tested. */
export function DirectoryDialog({ entry, taken, onClose }: DirectoryDialogProps) {
  const { t } = useTranslation();
  const stepUp = useStepUp();
  const before = entry?.directory;
  const [proof, setProof] = useState<DirectoryProof>(before?.authentication ?? 'client_secret_basic');
  const [way, setWay] = useState<AccountWay>(accountWay(before));
  const [roles, setRoles] = useState<readonly GroupRole[]>(before?.roles ?? []);
  const save = useAdministrationAct((client, input: { id: string; draft: DirectoryDraft }) => clinicDirectories.put(client, input.id, input.draft));
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const draft = draftOf(new FormData(event.currentTarget), { proof, way, roles, before });
    const id = before?.id ?? directoryId(draft.name, taken);
    stepUp(() => save.mutate({ id, draft }, { onSuccess: onClose }));
  };
  const plain = { autoComplete: 'off' } as const;
  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="sm" aria-labelledby="directory-title">
      <form onSubmit={submit}>
        <DialogTitle id="directory-title">{before ? t('directory.editNamed', { name: before.name }) : t('directory.add')}</DialogTitle>
        <DialogContent sx={{ display: 'grid', gap: 2, '&.MuiDialogContent-root': { pt: 1 } }}>
          <Failure error={save.error} />
          <TextField name="name" label={t('directory.form.name')} helperText={t('directory.form.nameHelp')} required autoFocus defaultValue={before?.name ?? ''} {...plain} />
          <TextField name="issuer" type="url" label={t('directory.form.issuer')} helperText={t('directory.form.issuerHelp')} required defaultValue={before?.issuer ?? ''} {...plain} />
          <TextField name="clientId" label={t('directory.form.clientId')} required defaultValue={before?.clientId ?? ''} {...plain} />
          <TextField select label={t('directory.form.proof')} value={proof} onChange={(event) => setProof(event.target.value as DirectoryProof)}>
            {directoryProofs.map((one) => <MenuItem key={one} value={one}>{t(`directory.form.proofs.${one}`)}</MenuItem>)}
          </TextField>
          {proof === 'private_key_jwt'
            ? <Typography variant="body2">{t('directory.form.keyHere')}</Typography>
            : <TextField name="secret" type="password" label={t('directory.form.secret')} required={entry?.hasSecret !== true} autoComplete="new-password" helperText={t(entry?.hasSecret ? 'directory.form.secretKept' : 'directory.form.secretHelp')} />}
          <TextField name="scopes" label={t('directory.form.scopes')} required defaultValue={(before?.scopes ?? ['openid', 'profile']).join(' ')} {...plain} />
          <Typography variant="h3">{t('directory.form.groups')}</Typography>
          <Typography variant="body2">{t('directory.form.groupsText')}</Typography>
          <TextField name="groupsClaim" label={t('directory.form.groupsClaim')} required defaultValue={before?.groupsClaim ?? 'groups'} {...plain} />
          <GroupRoles value={roles} onChange={setRoles} />
          <Typography variant="h3">{t('directory.form.accounts')}</Typography>
          <TextField select label={t('directory.form.way')} value={way} onChange={(event) => setWay(event.target.value as AccountWay)} helperText={t(`directory.form.wayHelp.${way}`)}>
            {(['byHand', 'byName', 'makes'] as const).map((one) => <MenuItem key={one} value={one}>{t(`directory.form.ways.${one}`)}</MenuItem>)}
          </TextField>
          {way === 'byHand' ? null : (
            <>
              <TextField name="nameClaim" label={t('directory.form.nameClaim')} required defaultValue={before?.nameClaim ?? 'preferred_username'} helperText={t('directory.form.nameClaimHelp')} {...plain} />
              <TextField name="nameSuffix" label={t('directory.form.nameSuffix')} defaultValue={before?.nameSuffix ?? ''} helperText={t('directory.form.nameSuffixHelp')} {...plain} />
            </>
          )}
          <TextField name="trustedFactors" label={t('directory.form.trusted')} defaultValue={(before?.trustedFactors ?? []).join(' ')} helperText={t('directory.form.trustedHelp')} {...plain} />
          <Alert severity="info">{t(before?.isEnabled ? 'directory.form.offAgain' : 'directory.form.offFirst')}</Alert>
        </DialogContent>
        <DialogActions>
          <Button onClick={onClose}>{t('users.cancel')}</Button>
          <Button type="submit" variant="contained" loading={save.isPending} data-testid="directory-save">{t('users.save')}</Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

import { useBreakGlass, useGlass } from '@carewright/core';
import { Icon } from '@carewright/ui';
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
import { formText } from '../forms';
import { codeWord, errorText } from '../words';

/** Opens what is closed of one patient's record, for those who may and have not yet. */
export function GlassButton({ patientId }: { patientId: string }) {
  const { t } = useTranslation();
  const { data } = useGlass();
  const [asking, setAsking] = useState(false);
  if (!data?.may || data.open.some((opening) => opening.patient === `Patient/${patientId}`)) return null;
  return (
    <>
      <Button startIcon={<Icon name="shield" />} onClick={() => setAsking(true)} data-testid="glass-ask">{t('glass.ask')}</Button>
      {asking ? <GlassDialog patientId={patientId} reasons={data.reasons} minutes={data.minutes} onClose={() => setAsking(false)} /> : null}
    </>
  );
}

interface GlassDialogProps {
  readonly patientId: string;
  readonly reasons: readonly string[];
  readonly minutes: number;
  readonly onClose: () => void;
}

/** Says what will happen before it asks why. */
function GlassDialog({ patientId, reasons, minutes, onClose }: GlassDialogProps) {
  const { t } = useTranslation();
  const act = useBreakGlass();
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    act.mutate({ patient: patientId, reason: formText(form, 'reason'), text: formText(form, 'text') }, { onSuccess: onClose });
  };
  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="sm" aria-labelledby="glass-title">
      <form onSubmit={submit}>
        <DialogTitle id="glass-title">{t('glass.ask')}</DialogTitle>
        <DialogContent sx={{ display: 'grid', gap: 2, '&.MuiDialogContent-root': { pt: 1 } }}>
          <Alert severity="warning">{t('glass.warning', { minutes })}</Alert>
          {act.isError ? <Alert severity="error">{errorText(t, act.error)}</Alert> : null}
          <TextField select name="reason" label={t('glass.reason')} required defaultValue="">
            {reasons.map((reason) => <MenuItem key={reason} value={reason}>{codeWord(t, 'glassReason', reason)}</MenuItem>)}
          </TextField>
          <TextField name="text" label={t('glass.text')} required multiline minRows={2} helperText={t('glass.textHelp')} slotProps={{ htmlInput: { minLength: 10, maxLength: 2000 } }} />
        </DialogContent>
        <DialogActions>
          <Button onClick={onClose}>{t('users.cancel')}</Button>
          <Button type="submit" variant="contained" color="error" loading={act.isPending} data-testid="glass-break">{t('glass.openRecord')}</Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

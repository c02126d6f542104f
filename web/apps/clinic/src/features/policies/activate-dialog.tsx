import { usePolicyActs } from '@carewright/core';
import { HttpError } from '@carewright/fhir-client';
import Alert from '@mui/material/Alert';
import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import TextField from '@mui/material/TextField';
import type { SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { formText } from '../../shell/forms';
import { errorText } from '../../shell/words';

export type Activation = { readonly draft: string } | { readonly version: number };

/** Puts rules in force, with the reason that the log keeps. */
export function ActivateDialog({ activation, onClose, onDone }: { activation: Activation; onClose: () => void; onDone?: () => void }) {
  const { t } = useTranslation();
  const { activate } = usePolicyActs();
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const reason = formText(new FormData(event.currentTarget), 'reason');
    activate.mutate({ ...activation, reason }, { onSuccess: onDone ?? onClose });
  };
  const issues = activate.error instanceof HttpError ? activate.error.issues : [];
  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="sm" aria-labelledby="activate-title">
      <form onSubmit={submit}>
        <DialogTitle id="activate-title">{t('policies.activate')}</DialogTitle>
        <DialogContent sx={{ display: 'grid', gap: 2, '&.MuiDialogContent-root': { pt: 1 } }}>
          <Alert severity="warning">{t('policies.activateWarning')}</Alert>
          {activate.isError ? <Alert severity="error">{issues.length > 0 ? issues.map((issue) => <div key={issue.message}>{issue.message}</div>) : errorText(t, activate.error)}</Alert> : null}
          <TextField name="reason" label={t('policies.reason')} required multiline minRows={2} slotProps={{ htmlInput: { maxLength: 1000 } }} />
        </DialogContent>
        <DialogActions>
          <Button onClick={onClose}>{t('users.cancel')}</Button>
          <Button type="submit" variant="contained" loading={activate.isPending} data-testid="policy-activate">{t('policies.activate')}</Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

import { interfaceDoors, useMessageAct } from '@carewright/core';
import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import type { SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { formText } from '../../shell/forms';
import { ActFailure } from './act-failure';

const mostReason = 500;

/** Takes a message out for good, with the reason. */
export function Discard({ id, onDone, onClose }: { id: string; onDone: () => void; onClose: () => void }) {
  const { t } = useTranslation();
  const discard = useMessageAct((client, reason: string) => interfaceDoors.discard(client, id, reason));
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const reason = formText(new FormData(event.currentTarget), 'reason');
    if (reason !== '') discard.mutate(reason, { onSuccess: onDone });
  };
  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="sm" aria-labelledby="discard-title">
      <form onSubmit={submit}>
        <DialogTitle id="discard-title">{t('messages.discard')}</DialogTitle>
        <DialogContent sx={{ display: 'grid', gap: 1.5, '&.MuiDialogContent-root': { pt: 1 } }}>
          <Typography variant="body2">{t('messages.discardText')}</Typography>
          <TextField name="reason" label={t('messages.discardReason')} required autoFocus multiline minRows={2} autoComplete="off" slotProps={{ htmlInput: { maxLength: mostReason, 'data-testid': 'discard-reason' } }} />
          <ActFailure error={discard.error} />
        </DialogContent>
        <DialogActions>
          <Button onClick={onClose}>{t('users.cancel')}</Button>
          <Button type="submit" variant="contained" color="error" loading={discard.isPending} data-testid="discard-go">{t('messages.discard')}</Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

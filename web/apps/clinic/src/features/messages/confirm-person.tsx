import Alert from '@mui/material/Alert';
import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import Typography from '@mui/material/Typography';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Choice } from './who-is-meant';

interface ConfirmPersonProps {
  readonly choice: Choice;
  readonly busy: boolean;
  readonly failure: ReactNode;
  readonly onGo: () => void;
  readonly onClose: () => void;
}

/** Into whose chart the message is about to go, once more: a wrong one is hard to take back. */
export function ConfirmPerson({ choice, busy, failure, onGo, onClose }: ConfirmPersonProps) {
  const { t } = useTranslation();
  const isNew = choice.decision === 'new';
  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="xs" aria-labelledby="confirm-person-title">
      <DialogTitle id="confirm-person-title">{isNew ? t('messages.who.confirmNew') : t('messages.who.confirm', { name: choice.name })}</DialogTitle>
      <DialogContent sx={{ display: 'grid', gap: 1.5 }}>
        {choice.detail === '' ? null : <Typography sx={{ fontWeight: 600 }}>{choice.detail}</Typography>}
        {choice.differing > 0 ? <Alert severity="warning">{t('messages.who.confirmDiffering', { count: choice.differing })}</Alert> : null}
        <Typography variant="body2">{t(isNew ? 'messages.who.confirmNewText' : 'messages.who.confirmText')}</Typography>
        {failure}
      </DialogContent>
      <DialogActions>
        <Button onClick={onClose}>{t('users.cancel')}</Button>
        <Button variant="contained" loading={busy} onClick={onGo} data-testid="confirm-person">{t(isNew ? 'messages.who.new' : 'messages.who.into')}</Button>
      </DialogActions>
    </Dialog>
  );
}

import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import { useId, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

interface ConfirmProps {
  readonly title: string;
  readonly act: string;
  readonly busy: boolean;
  readonly disabled?: boolean;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** Asks before something that cannot, or should not, be taken back. */
export function Confirm({ title, act, busy, disabled = false, onConfirm, onClose, children }: ConfirmProps) {
  const { t } = useTranslation();
  const id = useId();
  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="xs" aria-labelledby={id}>
      <DialogTitle id={id}>{title}</DialogTitle>
      <DialogContent sx={{ display: 'grid', gap: 1.5, '&.MuiDialogContent-root': { pt: 1 } }}>{children}</DialogContent>
      <DialogActions>
        <Button onClick={onClose}>{t('users.cancel')}</Button>
        <Button variant="contained" color="error" disabled={disabled} loading={busy} onClick={onConfirm} data-testid="confirm">{act}</Button>
      </DialogActions>
    </Dialog>
  );
}

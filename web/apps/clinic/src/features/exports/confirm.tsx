import Alert from '@mui/material/Alert';
import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogContentText from '@mui/material/DialogContentText';
import DialogTitle from '@mui/material/DialogTitle';
import { useTranslation } from 'react-i18next';
import { errorText } from '../../shell/words';

interface ConfirmProps {
  readonly title: string;
  readonly text: string;
  readonly action: string;
  readonly danger?: boolean;
  readonly pending: boolean;
  readonly error: Error | null;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}

/** A question before something that cannot be taken back. */
export function Confirm({ title, text, action, danger = false, pending, error, onConfirm, onClose }: ConfirmProps) {
  const { t } = useTranslation();
  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="xs" aria-labelledby="export-confirm-title" aria-describedby="export-confirm-text">
      <DialogTitle id="export-confirm-title">{title}</DialogTitle>
      <DialogContent>
        {error ? <Alert severity="error" sx={{ mb: 1 }}>{errorText(t, error)}</Alert> : null}
        <DialogContentText id="export-confirm-text">{text}</DialogContentText>
      </DialogContent>
      <DialogActions>
        <Button onClick={onClose}>{t('exports.cancel')}</Button>
        <Button variant="contained" color={danger ? 'error' : 'primary'} loading={pending} onClick={onConfirm} data-testid="export-confirm">{action}</Button>
      </DialogActions>
    </Dialog>
  );
}

import type { RegisteredApp } from '@carewright/core';
import Alert from '@mui/material/Alert';
import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import { useTranslation } from 'react-i18next';
import { Failure } from '../../shell/failure';

/** Removes an app, after saying that it has to be registered anew to come back. */
export function RemoveApp({ app, busy, error, onRemove, onClose }: { app: RegisteredApp; busy: boolean; error: unknown; onRemove: () => void; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="xs" aria-labelledby="app-remove-title">
      <DialogTitle id="app-remove-title">{t('apps.removeApp', { name: app.name })}</DialogTitle>
      <DialogContent sx={{ display: 'grid', gap: 1.5 }}>
        <Alert severity="warning">{t('apps.removeText')}</Alert>
        <Failure error={error} />
      </DialogContent>
      <DialogActions>
        <Button onClick={onClose}>{t('users.cancel')}</Button>
        <Button variant="contained" color="error" loading={busy} onClick={onRemove} data-testid="app-remove-go">{t('apps.remove')}</Button>
      </DialogActions>
    </Dialog>
  );
}

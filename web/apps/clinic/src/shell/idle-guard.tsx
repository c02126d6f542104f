import { useIdleClock, useSessionControls } from '@carewright/core';
import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import { useTranslation } from 'react-i18next';

/** The last minute before an idle session ends, with one key to stay (WCAG 2.2.1). */
export function IdleGuard() {
  const { t } = useTranslation();
  const { state, stay } = useIdleClock();
  const { signOut } = useSessionControls();
  const seconds = state.kind === 'warning' ? state.secondsLeft : 0;
  return (
    <Dialog open={state.kind === 'warning'} onClose={stay} role="alertdialog" aria-labelledby="idle-title" aria-describedby="idle-text">
      <DialogTitle id="idle-title">{t('idle.title')}</DialogTitle>
      <DialogContent id="idle-text">{t('idle.text', { count: seconds })}</DialogContent>
      <DialogActions>
        <Button onClick={() => void signOut('signed-out')}>{t('user.signOut')}</Button>
        <Button variant="contained" autoFocus onClick={stay}>{t('idle.stay')}</Button>
      </DialogActions>
    </Dialog>
  );
}

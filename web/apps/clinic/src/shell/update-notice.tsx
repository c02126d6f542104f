import Alert from '@mui/material/Alert';
import Button from '@mui/material/Button';
import Snackbar from '@mui/material/Snackbar';
import { useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { updates } from './updates';

/** Offers a new version of the app; nothing changes until the reader takes it. */
export function UpdateNotice() {
  const { t } = useTranslation();
  const apply = useSyncExternalStore(updates.subscribe, updates.waiting);
  const [put, setPut] = useState<() => void>();
  return (
    <Snackbar open={apply !== undefined && put !== apply} anchorOrigin={{ vertical: 'bottom', horizontal: 'center' }} data-testid="update-notice">
      <Alert severity="info" variant="filled" role="status" action={<><Button color="inherit" onClick={() => setPut(() => apply)}>{t('update.later')}</Button><Button color="inherit" variant="outlined" onClick={apply} data-testid="update-apply">{t('update.reload')}</Button></>}>
        {t('update.ready')}
      </Alert>
    </Snackbar>
  );
}

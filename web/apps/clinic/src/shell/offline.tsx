import { useConnectionLost } from '@carewright/core';
import { Icon } from '@carewright/ui';
import Alert from '@mui/material/Alert';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import { useTranslation } from 'react-i18next';
import { FrontDoor } from './front-door';

/** The app without its server: it says what is not here, and goes on by itself once the server answers. */
export function Offline() {
  const { t } = useTranslation();
  const { trying, retry } = useConnectionLost();
  return (
    <FrontDoor title={t('offline.title')}>
      <Typography variant="body1" role="status" data-testid="offline">{t('offline.text')}</Typography>
      <Typography variant="body2" sx={{ color: 'text.secondary' }}>{t('offline.nothingKept')}</Typography>
      <Button variant="contained" startIcon={<Icon name="refresh" />} loading={trying} onClick={retry}>{t('panel.retry')}</Button>
    </FrontDoor>
  );
}

/** Over a screen that was loaded before: it stays readable, and nobody takes it for the present. */
export function OfflineNotice() {
  const { t } = useTranslation();
  const { lost, trying, retry } = useConnectionLost();
  return (
    <div role="status">
      {lost ? (
        <Alert severity="warning" variant="filled" square data-testid="offline-notice" sx={{ py: 0 }} action={<Button color="inherit" loading={trying} onClick={retry}>{t('panel.retry')}</Button>}>
          {t('offline.notice')}
        </Alert>
      ) : null}
    </div>
  );
}

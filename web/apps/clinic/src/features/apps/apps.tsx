import { hasArea, useSession } from '@carewright/core';
import Typography from '@mui/material/Typography';
import { useTranslation } from 'react-i18next';
import { Page } from '../../shell/page';
import { Gallery } from './gallery';
import { Grants } from './grants';
import { RegisteredApps } from './registered-apps';

/** Apps beside this one: those that can be opened, those that may see the reader's data, and, for who manages users, all that are registered. */
export function Apps() {
  const { t } = useTranslation();
  const manages = hasArea(useSession(), 'users');
  return (
    <Page title={t('apps.title')}>
      <Typography sx={{ mb: 2, maxWidth: 760 }}>{t('apps.intro')}</Typography>
      <Gallery />
      <Grants />
      {manages ? <RegisteredApps /> : null}
    </Page>
  );
}

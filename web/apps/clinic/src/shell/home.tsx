import { homePath, useSession } from '@carewright/core';
import Typography from '@mui/material/Typography';
import { Navigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Page } from './page';

/** Sends each role to the screen it starts its day with. */
export function Home() {
  return <Navigate to={homePath(useSession())} replace />;
}

export function Welcome() {
  const { t } = useTranslation();
  return (
    <Page title={t('welcome.title')}>
      <Typography>{t('welcome.text')}</Typography>
    </Page>
  );
}

import { personName, useGallery, useLaunch, usePatientName, type GalleryApp } from '@carewright/core';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import { getRouteApi } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { errorText } from '../../shell/words';
import { Line, Section } from '../../shell/section';

const route = getRouteApi('/apps');

/** Apps that the clinic has approved and that open from here, for the patient whose chart one came from. */
export function Gallery() {
  const { t } = useTranslation();
  const gallery = useGallery();
  const apps = gallery.data?.apps ?? [];
  const { patient } = route.useSearch();
  const { data } = usePatientName(patient);
  return (
    <Section title={t('apps.gallery')} query={gallery} empty={t('apps.galleryEmpty')} isEmpty={apps.length === 0}>
      {patient === undefined ? null : <Line testId="gallery-patient"><Typography variant="body2">{t('apps.openFor', { name: personName(data?.name)?.full ?? patient })}</Typography></Line>}
      {apps.map((app) => <AppLine key={app.clientId} app={app} />)}
    </Section>
  );
}

function AppLine({ app }: { app: GalleryApp }) {
  const { t } = useTranslation();
  const { patient } = route.useSearch();
  const launch = useLaunch();
  const open = () => launch.mutate({ app: app.clientId, patient: patient === undefined ? null : `Patient/${patient}` }, { onSuccess: ({ url }) => window.location.assign(url) });
  return (
    <Line testId="gallery-app" actions={<Button variant="contained" loading={launch.isPending} onClick={open} aria-label={t('apps.openApp', { name: app.name })} data-testid="gallery-open">{t('apps.open')}</Button>}>
      <Typography sx={{ fontWeight: 600 }}>{app.name}</Typography>
      <Typography variant="body2" sx={{ color: 'text.secondary' }}>{app.description}</Typography>
      {launch.isError ? <Typography role="alert" variant="body2" sx={{ color: 'error.main' }}>{errorText(t, launch.error)}</Typography> : null}
    </Line>
  );
}

import { may, ownPatient, useExports, useSession } from '@carewright/core';
import Alert from '@mui/material/Alert';
import Button from '@mui/material/Button';
import Paper from '@mui/material/Paper';
import Skeleton from '@mui/material/Skeleton';
import Typography from '@mui/material/Typography';
import Box from '@mui/material/Box';
import { useTranslation } from 'react-i18next';
import { Page } from '../../shell/page';
import { errorText } from '../../shell/words';
import { ExportList } from './export-list';
import { StartExport } from './start-export';

/** Records on their way out: everyone's or one patient's for who answers for that, the own one for a patient. */
export function Exports() {
  const { t } = useTranslation();
  const own = ownPatient(useSession());
  const finds = may(useSession(), 'Patient', 'search');
  const jobs = useExports();
  return (
    <Page title={t('exports.title')}>
      <Typography sx={{ mb: 2, maxWidth: 760 }}>{t(own ? 'exports.introOwn' : 'exports.intro')}</Typography>
      <StartExport own={own !== undefined} finds={finds && own === undefined} />
      <Typography variant="h2" id="exports-list" sx={{ mt: 3, mb: 1 }}>{t('exports.list')}</Typography>
      {jobs.isError ? <Alert severity="error" action={<Button color="inherit" onClick={() => void jobs.refetch()}>{t('panel.retry')}</Button>}>{errorText(t, jobs.error)}</Alert> : null}
      {/* A scrollable region must be reachable by keyboard (WCAG 2.1.1). */}
      <Paper role="region" aria-labelledby="exports-list" tabIndex={0} aria-busy={jobs.isPending} sx={{ border: '1px solid', borderColor: 'divider', overflowX: 'auto' }}>
        {jobs.isPending ? <Box sx={{ p: 2 }}>{[1, 2].map((row) => <Skeleton key={row} height={36} />)}</Box> : null}
        {jobs.data?.length === 0 ? <Typography variant="body2" sx={{ p: 2, color: 'text.secondary' }}>{t('exports.empty')}</Typography> : null}
        {jobs.data && jobs.data.length > 0 ? <ExportList jobs={jobs.data} /> : null}
      </Paper>
    </Page>
  );
}

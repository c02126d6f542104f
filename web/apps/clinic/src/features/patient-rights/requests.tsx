import { usePrivacyRequests, type Amendment } from '@carewright/core';
import { LiveRegion } from '@carewright/ui';
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Paper from '@mui/material/Paper';
import Skeleton from '@mui/material/Skeleton';
import ToggleButton from '@mui/material/ToggleButton';
import ToggleButtonGroup from '@mui/material/ToggleButtonGroup';
import Typography from '@mui/material/Typography';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { PatientWords } from '../../shell/patient-words';
import { errorText } from '../../shell/words';
import { RequestView } from './request-view';
import { Clock, RecordWords } from './request-words';

/** What patients have asked to have corrected: what waits first, the latest above all. */
export function Requests() {
  const { t } = useTranslation();
  const requests = usePrivacyRequests();
  const [show, setShow] = useState<'waiting' | 'all'>('waiting');
  const [chosen, setChosen] = useState<string>();
  const all = requests.data?.requests ?? [];
  const rows = all.filter((one) => show === 'all' || one.record.decision === null || one.record.id === chosen);
  const opened = rows.find((one) => one.record.id === chosen) ?? rows[0];
  return (
    <>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', justifyContent: 'space-between', gap: 1, mb: 1.5 }}>
        <Typography sx={{ flex: '1 1 320px', maxWidth: 760 }}>{t('rights.requestsIntro')}</Typography>
        <ToggleButtonGroup exclusive size="small" value={show} aria-label={t('rights.show')} onChange={(_, next: 'waiting' | 'all' | null) => { if (next) setShow(next); }}>
          <ToggleButton value="waiting">{t('rights.waiting')}</ToggleButton>
          <ToggleButton value="all">{t('rights.all')}</ToggleButton>
        </ToggleButtonGroup>
      </Box>
      <LiveRegion>{requests.isSuccess ? t('rights.requestCount', { count: rows.length }) : ''}</LiveRegion>
      {requests.isError ? <Alert severity="error" action={<Button color="inherit" onClick={() => void requests.refetch()}>{t('panel.retry')}</Button>}>{errorText(t, requests.error)}</Alert> : null}
      {requests.isPending ? <Box aria-busy><Skeleton height={200} /></Box> : null}
      {requests.isSuccess && rows.length === 0 ? <Typography sx={{ color: 'text.secondary' }} data-testid="requests-none">{t(show === 'waiting' ? 'rights.noneWaiting' : 'rights.none')}</Typography> : null}
      {opened ? (
        <Box sx={{ display: 'grid', gap: 2, gridTemplateColumns: { xs: 'minmax(0, 1fr)', md: '320px minmax(0, 1fr)' }, alignItems: 'start' }}>
          <List requests={rows} chosen={opened.record.id} onChoose={setChosen} />
          <RequestView key={opened.record.id} request={opened} />
        </Box>
      ) : null}
    </>
  );
}

function List({ requests, chosen, onChoose }: { requests: readonly Amendment[]; chosen: string; onChoose: (id: string) => void }) {
  const { t } = useTranslation();
  return (
    <Paper component="ul" aria-label={t('rights.view.requests')} sx={{ m: 0, p: 0, listStyle: 'none', border: '1px solid', borderColor: 'divider' }}>
      {requests.map((one) => (
        <Box component="li" key={one.record.id} data-testid="request-row">
          <Box component="button" aria-current={one.record.id === chosen ? 'true' : undefined} onClick={() => onChoose(one.record.id)} sx={{ all: 'unset', boxSizing: 'border-box', display: 'block', width: '100%', cursor: 'pointer', px: 1.5, py: 1, borderBottom: '1px solid', borderColor: 'divider', overflowWrap: 'anywhere', '&[aria-current]': { bgcolor: 'action.selected' }, '&:hover': { bgcolor: 'action.hover' }, '&:focus-visible': { outline: '2px solid', outlineColor: 'primary.main', outlineOffset: -2 } }}>
            <Box component="span" sx={{ display: 'block', fontWeight: 600 }}><RecordWords request={one} /></Box>
            <Box component="span" sx={{ display: 'block', fontSize: '0.8125rem', color: 'text.secondary' }}><PatientWords reference={one.record.patient} /></Box>
            <Clock request={one} />
          </Box>
        </Box>
      ))}
    </Paper>
  );
}

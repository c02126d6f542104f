import { useIncidents, type Incident } from '@carewright/core';
import { Status, type Tone } from '@carewright/ui';
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Paper from '@mui/material/Paper';
import Skeleton from '@mui/material/Skeleton';
import Typography from '@mui/material/Typography';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDates } from '../../shell/dates';
import { Page } from '../../shell/page';
import { errorText } from '../../shell/words';
import { IncidentView } from './incident-view';

const tones: Readonly<Record<Incident['status'], Tone>> = { triage: 'warning', assessed: 'neutral', notifying: 'danger', closed: 'success' };

/** Suspected breaches: what was found out, who must be told, and how much time is left. */
export function Incidents() {
  const { t } = useTranslation();
  const incidents = useIncidents();
  const all = incidents.data?.incidents ?? [];
  const [chosen, setChosen] = useState<string>();
  const opened = all.find((one) => one.id === chosen) ?? all[0];
  return (
    <Page title={t('incidents.title')} actions={<HhsLog />}>
      {incidents.isError ? <Alert severity="error" action={<Button color="inherit" onClick={() => void incidents.refetch()}>{t('panel.retry')}</Button>}>{errorText(t, incidents.error)}</Alert> : null}
      {incidents.isPending ? <Skeleton height={200} /> : null}
      {incidents.isSuccess && all.length === 0 ? <Typography sx={{ color: 'text.secondary' }} data-testid="incidents-none">{t('incidents.none')}</Typography> : null}
      {opened ? (
        <Box sx={{ display: 'grid', gap: 2, gridTemplateColumns: { xs: '1fr', md: '280px 1fr' }, alignItems: 'start' }}>
          <List incidents={all} chosen={opened.id} onChoose={setChosen} />
          <IncidentView key={opened.id} incident={opened} />
        </Box>
      ) : null}
    </Page>
  );
}

function HhsLog() {
  const { t } = useTranslation();
  const year = new Date().getFullYear();
  return <Button component="a" variant="outlined" href={`/incidents/hhs-log?year=${year}`} download={`hhs-log-${year}.csv`}>{t('incidents.hhsLog', { year })}</Button>;
}

function List({ incidents, chosen, onChoose }: { incidents: readonly Incident[]; chosen: string; onChoose: (id: string) => void }) {
  const { t } = useTranslation();
  const dates = useDates();
  return (
    <Paper component="ul" aria-label={t('incidents.title')} sx={{ m: 0, p: 0, listStyle: 'none', border: '1px solid', borderColor: 'divider' }}>
      {incidents.map((one) => (
        <Box component="li" key={one.id} data-testid="incident-row">
          <Box component="button" aria-current={one.id === chosen ? 'true' : undefined} onClick={() => onChoose(one.id)} sx={{ all: 'unset', boxSizing: 'border-box', display: 'block', width: '100%', cursor: 'pointer', px: 1.5, py: 1, borderBottom: '1px solid', borderColor: 'divider', '&[aria-current]': { bgcolor: 'action.selected' }, '&:hover': { bgcolor: 'action.hover' }, '&:focus-visible': { outline: '2px solid', outlineColor: 'primary.main', outlineOffset: -2 } }}>
            <Box component="span" sx={{ display: 'block', fontWeight: 600 }}>{`${one.id} · ${one.title}`}</Box>
            <Box component="span" sx={{ display: 'flex', gap: 1, fontSize: '0.8125rem', color: 'text.secondary' }}><Status tone={tones[one.status]}>{t(`incidents.status.${one.status}`)}</Status>{dates.date(one.discoveredAt)}</Box>
          </Box>
        </Box>
      ))}
    </Paper>
  );
}

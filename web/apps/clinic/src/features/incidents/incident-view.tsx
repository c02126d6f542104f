import { incidentPaper, useActOnIncident, type Incident, type IncidentAct } from '@carewright/core';
import { Fact } from '@carewright/ui';
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Paper from '@mui/material/Paper';
import Typography from '@mui/material/Typography';
import { useTranslation } from 'react-i18next';
import { useDates } from '../../shell/dates';
import { errorText } from '../../shell/words';
import { AffectedPatients } from './affected-patients';
import { Assessment } from './assessment';
import { Duties } from './duties';
import { Words } from './words';

/** One incident from top to bottom, in the order in which it is worked on. */
export function IncidentView({ incident }: { incident: Incident }) {
  const { t } = useTranslation();
  const dates = useDates();
  const act = useActOnIncident();
  const run = (path: IncidentAct['path'], body?: unknown) => act.mutate({ id: incident.id, path, body });
  return (
    <Paper sx={{ p: 2, border: '1px solid', borderColor: 'divider', display: 'grid', gap: 2 }} data-testid="incident">
      <Box>
        <Typography variant="h2" sx={{ fontSize: '1.0625rem' }}>{incident.title}</Typography>
        <Box component="dl" sx={{ m: 0, mt: 1 }}>
          <Fact term={t('incidents.discovered')}>{dates.exact(incident.discoveredAt)}</Fact>
          <Fact term={t('incidents.users')}>{incident.scope.users.join(', ')}</Fact>
          <Fact term={t('incidents.period')}>{`${dates.exact(incident.scope.from)} – ${dates.exact(incident.scope.to)}`}</Fact>
        </Box>
      </Box>
      {act.isError ? <Alert severity="error">{errorText(t, act.error)}</Alert> : null}
      <AffectedPatients incident={incident} busy={act.isPending} onFind={() => run('/patients')} />
      <Assessment incident={incident} busy={act.isPending} onSave={(assessment) => run('/assessment', assessment)} />
      <Duties incident={incident} busy={act.isPending} onMet={(duty) => run(`/duties/${duty}`)} />
      <Words incident={incident} busy={act.isPending} onSave={(words) => run('', words)} />
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1 }}>
        <Button component="a" variant="outlined" href={incidentPaper.media(incident.id)} download>{t('incidents.media')}</Button>
        <Button component="a" variant="outlined" href={incidentPaper.evidence(incident.id)} download data-testid="incident-evidence">{t('incidents.evidence')}</Button>
        {incident.status === 'closed' ? null : <Button variant="contained" disabled={act.isPending} onClick={() => run('/close')} data-testid="incident-close">{t('incidents.close')}</Button>}
      </Box>
      <Box>
        <Typography variant="h3" sx={{ mb: 0.5 }}>{t('alerts.history')}</Typography>
        <Box component="ol" sx={{ m: 0, pl: 2.5, fontSize: '0.8125rem' }}>
          {incident.steps.map((step) => <li key={`${step.at}${step.what}`}>{`${dates.exact(step.at)} · ${step.who} · ${t(`incidents.step.${step.what}`, { defaultValue: step.what })}${step.note ? `: ${step.note}` : ''}`}</li>)}
        </Box>
      </Box>
    </Paper>
  );
}

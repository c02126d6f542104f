import { useAlert, useOpenIncident, type SecurityAlert } from '@carewright/core';
import { Fact, Icon, Status } from '@carewright/ui';
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Drawer from '@mui/material/Drawer';
import IconButton from '@mui/material/IconButton';
import Skeleton from '@mui/material/Skeleton';
import Typography from '@mui/material/Typography';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useDates } from '../../shell/dates';
import { codeWord, errorText } from '../../shell/words';
import { severityTone, statusTone } from './severity';
import { Verdict } from './verdict';

/** One alert: what it means, what it rests on, what was done about it, and the verdict. */
export function AlertDetail({ id, onClose }: { id: string | undefined; onClose: () => void }) {
  const { t } = useTranslation();
  const alert = useAlert(id);
  return (
    <Drawer anchor="right" open={id !== undefined} onClose={onClose} slotProps={{ paper: { role: 'dialog', 'aria-labelledby': 'alert-detail-title', sx: { width: 'min(560px, 100vw)', backgroundImage: 'none' } } }}>
      <Box data-testid="alert-detail" sx={{ p: 2 }}>
        <Box sx={{ display: 'flex', alignItems: 'flex-start' }}>
          <Typography variant="h2" id="alert-detail-title" sx={{ flex: 1, fontSize: '1rem' }}>{alert.data?.title ?? t('alerts.detail')}</Typography>
          <IconButton aria-label={t('panel.close')} onClick={onClose} autoFocus><Icon name="close" /></IconButton>
        </Box>
        {alert.isError ? <Alert severity="error">{errorText(t, alert.error)}</Alert> : null}
        {alert.isPending && id !== undefined ? <Skeleton height={240} /> : null}
        {alert.data ? <Content alert={alert.data} /> : null}
      </Box>
    </Drawer>
  );
}

function Content({ alert }: { alert: SecurityAlert }) {
  const { t } = useTranslation();
  const dates = useDates();
  return (
    <>
      {alert.explanation ? <Typography sx={{ my: 1, color: 'text.secondary' }}>{alert.explanation}</Typography> : null}
      <Box component="dl" sx={{ m: 0, mt: 1 }}>
        <Fact term={t('alerts.how')}><Status tone={severityTone[alert.severity]}>{t(`alerts.severity.${alert.severity}`)}</Status></Fact>
        <Fact term={t('alerts.state')}><Status tone={statusTone[alert.status]}>{t(`alerts.status.${alert.status}`)}</Status></Fact>
        {alert.subject ? <Fact term={t(`alerts.by.${alert.by}`)}>{alert.subject}</Fact> : null}
        <Fact term={t('alerts.first')}>{dates.exact(alert.firstAt)}</Fact>
        <Fact term={t('alerts.last')}>{dates.exact(alert.lastAt)}</Fact>
        <Fact term={t('alerts.counted')}>{t('alerts.countedOf', { count: alert.count, threshold: alert.threshold })}</Fact>
      </Box>
      {alert.status === 'open' ? <Verdict id={alert.id} /> : null}
      {alert.by === 'user' ? <ToIncident alert={alert} /> : null}
      <Evidence alert={alert} />
      <Typography variant="h3" sx={{ mt: 2, mb: 0.5 }}>{t('alerts.history')}</Typography>
      <Box component="ol" sx={{ m: 0, pl: 2.5, fontSize: '0.8125rem' }} data-testid="alert-history">
        {alert.history.map((step) => <li key={`${step.at}${step.what}${step.note ?? ''}`}>{`${dates.exact(step.at)} · ${step.who} · ${t(`alerts.step.${step.what}`, { defaultValue: step.what })}${step.note ? `: ${step.note}` : ''}`}</li>)}
      </Box>
    </>
  );
}

function Evidence({ alert }: { alert: SecurityAlert }) {
  const { t } = useTranslation();
  const dates = useDates();
  return (
    <>
      <Typography variant="h3" sx={{ mt: 2, mb: 0.5 }}>{t('alerts.evidence', { count: alert.evidence.length })}</Typography>
      <Box component="ul" sx={{ m: 0, p: 0, listStyle: 'none', fontSize: '0.8125rem' }} data-testid="alert-evidence">
        {alert.evidence.map((record) => (
          <Box component="li" key={record.id} sx={{ py: 0.5, borderBottom: '1px solid', borderColor: 'divider', overflowWrap: 'anywhere' }}>
            {[dates.exact(record.at), record.userName, codeWord(t, 'interaction', record.interaction), record.resourceType, codeWord(t, 'outcome', record.outcome), record.patients.slice(0, 3).join(', '), record.address].filter(Boolean).join(' · ')}
          </Box>
        ))}
      </Box>
    </>
  );
}

/** A suspicion that holds becomes an incident: from here with the user and the time filled in. */
function ToIncident({ alert }: { alert: SecurityAlert }) {
  const { t } = useTranslation();
  const open = useOpenIncident();
  const navigate = useNavigate();
  const start = () => open.mutate(
    { title: alert.title, discoveredAt: alert.history[0]?.at ?? alert.lastAt, users: [alert.subject], from: alert.firstAt, to: new Date(Date.parse(alert.lastAt) + 1000).toISOString(), alerts: [alert.id] },
    { onSuccess: () => void navigate({ to: '/breaches' }) },
  );
  return (
    <>
      {open.isError ? <Alert severity="error">{errorText(t, open.error)}</Alert> : null}
      <Button variant="outlined" sx={{ mt: 1 }} loading={open.isPending} onClick={start} data-testid="alert-incident">{t('alerts.toIncident')}</Button>
    </>
  );
}

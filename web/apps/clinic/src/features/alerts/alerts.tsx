import { useAlerts, type SecurityAlert } from '@carewright/core';
import { LiveRegion, Status } from '@carewright/ui';
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
import { useDates } from '../../shell/dates';
import { Page } from '../../shell/page';
import { errorText } from '../../shell/words';
import { AlertDetail } from './alert-detail';
import { severityTone, statusTone } from './severity';

/** What detection found in the audit log, and what was made of it. */
export function Alerts() {
  const { t } = useTranslation();
  const alerts = useAlerts();
  const [show, setShow] = useState<'open' | 'all'>('open');
  const [opened, setOpened] = useState<string>();
  const rows = (alerts.data?.alerts ?? []).filter((one) => show === 'all' || one.status === 'open');
  return (
    <Page title={t('alerts.title')} actions={<ShowSwitch value={show} onChange={setShow} />}>
      <LiveRegion>{alerts.isSuccess ? t('alerts.count', { count: rows.length }) : ''}</LiveRegion>
      {alerts.isError ? <Alert severity="error" sx={{ mb: 1 }} action={<Button color="inherit" onClick={() => void alerts.refetch()}>{t('panel.retry')}</Button>}>{errorText(t, alerts.error)}</Alert> : null}
      <Paper sx={{ border: '1px solid', borderColor: 'divider', overflow: 'hidden' }} aria-busy={alerts.isPending} data-testid="alerts">
        {alerts.isPending ? <Box sx={{ p: 1.5 }}>{[1, 2, 3, 4].map((row) => <Skeleton key={row} height={44} />)}</Box> : null}
        {alerts.isSuccess && rows.length === 0 ? <Typography sx={{ p: 2, color: 'text.secondary' }}>{t(show === 'open' ? 'alerts.noneOpen' : 'alerts.none')}</Typography> : null}
        <Box component="ul" aria-label={t('alerts.title')} sx={{ m: 0, p: 0, listStyle: 'none' }}>
          {rows.map((one) => <AlertRow key={one.id} alert={one} onOpen={() => setOpened(one.id)} />)}
        </Box>
      </Paper>
      <AlertDetail key={opened} id={opened} onClose={() => setOpened(undefined)} />
    </Page>
  );
}

function ShowSwitch({ value, onChange }: { value: 'open' | 'all'; onChange: (value: 'open' | 'all') => void }) {
  const { t } = useTranslation();
  return (
    <ToggleButtonGroup exclusive size="small" value={value} aria-label={t('alerts.show')} onChange={(_, next: 'open' | 'all' | null) => (next ? onChange(next) : undefined)}>
      <ToggleButton value="open">{t('alerts.showOpen')}</ToggleButton>
      <ToggleButton value="all">{t('alerts.showAll')}</ToggleButton>
    </ToggleButtonGroup>
  );
}

function AlertRow({ alert, onOpen }: { alert: SecurityAlert; onOpen: () => void }) {
  const { t } = useTranslation();
  const dates = useDates();
  return (
    <Box component="li" data-testid="alert-row" sx={{ borderBottom: '1px solid', borderColor: 'divider' }}>
      <Box component="button" onClick={onOpen} sx={{ all: 'unset', boxSizing: 'border-box', width: '100%', cursor: 'pointer', display: 'grid', gap: { xs: 0.25, sm: 1.5 }, gridTemplateColumns: { xs: '1fr', sm: '92px 1fr auto 110px' }, alignItems: 'center', px: 1.5, py: 1, '&:hover': { bgcolor: 'action.hover' }, '&:focus-visible': { outline: '2px solid', outlineColor: 'primary.main', outlineOffset: -2 } }}>
        <Status tone={severityTone[alert.severity]}>{t(`alerts.severity.${alert.severity}`)}</Status>
        <Box component="span" sx={{ minWidth: 0 }}>
          <Box component="span" sx={{ display: 'block', fontWeight: 600 }}>{alert.title}</Box>
          <Box component="span" sx={{ color: 'text.secondary', fontSize: '0.8125rem', overflowWrap: 'anywhere' }}>{[alert.subject, t('alerts.events', { count: alert.count }), alert.patients.length > 0 ? t('alerts.patients', { count: alert.patients.length }) : ''].filter(Boolean).join(' · ')}</Box>
        </Box>
        <Box component="span" sx={{ fontSize: '0.8125rem', color: 'text.secondary', whiteSpace: 'nowrap' }}>{dates.exact(alert.lastAt)}</Box>
        <Status tone={statusTone[alert.status]}>{t(`alerts.status.${alert.status}`)}</Status>
      </Box>
    </Box>
  );
}

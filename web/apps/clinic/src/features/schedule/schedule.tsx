import { addDays, isZone, useSchedule, useSession, useSites, type Site, type Zone } from '@carewright/core';
import { Icon, LiveRegion } from '@carewright/ui';
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import IconButton from '@mui/material/IconButton';
import MenuItem from '@mui/material/MenuItem';
import Paper from '@mui/material/Paper';
import Skeleton from '@mui/material/Skeleton';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useDates } from '../../shell/dates';
import { Page } from '../../shell/page';
import { errorText } from '../../shell/words';
import { ZoneNote } from '../../shell/zone-note';
import { AppointmentRow } from './appointment-row';
import { appointmentLines, statusCounts } from './appointment-lines';
import { DayStatus } from './day-status';

/** The day's appointments at one site: the screen a clinic's day starts on. */
export function Schedule() {
  const { t } = useTranslation();
  const session = useSession();
  const search = useSearch({ from: '/schedule' });
  const navigate = useNavigate({ from: '/schedule' });
  const { data: sites = [] } = useSites();
  const site = search.site ?? session.site?.reference;
  // A site's day is read on its own clocks; several sites' together on those of the session's.
  const dates = useDates(zoneOf(site, sites));
  const today = dates.today();
  const day = search.day && /^\d{4}-\d{2}-\d{2}$/.test(search.day) ? search.day : today;
  const location = site === 'all' ? undefined : site;
  const schedule = useSchedule(day, location, dates.zone);
  const lines = useMemo(() => appointmentLines(schedule.resources), [schedule.resources]);
  const go = (next: { day?: string; site?: string; }) => void navigate({ search: { day: next.day ?? search.day, site: next.site ?? search.site }, replace: true });

  return (
    <Page title={day === today ? t('schedule.today') : t('schedule.title')} actions={<SiteSwitch value={site ?? 'all'} onChange={(next) => go({ site: next })} />}>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: 1, mb: 1 }}>
        <IconButton aria-label={t('schedule.previous')} onClick={() => go({ day: addDays(day, -1) })}><Icon name="left" /></IconButton>
        <IconButton aria-label={t('schedule.next')} onClick={() => go({ day: addDays(day, 1) })}><Icon name="right" /></IconButton>
        <Typography variant="body1" sx={{ fontWeight: 600, '&::first-letter': { textTransform: 'uppercase' } }}>{dates.weekday(day)}</Typography>
        {day === today ? null : <Button onClick={() => go({ day: today })}>{t('schedule.toToday')}</Button>}
        <TextField type="date" value={day} onChange={(event) => event.target.value && go({ day: event.target.value })} label={t('schedule.date')} sx={{ ml: { sm: 'auto' }, width: 150 }} slotProps={{ inputLabel: { shrink: true } }} />
      </Box>
      <ZoneNote zone={dates.zone} />
      <DayStatus counts={statusCounts(lines)} />
      <LiveRegion>{schedule.data ? t('schedule.count', { count: lines.length }) : ''}</LiveRegion>
      <Paper sx={{ border: '1px solid', borderColor: 'divider', overflow: 'hidden' }} aria-busy={schedule.isPending}>
        {schedule.isError ? <Alert severity="error" action={<Button color="inherit" onClick={() => void schedule.refetch()}>{t('panel.retry')}</Button>}>{errorText(t, schedule.error)}</Alert> : null}
        {schedule.isPending ? <Box sx={{ p: 2 }}>{[1, 2, 3, 4, 5].map((row) => <Skeleton key={row} height={36} />)}</Box> : null}
        {schedule.data && lines.length === 0 ? <Typography sx={{ p: 3, color: 'text.secondary', textAlign: 'center' }}>{t('schedule.none')}</Typography> : null}
        <Box component="ul" aria-label={t('schedule.title')} sx={{ listStyle: 'none', m: 0, p: 0 }}>
          {lines.map((line) => <AppointmentRow key={line.appointment.id} line={line} dates={dates} showPlace={location === undefined} />)}
        </Box>
        {schedule.hasNextPage ? <Button sx={{ m: 1 }} loading={schedule.isFetchingNextPage} onClick={() => void schedule.fetchNextPage()}>{t('panel.more')}</Button> : null}
      </Paper>
    </Page>
  );
}

function zoneOf(reference: string | undefined, sites: readonly Site[]): Zone | undefined {
  const zone = sites.find((site) => site.reference === reference)?.zone;
  return isZone(zone) ? zone : undefined;
}

function SiteSwitch({ value, onChange }: { value: string; onChange: (site: string) => void }) {
  const { t } = useTranslation();
  const session = useSession();
  const { data: sites = [] } = useSites();
  const own = session.site;
  const options = own && !sites.some((site) => site.reference === own.reference) ? [{ reference: own.reference, name: own.display ?? own.reference }, ...sites] : sites;
  return (
    <TextField select label={t('schedule.site')} value={value} onChange={(event) => onChange(event.target.value)} sx={{ minWidth: 200 }}>
      <MenuItem value="all">{t('schedule.allSites')}</MenuItem>
      {options.map((site) => <MenuItem key={site.reference} value={site.reference}>{site.name}</MenuItem>)}
    </TextField>
  );
}

import type { Incident } from '@carewright/core';
import { Status } from '@carewright/ui';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDates } from '../../shell/dates';

const day = 86_400_000;

/** Who must be told, by which law, and by when. */
export function Duties({ incident, busy, onMet }: { incident: Incident; busy: boolean; onMet: (duty: string) => void }) {
  const { t } = useTranslation();
  const dates = useDates();
  // As of when the incident was opened on the screen: days, not seconds, are told.
  const [now] = useState(Date.now);
  const left = (dueAt: string) => Math.floor((Date.parse(dueAt) - now) / day);
  return (
    <Box component="section" aria-label={t('incidents.duties')}>
      <Typography variant="h3">{t('incidents.duties')}</Typography>
      {incident.clocks.length === 0 ? <Typography sx={{ color: 'text.secondary' }}>{t('incidents.noDuties')}</Typography> : null}
      <Box component="ul" sx={{ m: 0, p: 0, listStyle: 'none' }} data-testid="incident-duties">
        {incident.clocks.map((clock) => (
          <Box component="li" key={clock.id} sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: 1, py: 0.75, borderBottom: '1px solid', borderColor: 'divider' }}>
            <Box sx={{ flex: '1 1 260px' }}>
              <Box sx={{ fontWeight: 600 }}>{clock.title}</Box>
              <Box sx={{ fontSize: '0.8125rem', color: 'text.secondary' }}>{`${clock.law} · ${t('incidents.due', { at: dates.exact(clock.dueAt) })}`}</Box>
            </Box>
            {clock.metAt
              ? <Status tone="success">{t('incidents.met')}</Status>
              : <><Status tone={left(clock.dueAt) < 7 ? 'danger' : 'warning'}>{left(clock.dueAt) < 0 ? t('incidents.late') : t('incidents.left', { count: left(clock.dueAt) })}</Status><Button disabled={busy} onClick={() => onMet(clock.id)} aria-label={t('incidents.markMetOf', { duty: clock.title })}>{t('incidents.markMet')}</Button></>}
          </Box>
        ))}
      </Box>
    </Box>
  );
}

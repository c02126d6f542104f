import { useBreakGlass, useGlass, type GlassOpening } from '@carewright/core';
import { Icon } from '@carewright/ui';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useDates } from '../dates';

/** In view on every screen as long as a record stands open in an emergency, or the clinic is in emergency mode. */
export function GlassBar() {
  const { t } = useTranslation();
  const dates = useDates();
  const { data } = useGlass();
  if (!data) return null;
  return (
    <>
      {data.emergency ? (
        <Bar><Box component="span" data-testid="emergency-bar">{t('glass.emergency', { time: dates.dateTime(data.emergency.endsAt), reason: data.emergency.reason })}</Box></Bar>
      ) : null}
      {data.open.map((opening) => <Opening key={opening.id} opening={opening} />)}
    </>
  );
}

function Opening({ opening }: { opening: GlassOpening }) {
  const { t } = useTranslation();
  const dates = useDates();
  const act = useBreakGlass();
  const id = opening.patient.split('/')[1] ?? '';
  return (
    <Bar>
      <Box component="span" data-testid="glass-bar" sx={{ flex: '1 1 240px' }}>{t('glass.open', { time: dates.time(opening.endsAt) })}</Box>
      <Button component={Link} to={`/patients/${id}`} color="inherit">{t('glass.toChart')}</Button>
      <Button color="inherit" variant="outlined" loading={act.isPending} onClick={() => act.mutate({ end: opening.id })} data-testid="glass-end">{t('glass.end')}</Button>
    </Bar>
  );
}

function Bar({ children }: { children: ReactNode }) {
  return (
    <Box role="status" sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: 1, px: 2, py: 0.5, bgcolor: 'error.main', color: 'error.contrastText', fontSize: '0.8125rem', fontWeight: 600 }}>
      <Icon name="warning" />
      {children}
    </Box>
  );
}

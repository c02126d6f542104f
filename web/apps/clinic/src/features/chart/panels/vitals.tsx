import { observationDate, referenceOf, vitalSigns, type ChartData, type VitalSign } from '@carewright/core';
import { Icon, Sparkline } from '@carewright/ui';
import Box from '@mui/material/Box';
import ButtonBase from '@mui/material/ButtonBase';
import IconButton from '@mui/material/IconButton';
import Skeleton from '@mui/material/Skeleton';
import useMediaQuery from '@mui/material/useMediaQuery';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDates } from '../../../shell/dates';
import { ChartPanel } from '../chart-panel';
import { FlagMark } from '../flag-mark';
import type { PanelActions } from './types';

const TrendChart = lazy(() => import('../../../shell/trend-chart'));

/** The latest of each vital sign with its trend; a click on the trend opens it as a full chart in place. */
export function VitalsPanel({ data, ...actions }: PanelActions & { data: ChartData }) {
  const { t } = useTranslation();
  const dates = useDates();
  const vitals = vitalSigns(data.resources, dates);
  return (
    <ChartPanel testId="panel-vitals" title={t('chart.vitals')} sources={[data]} empty={vitals.length === 0} emptyText={t('vitals.none')}>
      <Box component="ul" aria-label={t('chart.vitals')} sx={{ listStyle: 'none', m: 0, p: 0 }}>
        {vitals.map((vital) => <Vital key={vital.key} vital={vital} {...actions} />)}
      </Box>
    </ChartPanel>
  );
}

function Vital({ vital, selected, onOpen }: PanelActions & { vital: VitalSign }) {
  const { t } = useTranslation();
  const dates = useDates();
  const phone = useMediaQuery('(max-width:599.95px)');
  const [open, setOpen] = useState(false);
  const reference = referenceOf(vital.latest);
  const name = t(`vitals.names.${vital.code ?? 'other'}`, { defaultValue: vital.name });
  const trend = vital.lines.some((line) => line.points.length > 1);
  return (
    <Box component="li" sx={{ '& + &': { borderTop: '1px solid', borderColor: 'divider' } }}>
      <Box sx={{ display: 'flex', alignItems: 'center', pr: 0.5, ...(selected === reference ? { bgcolor: 'action.selected' } : {}) }}>
        <ButtonBase onClick={() => onOpen(reference)} sx={{ flex: 1, minWidth: 0, display: 'grid', gridTemplateColumns: { xs: '1fr 1.1fr', sm: 'minmax(90px, 1.2fr) minmax(96px, 1.3fr) auto' }, columnGap: 1, alignItems: 'baseline', px: 1.5, py: 0.625, textAlign: 'left', font: 'inherit', fontSize: '0.8125rem', '&:hover': { bgcolor: 'action.hover' }, '&.Mui-focusVisible': { outlineOffset: -3 } }}>
          <Box component="span" sx={{ overflowWrap: 'anywhere' }}>{name}</Box>
          <Box component="span">
            <b>{vital.parts.map((part) => part.value.text).join('/')}</b> <Box component="span" sx={{ color: 'text.secondary', fontSize: '0.75rem' }}>{vital.unit}</Box>{' '}
            {vital.parts.map((part) => <FlagMark key={part.name} value={part.value} />)}
          </Box>
          <Box component="span" sx={{ color: 'text.secondary', fontSize: '0.75rem', textAlign: { sm: 'right' }, whiteSpace: 'nowrap' }}>{dates.date(observationDate(vital.latest))}</Box>
        </ButtonBase>
        <Box sx={{ width: { xs: 100, sm: 132 }, flex: 'none', display: 'flex', justifyContent: 'flex-end', alignItems: 'center' }}>
          {trend ? (
            <>
              <Sparkline lines={vital.lines} width={phone ? 64 : 96} />
              <IconButton aria-label={t('vitals.trend', { name })} aria-expanded={open} onClick={() => setOpen(!open)}><Icon name="trend" /></IconButton>
            </>
          ) : null}
        </Box>
      </Box>
      {open ? (
        <Suspense fallback={<Skeleton variant="rounded" height={200} sx={{ m: 1 }} />}>
          <TrendChart title={name} unit={vital.unit} lines={vital.lines} />
        </Suspense>
      ) : null}
    </Box>
  );
}

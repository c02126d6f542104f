import { referenceOf, timelineItems, yearOf, type ChartData, type Partly, type TimelineItem, type TimelineNote } from '@carewright/core';
import type { Encounter } from '@carewright/fhir-client';
import { Icon, Secondary, Status } from '@carewright/ui';
import Box from '@mui/material/Box';
import ButtonBase from '@mui/material/ButtonBase';
import Typography from '@mui/material/Typography';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useDates } from '../../../shell/dates';
import { codeWord } from '../../../shell/words';
import { ChartPanel } from '../chart-panel';
import type { PanelActions } from './types';

interface TimelinePanelProps extends PanelActions {
  readonly encounters: ChartData | undefined;
  readonly notes: ChartData | undefined;
}

/** Encounters with the notes written in them, newest first, by year. */
export function TimelinePanel({ encounters, notes, ...actions }: TimelinePanelProps) {
  const { t } = useTranslation();
  const { zone } = useDates();
  const items = useMemo(() => timelineItems(encounters?.resources ?? [], notes?.resources ?? []), [encounters?.resources, notes?.resources]);
  const years = byYear(items, zone);
  return (
    <ChartPanel testId="panel-timeline" title={notes ? t('chart.timeline') : t('chart.encounters')} sources={[encounters, notes]} count={items.length} empty={items.length === 0} emptyText={t('timeline.none')}>
      {years.map(([year, ofYear]) => (
        <Box key={year} component="section" aria-label={year || t('timeline.undated')}>
          <Typography variant="caption" component="h3" sx={{ px: 1.5, pt: 1, pb: 0.25, fontWeight: 700, color: 'text.secondary', m: 0 }}>{year || t('timeline.undated')}</Typography>
          <Box component="ol" sx={{ listStyle: 'none', m: 0, p: 0 }}>
            {ofYear.map((item) => <Stop key={item.id} item={item} {...actions} />)}
          </Box>
        </Box>
      ))}
    </ChartPanel>
  );
}

function byYear(items: readonly TimelineItem[], zone: string): [string, TimelineItem[]][] {
  const years = new Map<string, TimelineItem[]>();
  for (const item of items) {
    const year = yearOf(item.date, zone);
    years.set(year, [...(years.get(year) ?? []), item]);
  }
  return [...years];
}

const rowStyle = { width: '100%', display: 'block', textAlign: 'left', font: 'inherit', fontSize: '0.8125rem', px: 1, py: 0.5, borderRadius: 1, '&:hover': { bgcolor: 'action.hover' }, '&.Mui-focusVisible': { outlineOffset: -3 } } as const;

function Stop({ item, selected, onOpen }: PanelActions & { item: TimelineItem }) {
  const { t } = useTranslation();
  const dates = useDates();
  const visit = item.encounter;
  const kind = (visit as Partly<Encounter> | undefined)?.class;
  return (
    <Box component="li" sx={{ position: 'relative', ml: 2, mr: 0.5, pl: 1, borderLeft: '2px solid', borderColor: 'divider', '&::before': { content: '""', position: 'absolute', left: -5, top: 11, width: 8, height: 8, borderRadius: '50%', bgcolor: visit ? 'primary.main' : 'text.secondary' } }}>
      {visit ? (
        <ButtonBase onClick={() => onOpen(referenceOf(visit))} aria-current={selected === referenceOf(visit) ? 'true' : undefined} sx={{ ...rowStyle, ...(selected === referenceOf(visit) ? { bgcolor: 'action.selected' } : {}) }}>
          <Box component="span" sx={{ display: 'flex', justifyContent: 'space-between', gap: 1, alignItems: 'baseline' }}>
            <Box component="span" sx={{ fontWeight: 600, minWidth: 0, overflowWrap: 'anywhere' }}>{item.title ?? t(`codes.encounterClass.${kind?.code ?? ''}`, { defaultValue: kind?.display ?? kind?.code ?? t('timeline.visit') })}</Box>
            <Secondary>{dates.date(item.date)}</Secondary>
          </Box>
          <Box component="span" sx={{ display: 'block', color: 'text.secondary', fontSize: '0.75rem' }}>{[item.reason, item.who].filter(Boolean).join(' · ')}</Box>
          {visit.status === 'finished' ? null : <Status tone={visit.status === 'in-progress' ? 'success' : 'info'}>{codeWord(t, 'encounterStatus', visit.status)}</Status>}
        </ButtonBase>
      ) : null}
      {item.notes.map((note) => <NoteLine key={note.note.id} line={note} date={visit ? undefined : item.date} selected={selected} onOpen={onOpen} />)}
    </Box>
  );
}

function NoteLine({ line, date, selected, onOpen }: PanelActions & { line: TimelineNote; date: string | undefined }) {
  const { t } = useTranslation();
  const dates = useDates();
  const reference = referenceOf(line.note);
  const state = line.note.docStatus && line.note.docStatus !== 'final' ? codeWord(t, 'docStatus', line.note.docStatus) : undefined;
  return (
    <ButtonBase data-testid="timeline-note" onClick={() => onOpen(reference)} aria-current={selected === reference ? 'true' : undefined} sx={{ ...rowStyle, ...(selected === reference ? { bgcolor: 'action.selected' } : {}) }}>
      <Box component="span" sx={{ display: 'flex', gap: 0.75, alignItems: 'center' }}>
        <Icon name="note" sx={{ fontSize: 16, color: 'primary.main' }} />
        <Box component="span" sx={{ flex: 1, minWidth: 0, overflowWrap: 'anywhere' }}>{line.title ?? t('timeline.note')}</Box>
        {state ? <Status tone="warning">{state}</Status> : null}
        <Secondary>{[line.author, dates.date(date)].filter(Boolean).join(' · ')}</Secondary>
      </Box>
    </ButtonBase>
  );
}

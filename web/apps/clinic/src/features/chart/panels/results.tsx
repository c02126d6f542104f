import { conceptText, gravity, referenceOf, resultGroups, type ChartData, type ResultGroup, type ResultRow } from '@carewright/core';
import { Badge } from '@carewright/ui';
import Box from '@mui/material/Box';
import Link from '@mui/material/Link';
import Typography from '@mui/material/Typography';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useDates } from '../../../shell/dates';
import { codeWord } from '../../../shell/words';
import { ChartPanel } from '../chart-panel';
import { FlagMark } from '../flag-mark';
import type { PanelActions } from './types';

interface ResultsPanelProps extends PanelActions {
  readonly reports: ChartData | undefined;
  readonly labs: ChartData | undefined;
}

/** Lab results by report, newest first, abnormal on top, each with its range and the value before it. */
export function ResultsPanel({ reports, labs, ...actions }: ResultsPanelProps) {
  const { t } = useTranslation();
  const dates = useDates();
  const complete = reports?.hasMore !== true;
  const groups = useMemo(() => resultGroups(reports?.resources ?? [], labs?.resources ?? [], dates, complete), [reports?.resources, labs?.resources, dates, complete]);
  return (
    <ChartPanel testId="panel-results" title={t('chart.results')} sources={[reports, labs]} count={groups.length} empty={groups.length === 0} emptyText={t('results.none')}>
      {groups.map((group) => <Group key={group.id} group={group} {...actions} />)}
    </ChartPanel>
  );
}

function Group({ group, selected, onOpen }: PanelActions & { group: ResultGroup }) {
  const { t } = useTranslation();
  const dates = useDates();
  const name = group.name ?? t('results.loose');
  const report = group.report ? referenceOf(group.report) : undefined;
  const status = group.report && group.report.status !== 'final' ? codeWord(t, 'reportStatus', group.report.status) : undefined;
  return (
    <Box sx={{ '& + &': { borderTop: '1px solid', borderColor: 'divider' }, pt: 0.75, pb: 0.5 }}>
      <Box sx={{ display: 'flex', alignItems: 'baseline', gap: 1, px: 1.5, flexWrap: 'wrap' }}>
        <Typography variant="h3" sx={{ minWidth: 0, flex: '1 1 auto' }}>
          {report ? <Link component="button" color="inherit" onClick={() => onOpen(report)} sx={{ font: 'inherit', textAlign: 'left', ...(selected === report ? { textDecoration: 'underline' } : {}) }}>{name}</Link> : name}
        </Typography>
        {status ? <Badge tone="warning">{status}</Badge> : null}
        {group.critical > 0 ? <Badge tone="danger" strong>{t('results.critical', { count: group.critical })}</Badge> : null}
        {group.abnormal > group.critical ? <Badge tone="warning">{t('results.abnormal', { count: group.abnormal - group.critical })}</Badge> : null}
        <Typography component="span" variant="caption" sx={{ color: 'text.secondary', whiteSpace: 'nowrap' }}>{dates.date(group.date)}</Typography>
      </Box>
      {group.rows.length > 0 ? <ResultTable rows={group.rows} name={name} selected={selected} onOpen={onOpen} /> : (
        <Typography variant="body2" sx={{ px: 1.5, py: 0.25, color: 'text.secondary' }}>{group.report?.conclusion ?? t('results.noValues')}</Typography>
      )}
    </Box>
  );
}

const cell = { py: 0.375, px: 0.75, verticalAlign: 'baseline', textAlign: 'left', fontWeight: 'inherit' } as const;
const small = { color: 'text.secondary', fontSize: '0.75rem', fontWeight: 400 } as const;

/** The month of the values before, when they are all of one month: then it is said once, in the heading. */
function commonPriorMonth(rows: readonly ResultRow[]): string | undefined {
  const months = new Set(rows.flatMap((row) => (row.prior ? [row.prior.date?.slice(0, 7)] : [])));
  return months.size === 1 ? [...months][0] : undefined;
}

function ResultTable({ rows, name, selected, onOpen }: PanelActions & { rows: readonly ResultRow[]; name: string }) {
  const { t } = useTranslation();
  const dates = useDates();
  const month = commonPriorMonth(rows);
  return (
    <Box component="table" aria-label={name} sx={{ width: '100%', borderCollapse: 'collapse', fontSize: '0.8125rem', tableLayout: 'fixed' }}>
      <Box component="thead" sx={{ color: 'text.secondary', fontSize: '0.6875rem' }}>
        <tr>
          <Box component="th" scope="col" sx={{ ...cell, pl: 1.5, width: { xs: '34%', sm: '31%' } }}>{t('results.test')}</Box>
          <Box component="th" scope="col" sx={cell}>{t('results.value')}</Box>
          <Box component="th" scope="col" sx={{ ...cell, width: '22%', display: { xs: 'none', sm: 'table-cell' } }}>{t('results.range')}</Box>
          <Box component="th" scope="col" sx={{ ...cell, width: { xs: '29%', sm: '23%' } }}>{month ? t('results.priorOn', { date: dates.date(month) }) : t('results.prior')}</Box>
        </tr>
      </Box>
      <tbody>
        {rows.map((row) => <Result key={referenceOf(row.observation)} row={row} dated={month === undefined} selected={selected} onOpen={onOpen} />)}
      </tbody>
    </Box>
  );
}

function Result({ row, dated, selected, onOpen }: PanelActions & { row: ResultRow; dated: boolean }) {
  const { t } = useTranslation();
  const dates = useDates();
  const reference = referenceOf(row.observation);
  const off = gravity(row.value?.flag) > 0;
  return (
    <Box component="tr" sx={{ '&:hover': { bgcolor: 'action.hover' }, ...(selected === reference ? { bgcolor: 'action.selected' } : {}) }}>
      <Box component="th" scope="row" sx={{ ...cell, pl: 1.5, fontWeight: 400, overflowWrap: 'anywhere' }}>
        <Link component="button" color="inherit" title={conceptText(row.observation.code)} onClick={() => onOpen(reference)} sx={{ font: 'inherit', textAlign: 'left' }}>{row.name || t('panel.unnamed')}</Link>
      </Box>
      <Box component="td" sx={{ ...cell, fontWeight: off ? 700 : 500, overflowWrap: 'anywhere' }}>
        {row.value?.text ?? '–'} <Box component="span" sx={small}>{row.value?.unit}</Box> <FlagMark value={row.value} />
        {row.value?.range ? <Box component="span" aria-hidden sx={{ ...small, display: { xs: 'block', sm: 'none' } }}>{row.value.range}</Box> : null}
      </Box>
      <Box component="td" sx={{ ...cell, ...small, display: { xs: 'none', sm: 'table-cell' } }}>{row.value?.range ?? ''}</Box>
      <Box component="td" sx={{ ...cell, ...small, overflowWrap: 'anywhere' }} title={dates.date(row.prior?.date) || undefined}>
        {row.prior ? <>{row.prior.value.text} {row.prior.value.unit} <FlagMark value={row.prior.value} /> {dated ? <Box component="span" sx={{ fontSize: '0.6875rem', whiteSpace: 'nowrap' }}>{dates.date(row.prior.date?.slice(0, 7))}</Box> : null}</> : ''}
      </Box>
    </Box>
  );
}

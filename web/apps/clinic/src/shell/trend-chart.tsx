import { dateFormatter, type TrendLine } from '@carewright/core';
import Box from '@mui/material/Box';
import { LineChart } from '@mui/x-charts/LineChart';
import { useTranslation } from 'react-i18next';
import { useDates } from './dates';

const colors = ['var(--mui-palette-primary-main)', 'var(--mui-palette-warning-main)', 'var(--mui-palette-info-main)'];

/** The whole trend of one measure on a time axis; fetched only when someone opens it. */
export default function TrendChart({ title, unit, lines }: { title: string; unit: string; lines: readonly TrendLine[] }) {
  const { t } = useTranslation();
  const dates = useDates();
  const times = [...new Set(lines.flatMap((line) => line.points.map((point) => point.at)))].sort((left, right) => left - right);
  const spanDays = ((times.at(-1) ?? 0) - (times[0] ?? 0)) / 86_400_000;
  const date = dateFormatter(dates.locale, { timeZone: dates.zone, ...(spanDays > 700 ? { year: 'numeric', month: 'short' } : { month: 'short', day: 'numeric' }) });
  const full = dateFormatter(dates.locale, { timeZone: dates.zone, dateStyle: 'medium' });
  const series = lines.map((line, index) => {
    const values = new Map(line.points.map((point) => [point.at, point.value]));
    return { data: times.map((at) => values.get(at) ?? null), label: line.name || title, connectNulls: true, showMark: times.length < 40, color: colors[index % colors.length] ?? '', curve: 'linear' as const };
  });
  return (
    <Box role="img" aria-label={t('vitals.trendOf', { name: title, unit })} sx={{ px: 1, pb: 1 }}>
      <LineChart
        height={200} series={series} hideLegend={lines.length < 2} skipAnimation grid={{ horizontal: true }} margin={{ left: 0, right: 16, top: 12, bottom: 0 }}
        xAxis={[{ data: times.map((at) => new Date(at)), scaleType: 'time', tickNumber: 5, valueFormatter: (value: Date, context) => (context.location === 'tick' ? date : full).format(value) }]}
        yAxis={[{ min: niceMin(lines), width: 48 }]}
      />
    </Box>
  );
}

/** A little room under the lowest value, so that small changes stay visible. */
function niceMin(lines: readonly TrendLine[]): number {
  const values = lines.flatMap((line) => line.points.map((point) => point.value));
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return Math.floor(low - (high - low || Math.abs(low) * 0.1) * 0.2);
}

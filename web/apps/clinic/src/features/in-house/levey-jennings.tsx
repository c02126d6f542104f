import type { ControlRun, InHouseAnalyte } from '@carewright/core';
import Box from '@mui/material/Box';
import { useTranslation } from 'react-i18next';

const [width, height, left, most, shown] = [640, 220, 40, 4, 40];
const marks = ['circle', 'square', 'diamond'] as const;
const y = (score: number) => height / 2 - (Math.max(-most, Math.min(most, score)) / most) * (height / 2 - 12);

/** Runs in order, each level's distance from its mean in standard deviations. What it shows is in the table beside it; levels differ by form, not by colour alone. */
export function LeveyJennings({ analyte, runs }: { analyte: InHouseAnalyte; runs: readonly ControlRun[] }) {
  const { t } = useTranslation();
  const last = runs.slice(-shown);
  const levels = [...new Set(last.flatMap((run) => run.values.filter((value) => value.analyte === analyte.code && value.score !== null).map((value) => value.level)))];
  if (levels.length === 0) return null;
  const x = (at: number) => left + 12 + (at * (width - left - 24)) / Math.max(1, last.length - 1);
  return (
    <Box component="figure" sx={{ m: 0 }}>
      <Box component="svg" viewBox={`0 0 ${width} ${height}`} role="img" aria-label={t('inHouse.chartOf', { name: analyte.name, count: last.length })} sx={{ width: '100%', maxWidth: 900, height: 'auto', color: 'text.primary' }} data-testid="levey-jennings">
        {[-3, -2, -1, 0, 1, 2, 3].map((line) => (
          <g key={line}>
            <line x1={left} x2={width} y1={y(line)} y2={y(line)} stroke="currentColor" strokeWidth={line === 0 ? 1.5 : 0.5} strokeDasharray={line === 0 ? undefined : Math.abs(line) === 3 ? '6 2' : '2 3'} />
            <text x={left - 6} y={y(line) + 4} textAnchor="end" fontSize="11" fill="currentColor">{line > 0 ? `+${line}` : line}</text>
          </g>
        ))}
        {levels.map((level, index) => {
          const points = last.flatMap((run, at) => run.values.flatMap((value) => (value.analyte === analyte.code && value.level === level && value.score !== null ? [{ id: run.id, x: x(at), y: y(value.score), isBad: run.outcome === 'rejected' }] : [])));
          return (
            <g key={level}>
              <polyline points={points.map((point) => `${point.x},${point.y}`).join(' ')} fill="none" stroke="var(--mui-palette-primary-main)" strokeWidth="1" strokeDasharray={index === 0 ? undefined : '5 3'} />
              {points.map((point) => <Mark key={point.id} form={marks[index % marks.length] ?? 'circle'} {...point} />)}
            </g>
          );
        })}
      </Box>
      <Box component="figcaption" sx={{ fontSize: '0.8125rem', color: 'text.secondary' }}>{levels.map((level, index) => t('inHouse.levelMark', { level, mark: t(`inHouse.mark.${marks[index % marks.length] ?? 'circle'}`) })).join(' · ')}</Box>
    </Box>
  );
}

function Mark({ form, x: cx, y: cy, isBad }: { form: (typeof marks)[number]; x: number; y: number; isBad: boolean }) {
  const fill = isBad ? 'var(--mui-palette-error-main)' : 'var(--mui-palette-primary-main)';
  if (form === 'circle') return <circle cx={cx} cy={cy} r={isBad ? 5 : 3.5} fill={fill} />;
  return <rect x={cx - 3.5} y={cy - 3.5} width={7} height={7} fill={fill} transform={form === 'diamond' ? `rotate(45 ${cx} ${cy})` : undefined} />;
}

export interface SparkLineData {
  readonly points: readonly { readonly at: number; readonly value: number }[];
}

/** A word-sized trend on a true time axis; the numbers beside it carry the meaning, so it is decoration to a reader. */
export function Sparkline({ lines, width = 96, height = 24 }: { lines: readonly SparkLineData[]; width?: number; height?: number }) {
  const all = lines.flatMap((line) => line.points);
  if (all.length < 2) return null;
  const [t0, t1] = extent(all.map((point) => point.at));
  const [v0, v1] = calm(extent(all.map((point) => point.value)));
  const x = (at: number) => 3 + ((at - t0) / (t1 - t0 || 1)) * (width - 6);
  const y = (value: number) => height - 3 - ((value - v0) / (v1 - v0 || 1)) * (height - 6);
  return (
    <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} aria-hidden focusable="false" style={{ display: 'block' }}>
      {lines.map((line, index) => {
        const last = line.points.at(-1);
        return (
          <g key={index} stroke="var(--mui-palette-primary-main)" fill="none" opacity={index === 0 ? 1 : 0.65}>
            <polyline strokeWidth="1.5" points={line.points.map((point) => `${x(point.at).toFixed(1)},${y(point.value).toFixed(1)}`).join(' ')} />
            {last ? <circle cx={x(last.at)} cy={y(last.value)} r="2" fill="var(--mui-palette-primary-main)" stroke="none" /> : null}
          </g>
        );
      })}
    </svg>
  );
}

/** A span of at least 8 % of the value, so that ordinary wobble is not drawn as an alarm. */
function calm([low, high]: readonly [number, number]): [number, number] {
  const missing = Math.max(0, Math.abs(low + high) * 0.04 - (high - low));
  return [low - missing / 2, high + missing / 2];
}

function extent(values: readonly number[]): [number, number] {
  return [Math.min(...values), Math.max(...values)];
}

import { maySee, useChartSource, useSession, useWhole, type ChartData, type SourceId } from '@carewright/core';

/** Every source of the chart that this actor may see, asked for in one batch; absent where the role may not look. */
export interface ChartSources extends Readonly<Partial<Record<SourceId, ChartData>>> {
  readonly patientId: string;
}

export function useChart(patientId: string): ChartSources {
  const session = useSession();
  // Money is the desk's and the biller's; where results are read, charges are neither shown nor asked for.
  const clinical = maySee(session, 'vitals');
  const all = {
    allergies: useWhole(useChartSource(patientId, 'allergies')),
    flags: useWhole(useChartSource(patientId, 'flags')),
    problems: useWhole(useChartSource(patientId, 'problems')),
    medications: useWhole(useChartSource(patientId, 'medications')),
    immunizations: useChartSource(patientId, 'immunizations'),
    vitals: useChartSource(patientId, 'vitals'),
    reports: useChartSource(patientId, 'reports'),
    labs: useChartSource(patientId, 'labs'),
    encounters: useChartSource(patientId, 'encounters'),
    notes: useChartSource(patientId, 'notes'),
    appointments: useChartSource(patientId, 'appointments'),
    coverage: useChartSource(patientId, 'coverage'),
    claims: useChartSource(patientId, 'claims', !clinical),
  } satisfies Partial<Record<SourceId, ChartData>>;
  const seen = Object.entries(all).filter(([source]) => maySee(session, source as SourceId) && !(clinical && source === 'claims'));
  return { patientId, ...(Object.fromEntries(seen) as Partial<Record<SourceId, ChartData>>) };
}

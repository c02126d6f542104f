import type { Client } from '@carewright/fhir-client';

/** The doors of the in-house laboratory, typed as docs/architecture/laboratory.md describes them. */
export interface InHouseAnalyte {
  readonly code: string;
  readonly name: string;
  readonly loinc: string;
  readonly kind: 'Binary' | 'Number' | 'Graded';
  readonly unit: string | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly least: number | null;
  readonly most: number | null;
  readonly choices: readonly string[];
}

export interface ControlTarget {
  readonly analyte: string;
  readonly mean: number | null;
  readonly deviation: number | null;
  /** The word that it is to show. */
  readonly expected: string | null;
}

export interface InHouseControl {
  readonly id: string;
  readonly lot: string;
  readonly name: string | null;
  readonly level: string;
  readonly expires: string | null;
  readonly daysLeft: number | null;
  readonly targets: readonly ControlTarget[];
}

export interface ControlValue {
  readonly control: string;
  readonly level: string;
  readonly analyte: string;
  readonly number: number | null;
  readonly word: string | null;
  /** Standard deviations from the mean. */
  readonly score: number | null;
}

export interface ControlRun {
  readonly id: string;
  readonly at: string;
  readonly outcome: 'accepted' | 'warning' | 'rejected';
  readonly rules: readonly string[];
  readonly values: readonly ControlValue[];
  readonly by: string | null;
}

export interface InHouseKit {
  readonly id: string;
  readonly lot: string;
  readonly name: string | null;
  readonly expires: string | null;
  readonly daysLeft: number | null;
  /** Why patients may not be tested with it; none: they may. */
  readonly reasons: readonly string[];
  readonly rejected: ControlRun | null;
  readonly lastRun: string | null;
}

export interface InHouseTest {
  readonly code: string;
  readonly name: string;
  readonly method: string;
  readonly complexity: string;
  readonly hasInternalControl: boolean;
  readonly controlLevels: readonly string[];
  readonly controlDays: number;
  readonly rules: readonly string[];
  readonly analytes: readonly InHouseAnalyte[];
  readonly kits: readonly InHouseKit[];
  readonly controls: readonly InHouseControl[];
  /** Whether the clinic's certificate allows it. */
  readonly isCertified: boolean;
  /** Whether who asks may report it. */
  readonly mayReport: boolean;
}

export const cliaKinds = ['waived', 'ppm', 'registration', 'compliance', 'accreditation'] as const;
export const complexities = ['waived', 'ppm', 'moderate', 'high'] as const;
export const controlRules = ['1-2s', '1-3s', '2-2s', 'R-4s', '4-1s', '8-x', '10-x', '12-x'] as const;

/** A test as it is set up: without its lots. */
export interface InHouseTestSetup extends Omit<InHouseTest, 'kits' | 'controls' | 'isCertified' | 'mayReport'> {
  readonly needsCompetency: boolean;
  readonly organization: string | null;
}

export interface InHouseSetup {
  readonly tests: readonly InHouseTestSetup[];
  readonly organizations: readonly { readonly id: string; readonly name: string; readonly certificates: readonly { readonly number: string; readonly kind: string | null; readonly expires: string | null }[] }[];
  readonly staff: readonly { readonly practitioner: string; readonly name: string; readonly competencies: readonly { readonly test: string; readonly since: string; readonly expires: string }[] }[];
}

export interface AnalyteLimits {
  readonly code: string;
  readonly low: number | null;
  readonly high: number | null;
  readonly least: number | null;
  readonly most: number | null;
}

export interface InHouseTestChange extends Pick<InHouseTestSetup, 'name' | 'method' | 'complexity' | 'hasInternalControl' | 'needsCompetency' | 'controlDays' | 'controlLevels' | 'rules'> {
  readonly analytes: readonly AnalyteLimits[];
}

export interface InHouseState {
  readonly tests: readonly InHouseTest[];
  readonly instruments: readonly { readonly id: string; readonly name: string | null; readonly lot: string }[];
  readonly certificates: readonly { readonly organization: string; readonly number: string; readonly kind: string | null; readonly expires: string | null; readonly daysLeft: number | null }[];
  readonly mayUnlock: boolean;
}

export interface MeasuredValue {
  readonly analyte: string;
  readonly number?: number;
  readonly word?: string;
}

export interface InHouseResult {
  readonly patient: string;
  readonly test: string;
  readonly kit: string;
  readonly values: readonly MeasuredValue[];
  readonly internalControl?: boolean;
  readonly order?: string;
  readonly encounter?: string;
  /** When it was done; left out: now. */
  readonly at?: string;
}

export interface InHouseLot {
  readonly kind: 'Kit' | 'Control' | 'Instrument';
  readonly lot: string;
  readonly test?: string;
  readonly expires?: string;
  readonly name?: string;
  readonly level?: string;
  readonly targets?: readonly { readonly analyte: string; readonly mean?: number; readonly deviation?: number; readonly expected?: string }[];
}

export interface InHouseLog {
  readonly kind: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export const inHouseLogs = ['patients', 'controls', 'lots', 'actions', 'upkeep'] as const;
export type InHouseLogKind = (typeof inHouseLogs)[number];

/** Days before the end at which a lot or a certificate is told of. */
export const lotNotice = 30;
export const certificateNotice = 60;

export const inHouseDoors = {
  state: (client: Client, signal?: AbortSignal) => client.json<InHouseState>('GET', '/in-house/state', undefined, signal),
  runs: (client: Client, kit: string, signal?: AbortSignal) => client.json<{ runs: ControlRun[]; actions: { at: string; found: string; done: string }[] }>('GET', `/in-house/runs?kit=${encodeURIComponent(kit)}`, undefined, signal),
  log: (client: Client, kind: InHouseLogKind, from: string, to: string, signal?: AbortSignal) => client.json<InHouseLog>('GET', `/in-house/logs/${kind}?from=${from}&to=${to}`, undefined, signal),
  paper: (client: Client, kind: InHouseLogKind, from: string, to: string) => client.json<InHouseLog>('GET', `/in-house/logs/${kind}?from=${from}&to=${to}&format=paper`),
  setup: (client: Client, signal?: AbortSignal) => client.json<InHouseSetup>('GET', '/in-house/setup', undefined, signal),
  start: (client: Client, organization: string) => client.json<{ added: string[] }>('POST', '/in-house/starter', { organization }),
  change: (client: Client, { code, test }: { code: string; test: InHouseTestChange }) => client.json<unknown>('PUT', `/in-house/tests/${encodeURIComponent(code)}`, test),
  certify: (client: Client, { organization, ...certificate }: { organization: string; number: string; kind: string; expires: string }) => client.json<unknown>('PUT', `/in-house/certificates/${encodeURIComponent(organization)}`, certificate),
  assess: (client: Client, competency: { practitioner: string; test: string; since: string; expires: string }) => client.json<unknown>('PUT', '/in-house/competencies', competency),
  correct: (client: Client, { report, ...correction }: { report: string; reason: string; values?: readonly MeasuredValue[] }) => client.json<{ status: string }>('POST', `/in-house/results/${encodeURIComponent(report)}/correct`, correction),
  enter: (client: Client, result: InHouseResult) => client.json<{ report: string | null; status: string }>('POST', '/in-house/results', result),
  run: (client: Client, run: { test: string; kit: string; controls: readonly { control: string; values: readonly MeasuredValue[] }[] }) => client.json<ControlRun>('POST', '/in-house/runs', run),
  act: (client: Client, action: { kit: string; found: string; done: string }) => client.json<unknown>('POST', '/in-house/actions', action),
  addLot: (client: Client, lot: InHouseLot) => client.json<{ id: string }>('POST', '/in-house/lots', lot),
  retire: (client: Client, id: string) => client.json<unknown>('POST', `/in-house/lots/${encodeURIComponent(id)}/retire`, {}),
  keep: (client: Client, upkeep: { instrument: string; what: string; celsius?: number; done?: string }) => client.json<unknown>('POST', '/in-house/upkeep', upkeep),
};

/** The value of a text that somebody typed or chose for an analyte; undefined: it is none that there can be. */
export function measuredValue(analyte: InHouseAnalyte, text: string): MeasuredValue | undefined {
  if (analyte.kind !== 'Number') return analyte.choices.includes(text) ? { analyte: analyte.code, word: text } : undefined;
  const number = /^\s*\d+([.,]\d+)?\s*$/.test(text) ? Number(text.replace(',', '.')) : Number.NaN;
  const isPossible = !Number.isNaN(number) && number >= (analyte.least ?? 0) && number <= (analyte.most ?? Number.MAX_VALUE);
  return isPossible ? { analyte: analyte.code, number } : undefined;
}

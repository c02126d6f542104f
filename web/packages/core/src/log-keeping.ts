import type { Client } from '@carewright/fhir-client';

/** The doors of where the audit log goes and how long it is kept (/audit/places, /audit/retention), typed as docs/architecture/http-api.md writes them. */
export const placeKinds = ['file', 'syslog', 's3'] as const;
export type PlaceKind = (typeof placeKinds)[number];

/** A second place of the signed checkpoints. Secrets go in and never come out. */
export interface LogPlace {
  readonly name: string;
  readonly kind: PlaceKind;
  readonly path: string | null;
  readonly syslog: { readonly host: string; readonly port: number; readonly fingerprint: string | null } | null;
  readonly s3: {
    readonly bucket: string;
    readonly region: string;
    readonly endpoint: string | null;
    readonly prefix: string;
    readonly accessKey: string;
    readonly secretKey: string;
    readonly retainDays: number;
  } | null;
}

export interface PlaceState {
  readonly settings: LogPlace;
  readonly progress: { readonly sequence: number; readonly at: string | null; readonly fault: string | null; readonly faultSince: string | null };
}

export interface RetentionRule {
  readonly name: string;
  /** Full years after the end of a month. */
  readonly years: number;
  readonly because: string;
}

export interface LogHold {
  readonly name: string;
  readonly reason: string;
  readonly patient: string | null;
  readonly user: string | null;
}

export interface RetentionRules {
  readonly rules: readonly RetentionRule[];
  readonly holds: readonly LogHold[];
  /** Months whose time is over go by themselves. */
  readonly isAutomatic: boolean;
}

export interface LogMonth {
  /** `YYYY-MM`. */
  readonly month: string;
  readonly records: number;
  readonly keptUntil: string;
  readonly holds: readonly string[];
  readonly isDue: boolean;
}

export interface LogDisposal {
  readonly month: string;
  readonly records: number;
  readonly at: string;
  readonly rule: string;
}

export interface LogRetention {
  readonly rules: RetentionRules;
  readonly months: readonly LogMonth[];
  readonly disposals: readonly LogDisposal[];
}

/** The fewest years that a rule may say: 45 CFR 164.316(b)(2)(i). */
export const fewestYears = 6;

/** The month that is disposed of next: the oldest one, when its time is over and nothing holds it. */
export function nextDue(retention: LogRetention): LogMonth | undefined {
  const oldest = [...retention.months].sort((one, other) => one.month.localeCompare(other.month))[0];
  return oldest?.isDue === true ? oldest : undefined;
}

export const logKeeping = {
  places: (client: Client, signal?: AbortSignal) => client.json<{ places: PlaceState[] }>('GET', '/audit/places', undefined, signal),
  changePlaces: (client: Client, places: readonly LogPlace[]) => client.json<{ places: PlaceState[] }>('PUT', '/audit/places', { places }),
  retention: (client: Client, signal?: AbortSignal) => client.json<LogRetention>('GET', '/audit/retention', undefined, signal),
  changeRetention: (client: Client, rules: RetentionRules) => client.json<LogRetention>('PUT', '/audit/retention', rules),
  dispose: (client: Client) => client.json<LogRetention>('POST', '/audit/retention/dispose'),
};

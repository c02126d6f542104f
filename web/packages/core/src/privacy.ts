import type { Client } from '@carewright/fhir-client';
import type { AuditEntry } from './doors';
import type { Amendment, Proxy, ProxyGift, ProxyOffer } from './rights';
import { isoDay, type Zone } from './zones';

/** The staff's doors of patients' rights, typed as docs/architecture/http-api.md writes them. */
export interface EntryEnd {
  readonly display: string;
  readonly at: string;
  readonly reason: string;
}

/** That a record must not be erased. */
export interface LegalHold {
  readonly id: string;
  readonly patient: string;
  readonly reason: string;
  readonly display: string;
  readonly since: string;
  readonly release: EntryEnd | null;
}

/** The exceptions of 45 CFR 171, by section. */
export const blockingExceptions = ['171.201', '171.202', '171.203', '171.204', '171.205', '171.206', '171.301', '171.302', '171.303', '171.403'] as const;
export const blockingPractices = ['access', 'exchange', 'use'] as const;
export const blockingMatters = ['result', 'record', 'restriction', 'app', 'export', 'request', 'other'] as const;

export interface BlockingException {
  readonly id: string;
  readonly exception: string;
  readonly practice: string;
  readonly matter: string;
  readonly patient: string | null;
  readonly requester: string | null;
  readonly reason: string;
  readonly display: string;
  readonly role: string;
  readonly at: string;
  readonly until: string | null;
  /** The day by which the requester has the reason in writing. */
  readonly answerBy: string | null;
  readonly ended: EntryEnd | null;
}

export interface ExceptionDraft {
  readonly exception: string;
  readonly practice: string;
  readonly matter: string;
  readonly patient?: string | undefined;
  readonly requester?: string | undefined;
  readonly reason: string;
  readonly until?: string | undefined;
}

export interface ExceptionFilters {
  readonly patient?: string | undefined;
  readonly exception?: string | undefined;
  /** Days. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** Whether an entry of the register holds at a moment. */
export function holdsNow(use: BlockingException, now: number): boolean {
  return use.ended === null && (use.until === null || Date.parse(use.until) > now);
}

export const disclosureCategories = [
  'public-health', 'abuse-or-neglect', 'health-oversight', 'judicial', 'law-enforcement', 'decedents', 'organ-donation', 'research', 'serious-threat', 'government', 'workers-compensation', 'required-by-law', 'mistaken', 'other',
] as const;

/** Who may ask that disclosures to them are left out for a time (45 CFR 164.528(a)(2)). */
export const suspendingCategories = ['law-enforcement', 'health-oversight'] as const;

export interface AccountingLine {
  readonly first: string;
  readonly last: string;
  readonly times: number;
  readonly to: string;
  readonly address: string | null;
  readonly what: string;
  readonly purpose: string;
  readonly category: string | null;
  /** Of a line that somebody entered. */
  readonly entry: string | null;
  readonly isHeldBack: boolean;
}

export interface Suspension {
  readonly id: string;
  readonly agency: string;
  readonly category: string;
  readonly until: string;
  readonly isOral: boolean;
  readonly statement: string;
  readonly display: string;
}

export interface Accounting {
  readonly lines: readonly AccountingLine[];
  readonly suspensions: readonly Suspension[];
}

export interface DisclosureDraft {
  readonly patient: string;
  readonly category: string;
  readonly on: string;
  readonly to: string;
  readonly address?: string | undefined;
  readonly what: string;
  readonly purpose: string;
}

export interface SuspensionDraft {
  readonly patient: string;
  readonly agency: string;
  readonly category: string;
  readonly until: string;
  readonly isOral: boolean;
  readonly statement: string;
}

/** Kinds of care that a minor may consent to alone, by their labels. */
export const careKinds = ['HIV', 'STD', 'SEX', 'SUD', 'BH'] as const;

/** The ages of one state, in whole years; `*`: of all that have no line. */
export interface StateAges {
  readonly state: string;
  readonly majority: number;
  readonly consent: Readonly<Record<string, number>>;
  readonly source: string;
}

export interface AgeChange {
  readonly id: string;
  readonly at: string;
  readonly by: string;
  readonly display: string;
  readonly reason: string;
  readonly lines: readonly { readonly state: string; readonly what: string; readonly before: string | null; readonly after: string | null }[];
}

/** From which ages on parents see less, and nothing. */
export interface AgeTable {
  readonly state: string | null;
  readonly ages: readonly StateAges[];
  readonly changes: readonly AgeChange[];
}

export type AgeTableDraft = Pick<AgeTable, 'state' | 'ages'> & { readonly reason: string };

export type AmendmentStep =
  | { readonly step: 'extension'; readonly words: string; readonly days: number }
  | { readonly step: 'acceptance'; readonly words: string; readonly correction: string }
  | { readonly step: 'denial'; readonly words: string; readonly ground: string }
  | { readonly step: 'disagreement' | 'rebuttal'; readonly words: string };

/** On what a request may be denied (45 CFR 164.526(a)(2)). */
export const amendmentGrounds = ['accurate-and-complete', 'not-created-here', 'not-in-record-set', 'not-open-to-inspection'] as const;

function path(door: string, query: Readonly<Record<string, string | undefined>>): string {
  const given = Object.entries(query).filter((pair): pair is [string, string] => pair[1] !== undefined && pair[1] !== '');
  const text = new URLSearchParams(given).toString();
  return text === '' ? door : `${door}?${text}`;
}

const act = (door: string, id: string, step: string) => `/privacy/${door}/${encodeURIComponent(id)}/${step}`;

export const privacyDoors = {
  amendments: (client: Client, patient?: string, signal?: AbortSignal) => client.json<{ requests: Amendment[] }>('GET', path('/privacy/amendments', { patient }), undefined, signal),
  takeIn: (client: Client, record: string, words: string) => client.json<Amendment>('POST', '/privacy/amendments', { record, words }),
  step: (client: Client, id: string, { step, ...body }: AmendmentStep) => client.json<Amendment>('POST', act('amendments', id, step), body),
  proxies: (client: Client, patient: string, signal?: AbortSignal) => client.json<{ proxies: Proxy[] }>('GET', path('/privacy/proxies', { patient }), undefined, signal),
  giveProxy: (client: Client, gift: ProxyGift) => client.json<ProxyOffer>('POST', '/privacy/proxies', gift),
  endProxy: (client: Client, id: string, reason: string) => client.json<Proxy>('POST', act('proxies', id, 'end'), { reason }),
  ages: (client: Client, signal?: AbortSignal) => client.json<AgeTable>('GET', '/privacy/ages', undefined, signal),
  setAges: (client: Client, draft: AgeTableDraft) => client.json<AgeTable>('PUT', '/privacy/ages', draft),
  holds: (client: Client, patient: string, signal?: AbortSignal) => client.json<{ holds: LegalHold[] }>('GET', path('/privacy/holds', { patient }), undefined, signal),
  hold: (client: Client, patient: string, reason: string) => client.json<LegalHold>('POST', '/privacy/holds', { patient, reason }),
  release: (client: Client, id: string, reason: string) => client.json<LegalHold>('POST', act('holds', id, 'release'), { reason }),
  accounting: (client: Client, patient: string, signal?: AbortSignal) => client.json<Accounting>('GET', path('/privacy/disclosures', { patient }), undefined, signal),
  disclose: (client: Client, draft: DisclosureDraft) => client.json('POST', '/privacy/disclosures', draft),
  withdraw: (client: Client, id: string, reason: string) => client.json('POST', act('disclosures', id, 'withdrawal'), { reason }),
  suspend: (client: Client, draft: SuspensionDraft) => client.json<Suspension>('POST', '/privacy/suspensions', draft),
  exceptions: (client: Client, filters: ExceptionFilters, signal?: AbortSignal) => client.json<{ uses: BlockingException[] }>('GET', path('/privacy/exceptions', { ...filters }), undefined, signal),
  except: (client: Client, draft: ExceptionDraft) => client.json<BlockingException>('POST', '/privacy/exceptions', draft),
  endException: (client: Client, id: string, reason: string) => client.json<BlockingException>('POST', act('exceptions', id, 'end'), { reason }),
};

/** Addresses of what leaves as a file; plain links, each put on record by the server. */
export const privacyPaper = {
  accounting: (patient: string, format: 'csv' | 'pdf') => path('/privacy/disclosures', { patient, format }),
  exceptions: (filters: ExceptionFilters) => path('/privacy/exceptions/export', { ...filters }),
  accesses: (patient: string) => path('/audit/report', { patient }),
};

/** One person's looks at a record on one day. */
export interface DayOfLooks {
  readonly day: string;
  readonly userName: string;
  readonly display: string;
  readonly role: string | undefined;
  readonly first: string;
  readonly last: string;
  readonly times: number;
  readonly refused: number;
  readonly interactions: readonly string[];
}

/** The log of a record by day and person, in the order of the log, newest first: a person reads who was there, not every request. */
export function looksByDay(events: readonly AuditEntry[], zone: Zone): DayOfLooks[] {
  const found = new Map<string, DayOfLooks>();
  for (const event of events) {
    const day = isoDay(Date.parse(event.at), zone);
    const userName = event.userName ?? '';
    const key = `${day} ${userName} ${event.role ?? ''}`;
    const before = found.get(key);
    found.set(key, {
      day, userName, display: event.display ?? userName, role: event.role, last: before?.last ?? event.at, first: event.at,
      times: (before?.times ?? 0) + 1, refused: (before?.refused ?? 0) + (event.outcome === 'success' ? 0 : 1),
      interactions: [...new Set([...(before?.interactions ?? []), event.interaction])],
    });
  }
  return [...found.values()];
}

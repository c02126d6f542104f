import type { Client } from '@carewright/fhir-client';

/** A patient's own rights, typed as docs/architecture/http-api.md writes them. */
export interface Look {
  readonly day: string;
  readonly firstAt: string;
  readonly lastAt: string;
  readonly name: string;
  readonly role: string;
  /** What a proxy is to the patient: a code of v3-RoleCode; null for anybody else. */
  readonly relationship?: string | null;
  readonly deeds: readonly string[];
  /** Resource types. */
  readonly kinds: readonly string[];
  readonly times: number;
}

export interface Amendment {
  readonly record: {
    readonly id: string;
    /** `Patient/x` when it was asked. */
    readonly patient: string;
    readonly record: string;
    readonly askedDisplay: string;
    readonly isFromPatient: boolean;
    readonly askedAt: string;
    readonly dueAt: string;
    readonly extended: { readonly display: string; readonly at: string } | null;
    readonly decision: { readonly at: string; readonly display: string; readonly isAccepted: boolean; readonly ground: string | null; readonly correction: string | null } | null;
    readonly documents: readonly { readonly kind: string; readonly reference: string; readonly at: string }[];
  };
  /** The text of each document by its reference. */
  readonly words: Readonly<Record<string, string>>;
  readonly isLate: boolean;
  readonly about: {
    /** What the record is called; null when it is gone or not for this reader. */
    readonly title: string | null;
    /** Its versions since the request, newest first; for whoever decides. */
    readonly corrections: readonly { readonly reference: string; readonly at: string }[];
  };
}

export interface Disclosure {
  readonly first: string;
  readonly last: string;
  readonly times: number;
  readonly to: string;
  readonly address: string | null;
  readonly what: string;
  readonly purpose: string;
}

/** Somebody who acts for a patient. */
export interface Proxy {
  readonly id: string;
  readonly kind: 'parent' | 'guardian' | 'adult';
  readonly name: string | null;
  readonly relationship: string | null;
  readonly endsAt: string | null;
  readonly givenBy: string;
  readonly at: string;
  /** `invited`, `invitation-over`, `in-force`, or why it has ended. */
  readonly state: string;
  /** Whether the patient ends it alone. */
  readonly isPatients: boolean;
}

/** Somebody was named; the code is for them and is told this once. */
export interface ProxyOffer {
  readonly proxy: Proxy;
  readonly code: string;
  readonly codeEndsAt: string;
}

export interface ProxyDraft {
  readonly name: string;
  readonly relationship: string;
  readonly until: string | null;
}

/** A code that was handed over; with a user name and a password for a new account, without for the one that is signed in. */
export interface Joining {
  readonly code: string;
  readonly birthDate: string;
  readonly userName?: string;
  readonly password?: string;
}

/** Relationships that a patient chooses from: codes of v3-RoleCode. */
export const relationships = ['SPS', 'DOMPART', 'CHILD', 'PRN', 'SIB', 'GRPRN', 'EXT', 'FRND'] as const;

/** What staff may choose besides: who acts by law. */
export const givenRelationships = ['PRN', 'GUARD', 'SPS', 'DOMPART', 'CHILD', 'SIB', 'GRPRN', 'EXT', 'FRND'] as const;

export const proxyKinds = ['parent', 'guardian', 'adult'] as const;

/** Somebody whom staff let act for a patient. */
export interface ProxyGift extends ProxyDraft {
  readonly patient: string;
  readonly kind: Proxy['kind'];
  /** `DocumentReference/x` that proves it; a parent has none. */
  readonly papers: string | null;
}

/** Whether somebody acts for the patient now, or may begin to. */
export function isOpen(proxy: Proxy): boolean {
  return ['invited', 'invitation-over', 'in-force'].includes(proxy.state);
}

export const rightsDoors = {
  proxies: (client: Client, signal?: AbortSignal) => client.json<{ proxies: Proxy[] }>('GET', '/my-record/proxies', undefined, signal),
  nameProxy: (client: Client, draft: ProxyDraft) => client.json<ProxyOffer>('POST', '/my-record/proxies', draft),
  endProxy: (client: Client, id: string) => client.json<Proxy>('POST', `/my-record/proxies/${encodeURIComponent(id)}/end`, {}),
  join: (client: Client, joining: Joining) => client.json<{ userName: string; patient: string }>('POST', '/proxies/join', joining),
  looks: (client: Client, signal?: AbortSignal) => client.json<{ looks: Look[] }>('GET', '/my-record/looks', undefined, signal),
  amendments: (client: Client, signal?: AbortSignal) => client.json<{ requests: Amendment[] }>('GET', '/my-record/amendments', undefined, signal),
  ask: (client: Client, record: string, words: string) => client.json<Amendment>('POST', '/my-record/amendments', { record, words }),
  disagree: (client: Client, id: string, words: string) => client.json<Amendment>('POST', `/my-record/amendments/${encodeURIComponent(id)}/disagreement`, { words }),
  disclosures: (client: Client, signal?: AbortSignal) => client.json<{ lines: Disclosure[] }>('GET', '/my-record/disclosures', undefined, signal),
};

/** Where the accounting of disclosures is to be had as a signed document. */
export const disclosuresDocument = '/my-record/disclosures?format=pdf';

/** Whether a request can be disagreed with: it is denied, and nothing has been said against that. */
export function mayDisagree(request: Amendment): boolean {
  return request.record.decision?.isAccepted === false && request.record.documents.every((document) => document.kind !== 'disagreement');
}

const day = 86_400_000;

/** Whole days until a moment; below zero once it has passed. */
export function daysUntil(moment: string, now: number): number {
  return Math.floor((Date.parse(moment) - now) / day);
}

/** What can still be done about a request (45 CFR 164.526), by whoever takes in and whoever decides. */
export interface AmendmentSteps {
  readonly decide: boolean;
  /** Once, before the time is over. */
  readonly extend: boolean;
  readonly disagree: boolean;
  readonly rebut: boolean;
}

export function amendmentSteps(request: Amendment): AmendmentSteps {
  const { decision, extended, documents } = request.record;
  const has = (kind: string) => documents.some((document) => document.kind === kind);
  return { decide: decision === null, extend: decision === null && extended === null && !request.isLate, disagree: mayDisagree(request), rebut: has('disagreement') && !has('rebuttal') };
}

import type { Client } from '@carewright/fhir-client';

/** The doors of policies, explanations, the broken glass and emergency mode (docs/architecture/policies.md). */
export interface PolicyIssue {
  readonly severity: string;
  readonly code: string;
  readonly place: string | null;
  readonly message: string;
}

export interface PolicyVersionLine {
  readonly number: number;
  readonly at: string | null;
  readonly by: string | null;
  readonly reason: string;
  readonly hash: string;
}

export interface PolicyDraftLine {
  readonly id: string;
  readonly name: string;
  readonly basedOn: number;
  readonly at: string;
  readonly by: string;
  readonly revision: number;
}

export interface PolicyListing {
  readonly inForce: number;
  readonly issues: readonly PolicyIssue[];
  readonly versions: readonly PolicyVersionLine[];
  readonly activations: readonly { readonly number: number; readonly at: string; readonly by: string; readonly reason: string }[];
  readonly drafts: readonly PolicyDraftLine[];
  /** How far what was written before the labelling rules in force carries their labels. */
  readonly labelling: { readonly isDone: boolean; readonly percent: number; readonly labelled: number; readonly unreadable: number };
}

/** One grant of a role, as the policy writes it. */
export interface PolicyGrant {
  types: string[];
  interactions: string[];
  filter?: string;
  compartment?: boolean;
  own?: boolean;
  visible?: string[];
  hidden?: string[];
  purposes?: string[];
  sites?: string[];
  departments?: string[];
  times?: string[];
  relationship?: { any: string[]; days?: number };
  because?: string;
}

export interface PolicyRole {
  explanation?: string;
  purpose: string;
  grants?: PolicyGrant[];
  breakGlass?: { grants?: PolicyGrant[] };
  emergency?: { grants?: PolicyGrant[] };
}

/** Whom a restriction names: members of one of the roles, of one of the departments, or whoever acts for one of the purposes. */
export interface PolicyActorTest {
  roles?: string[];
  departments?: string[];
  purposes?: string[];
}

/** A rule that closes what carries a label. */
export interface PolicyRestriction {
  name: string;
  explanation?: string;
  labelSystem: string;
  codes?: string[];
  visibleTo?: 'department' | PolicyActorTest;
  hiddenFrom?: PolicyActorTest;
  ofMinors?: boolean;
  opens?: string[];
}

/** A rule that puts a label on what is written. */
export interface PolicyLabelling {
  name: string;
  explanation?: string;
  types: string[];
  filter?: string;
  writtenIn?: string[];
  codes?: string[];
  ageBelow?: number;
  /** A kind of care that the patient, a minor, may consent to alone by the table of ages. */
  minorsConsentTo?: string;
  label?: { system: string; code: string; display?: string };
  inherit?: { parameter?: string; element?: string; labelSystem: string };
}

/** Days and hours of a week; one that ends before it begins ends on the following day. */
export interface PolicyTimes {
  days: string[];
  from: string;
  to: string;
}

/** A policy; what the editor does not touch is kept as it is. */
export interface Policy {
  version: number;
  types?: Record<string, string[]>;
  times?: Record<string, PolicyTimes>;
  restrictions?: PolicyRestriction[];
  codes?: Record<string, string[]>;
  labelling?: PolicyLabelling[];
  roles: Record<string, PolicyRole>;
}

export interface PolicyDraft {
  readonly draft: PolicyDraftLine;
  readonly policy: Policy;
  readonly issues: readonly PolicyIssue[];
}

export interface PolicyWords {
  readonly types: readonly string[];
  readonly interactions: readonly string[];
  readonly relationships: readonly string[];
  readonly purposes: readonly string[];
}

export interface PolicyChange {
  readonly section: string;
  readonly subject: string;
  readonly kind: 'added' | 'removed' | 'changed';
  readonly types: readonly string[];
  readonly interactions: readonly string[];
  readonly before: string;
  readonly after: string;
}

export interface SimulatedCount {
  readonly number: number;
  readonly kind: 'exact' | 'at-least' | 'estimate';
  readonly sampled: number;
  readonly samples: readonly string[];
}

export interface Simulation {
  readonly changes: readonly {
    readonly role: string;
    readonly users: readonly string[];
    readonly resourceType: string;
    readonly gained: SimulatedCount;
    readonly lost: SimulatedCount;
    readonly newlyHidden: readonly string[];
    readonly newlyShown: readonly string[];
    readonly mayMore: readonly string[];
    readonly mayLess: readonly string[];
  }[];
  readonly users: number;
  readonly affected: readonly string[];
  readonly skipped: readonly string[];
  readonly milliseconds: number;
}

export interface ExplainedCondition {
  readonly kind: string;
  readonly detail: string;
  readonly holds: boolean;
}

export interface AccessExplanation {
  readonly isAllowed: boolean;
  readonly rule: string;
  readonly policyVersion: number;
  readonly exists: boolean;
  readonly grants: readonly { readonly rule: string; readonly covers: boolean; readonly conditions: readonly ExplainedCondition[]; readonly hidden: readonly string[] }[];
  readonly restrictions: readonly ExplainedCondition[];
  readonly labels: readonly string[];
  readonly hidden: readonly string[];
  readonly patients: readonly string[];
}

export interface Review {
  readonly by: string;
  readonly display: string;
  readonly at: string;
  readonly outcome: string;
  readonly text: string;
}

export interface GlassOpening {
  readonly id: string;
  readonly userName: string;
  readonly display: string;
  readonly role: string;
  readonly patient: string;
  readonly reason: string;
  readonly text: string;
  readonly startedAt: string;
  readonly endsAt: string;
  readonly reviewBy: string;
  readonly review: Review | null;
}

export interface GlassState {
  readonly may: boolean;
  readonly reasons: readonly string[];
  readonly minutes: number;
  readonly open: readonly GlassOpening[];
  readonly emergency: { readonly reason: string; readonly endsAt: string } | null;
}

export interface GlassReviews {
  readonly openings: readonly GlassOpening[];
  readonly waiting: number;
  readonly overdue: number;
}

export interface ExplainQuestion {
  readonly user: string;
  readonly reference: string;
  readonly interaction: string;
}

export const policyDoors = {
  list: (client: Client, signal?: AbortSignal) => client.json<PolicyListing>('GET', '/policies', undefined, signal),
  words: (client: Client, signal?: AbortSignal) => client.json<PolicyWords>('GET', '/policies/words', undefined, signal),
  check: (client: Client, policy: Policy, signal?: AbortSignal) => client.json<{ issues: PolicyIssue[] }>('POST', '/policies/check', { policy }, signal),
  begin: (client: Client, name: string, policy?: unknown) => client.json<PolicyDraft>('POST', '/policies/drafts', policy === undefined ? { name } : { name, policy }),
  draft: (client: Client, id: string, signal?: AbortSignal) => client.json<PolicyDraft>('GET', `/policies/drafts/${encodeURIComponent(id)}`, undefined, signal),
  save: (client: Client, id: string, name: string, policy: Policy, revision: number) =>
    client.json<PolicyDraft>('PUT', `/policies/drafts/${encodeURIComponent(id)}`, { name, policy, revision }),
  remove: (client: Client, id: string) => client.json('DELETE', `/policies/drafts/${encodeURIComponent(id)}`),
  version: (client: Client, number: number, signal?: AbortSignal) => client.json<Policy>('GET', `/policies/versions/${number}`, undefined, signal),
  diff: (client: Client, from: string, to: string, signal?: AbortSignal) =>
    client.json<{ changes: PolicyChange[] }>('GET', `/policies/diff?from=${encodeURIComponent(from)}&to=${encodeURIComponent(to)}`, undefined, signal),
  simulate: (client: Client, id: string) => client.json<Simulation>('POST', `/policies/drafts/${encodeURIComponent(id)}/simulate`, {}),
  activateDraft: (client: Client, id: string, reason: string) => client.json('POST', `/policies/drafts/${encodeURIComponent(id)}/activate`, { reason }),
  activateVersion: (client: Client, number: number, reason: string) => client.json('POST', `/policies/versions/${number}/activate`, { reason }),
  explain: (client: Client, question: ExplainQuestion, signal?: AbortSignal) =>
    client.json<AccessExplanation>('GET', `/policies/explain?${new URLSearchParams({ ...question }).toString()}`, undefined, signal),
  glass: (client: Client, signal?: AbortSignal) => client.json<GlassState>('GET', '/break-glass', undefined, signal),
  breakGlass: (client: Client, patient: string, reason: string, text: string) => client.json<GlassOpening>('POST', '/break-glass', { patient, reason, text }),
  endGlass: (client: Client, id: string) => client.json('POST', `/break-glass/${encodeURIComponent(id)}/end`, {}),
  reviews: (client: Client, signal?: AbortSignal) => client.json<GlassReviews>('GET', '/break-glass/reviews', undefined, signal),
  review: (client: Client, id: string, outcome: string, text: string) => client.json('POST', `/break-glass/reviews/${encodeURIComponent(id)}`, { outcome, text }),
  startEmergency: (client: Client, reason: string, endsAt: string) => client.json('POST', '/emergency', { reason, endsAt }),
  endEmergency: (client: Client) => client.json('POST', '/emergency/end', {}),
};

import type { Client } from '@carewright/fhir-client';
import type { UserAccount } from './doors';

/** The doors of who answers for the clinic's accounts (/users/sign-in-policy, /users/review, /users/directories), typed as docs/architecture/http-api.md writes them. */
export const enrollableKinds = ['totp', 'passkey'] as const;
export type EnrollableKind = (typeof enrollableKinds)[number];

/** What a role must have beside the password. */
export interface FactorRule {
  readonly factors: 'required' | 'optional';
  readonly kinds: readonly EnrollableKind[];
  /** Days after an account was made during which it may go without. */
  readonly graceDays: number;
}

/** How people sign in. */
export interface SignInPolicy {
  /** For roles without a rule of their own. */
  readonly default: FactorRule;
  readonly roles: Readonly<Record<string, FactorRule>>;
  /** What becomes of a session that goes on from another network address. */
  readonly addressChange: 'record' | 'end';
  readonly reviewDays: number;
  /** Nobody is asked for a second proof, whatever the rules say. */
  readonly isDemonstration: boolean;
  /** A session without activity ends after so many. */
  readonly idleMinutes: number;
  /** Every session ends after so many. */
  readonly longestHours: number;
}

export const decisions = ['keep', 'change', 'end'] as const;
export type ReviewWord = (typeof decisions)[number];

/** What was decided about an account in the review under way. */
export interface ReviewDecision {
  readonly decision: ReviewWord;
  readonly note: string;
  readonly by: string;
  readonly at: string;
}

export interface ReviewRow {
  readonly user: UserAccount;
  readonly decision: ReviewDecision | null;
}

export interface ReviewSignature {
  readonly id: number;
  readonly by: string;
  readonly at: string;
}

/** The review under way. */
export interface AccessReview {
  readonly dueAt: string | null;
  readonly last: ReviewSignature | null;
  readonly accounts: readonly ReviewRow[];
}

/** A review that was signed off, with every account as it was then. */
export interface SignedReview extends ReviewSignature {
  readonly accounts: readonly {
    readonly userName: string;
    readonly display: string;
    readonly role: string;
    readonly isDisabled: boolean;
    readonly lastSignIn: string | null;
    readonly factors: readonly EnrollableKind[];
    readonly decision: ReviewWord;
    readonly note: string;
  }[];
}

/** The rule that holds for a role. */
export function ruleOf(policy: SignInPolicy, role: string): FactorRule {
  const rule = policy.roles[role] ?? policy.default;
  return policy.isDemonstration ? { ...rule, factors: 'optional' } : rule;
}

/** Who would be asked to set up a second proof under a policy: those with access, without leave, and without a proof that counts for their role. */
export function askedUnder(policy: SignInPolicy, users: readonly UserAccount[]): readonly UserAccount[] {
  return users.filter(({ disabled, role, factors }) => {
    const rule = ruleOf(policy, role);
    return !disabled && rule.factors === 'required' && factors.leave === null && !factors.kinds.some((kind) => rule.kinds.includes(kind));
  });
}

const at = (userName: string) => `/users/review/${encodeURIComponent(userName)}`;

export const administration = {
  signInPolicy: (client: Client, signal?: AbortSignal) => client.json<SignInPolicy>('GET', '/users/sign-in-policy', undefined, signal),
  changeSignInPolicy: (client: Client, policy: SignInPolicy) => client.json<SignInPolicy>('PUT', '/users/sign-in-policy', policy),
  review: (client: Client, signal?: AbortSignal) => client.json<AccessReview>('GET', '/users/review', undefined, signal),
  reviews: (client: Client, signal?: AbortSignal) => client.json<{ reviews: SignedReview[] }>('GET', '/users/reviews', undefined, signal),
  decide: (client: Client, userName: string, decision: ReviewWord, note: string) => client.json('PUT', at(userName), { decision, note }),
  signOff: (client: Client) => client.json<{ review: ReviewSignature; notEnded: readonly string[] }>('POST', '/users/review/sign-off'),
};

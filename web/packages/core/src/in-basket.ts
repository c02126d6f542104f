import type { Client } from '@carewright/fhir-client';

/** The doors of the in-basket, typed as docs/architecture/in-basket.md describes them. */
export const basketViews = ['mine', 'shared', 'all'] as const;
export type BasketView = (typeof basketViews)[number];
export type BasketState = 'open' | 'done';

export type ReviewRating = 'normal' | 'unrated' | 'abnormal' | 'critical';

export interface BasketName {
  readonly reference: string;
  readonly name: string | null;
}

export interface EarlierValue {
  readonly text: string | null;
  readonly unit: string | null;
  readonly flags: readonly string[];
  readonly at: string | null;
}

/** A result of a report. */
export interface ReviewValue {
  readonly reference: string;
  readonly name: string | null;
  /** `system|code` each. */
  readonly codes: readonly string[];
  readonly text: string | null;
  readonly unit: string | null;
  readonly flags: readonly string[];
  readonly rating: ReviewRating;
  readonly range: string | null;
  readonly at: string | null;
  readonly notes: readonly string[];
  readonly previous: EarlierValue | null;
  /** What was told before a correction. */
  readonly was: EarlierValue | null;
}

export interface ReviewFile {
  readonly title: string | null;
  readonly contentType: string | null;
  /** Base64. */
  readonly data: string | null;
  readonly url: string | null;
}

export interface ReviewReport {
  readonly reference: string;
  readonly title: string | null;
  readonly status: string | null;
  readonly issued: string | null;
  readonly conclusion: string | null;
  readonly laboratory: string | null;
  readonly order: { readonly reference: string; readonly title: string | null; readonly authoredOn: string | null; readonly requester: BasketName | null; readonly reasons: readonly string[] } | null;
  readonly files: readonly ReviewFile[];
}

/** A result that somebody must look at and sign. In a list it has the values that are not normal, by itself all. */
export interface ResultReview {
  readonly id: string;
  readonly status: string;
  readonly rating: ReviewRating;
  readonly corrected: boolean;
  readonly withdrawn: boolean;
  readonly replaces: string | null;
  readonly authoredOn: string | null;
  readonly due: string | null;
  /** Steps of its escalation. */
  readonly step: number;
  readonly owner: BasketName | null;
  readonly role: string | null;
  readonly patient: { readonly reference: string; readonly name: string | null; readonly birthDate: string | null; readonly gender: string | null } | null;
  readonly report: ReviewReport;
  readonly values: readonly ReviewValue[];
  readonly valueCount: number;
  /** What was seen; a signature gives it back. */
  readonly seen: string;
  readonly signedBy: BasketName | null;
  readonly signedAt: string | null;
  readonly notes: readonly { readonly time: string | null; readonly author: string | null; readonly text: string }[];
}

export interface BasketPage {
  readonly rows: readonly ResultReview[];
  readonly next: string | null;
}

export interface BasketCounts {
  readonly mine: number;
  readonly critical: number;
  readonly shared: number;
}

export interface SignedResult {
  readonly id: string;
  readonly status: number;
  readonly code: string;
}

export interface ReviewAct {
  readonly act: 'open' | 'sign' | 'take' | 'forward' | 'tell' | 'read-back';
  readonly seen?: string;
  readonly comment?: string;
  readonly to?: string;
  readonly text?: string;
}

/** Whether a review can be signed together with others: the server decides, this is what is offered. */
export const isPlain = (review: ResultReview): boolean =>
  review.rating === 'normal' && !review.corrected && !review.withdrawn && ['final', 'appended'].includes(review.report.status ?? '') && review.signedAt === null;

const reviewPath = (id: string) => `/in-basket/reviews/${encodeURIComponent(id)}`;

export const basketDoors = {
  page: (client: Client, view: BasketView, state: BasketState, cursor?: string, signal?: AbortSignal) =>
    client.json<BasketPage>('GET', `/in-basket/reviews?${new URLSearchParams({ view, state, ...(cursor === undefined ? {} : { cursor }) }).toString()}`, undefined, signal),
  one: (client: Client, id: string, signal?: AbortSignal) => client.json<ResultReview>('GET', reviewPath(id), undefined, signal),
  sign: (client: Client, tasks: readonly { id: string; seen: string }[]) => client.json<{ results: SignedResult[] }>('POST', '/in-basket/sign', { tasks }),
  act: (client: Client, id: string, act: ReviewAct) => client.json<SignedResult>('POST', `${reviewPath(id)}/act`, act),
};

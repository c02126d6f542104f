import { instantOf, type AuditFilters } from '@carewright/core';

/** A patient chosen for the filter; the name is there when the reader picked one by name. */
export interface ChosenPatient {
  readonly id: string;
  readonly name?: string | undefined;
}

/** The filters as they stand on screen; times are wall times of the session's site. */
export interface FilterDraft {
  readonly user: string;
  readonly patient: ChosenPatient | undefined;
  readonly action: string;
  readonly from: string;
  readonly to: string;
}

export const noFilters: FilterDraft = { user: '', patient: undefined, action: '', from: '', to: '' };

/** What the server is asked: wall times become instants, to the minute, so that the last minute counts whole. */
export function toFilters(draft: FilterDraft, zone: string): AuditFilters {
  const minute = (local: string) => {
    const at = instantOf(local, zone);
    return Number.isNaN(at) ? '' : `${new Date(at).toISOString().slice(0, 16)}Z`;
  };
  const all = { user: draft.user.trim(), patient: draft.patient?.id ?? '', action: draft.action, from: minute(draft.from), to: minute(draft.to) };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== ''));
}

/** The id in a reference or an id as somebody typed it. */
export function patientIdOf(text: string): string {
  return text.trim().replace(/^.*Patient\//, '').replace(/\/_history.*$/, '');
}

import type { DocumentReference, Encounter, FhirResource } from '@carewright/fhir-client';
import { byDateDescending } from '../dates';
import { conceptText, localReference, referenceOf, type Partly } from '../names';
import { ofType } from './clinical';

export interface TimelineNote {
  readonly note: DocumentReference;
  readonly title: string | undefined;
  readonly author: string | undefined;
}

/** One stop on the timeline: an encounter with its notes, or a note that names no loaded encounter. */
export interface TimelineItem {
  readonly id: string;
  readonly date: string | undefined;
  readonly encounter: Encounter | undefined;
  readonly title: string | undefined;
  readonly reason: string | undefined;
  readonly who: string | undefined;
  readonly notes: readonly TimelineNote[];
}

/** Encounters with their notes beneath them, newest first. */
export function timelineItems(encounters: readonly FhirResource[], notes: readonly FhirResource[]): TimelineItem[] {
  const visits = ofType<Encounter>(encounters, 'Encounter').filter((one) => one.status !== 'entered-in-error');
  const known = new Set(visits.map(referenceOf));
  const byEncounter = new Map<string, DocumentReference[]>();
  const alone: DocumentReference[] = [];
  for (const note of ofType<DocumentReference>(notes, 'DocumentReference').filter((one) => one.status !== 'entered-in-error')) {
    const visit = note.context?.encounter?.map(localReference).find((reference) => reference !== undefined && known.has(reference));
    if (visit) byEncounter.set(visit, [...(byEncounter.get(visit) ?? []), note]);
    else alone.push(note);
  }
  const items = [
    ...visits.map((visit) => visitItem(visit, byEncounter.get(referenceOf(visit)) ?? [])),
    ...alone.map((note): TimelineItem => ({
      id: referenceOf(note), date: noteDate(note), encounter: undefined, title: undefined, reason: undefined, who: undefined, notes: [noteLine(note)],
    })),
  ];
  return items.sort(byDateDescending((item) => item.date));
}

function visitItem(visit: Encounter, notes: readonly DocumentReference[]): TimelineItem {
  return {
    id: referenceOf(visit),
    date: visit.period?.start,
    encounter: visit,
    title: conceptText(visit.type?.[0]),
    reason: conceptText(visit.reasonCode?.[0]) ?? visit.reasonReference?.[0]?.display,
    who: visit.participant?.map((one) => one.individual?.display).find(Boolean),
    notes: [...notes].sort(byDateDescending(noteDate)).map(noteLine),
  };
}

export function noteDate(note: DocumentReference): string | undefined {
  return note.date ?? note.context?.period?.start ?? (note as Partly<DocumentReference>).content?.[0]?.attachment.creation;
}

function noteLine(note: DocumentReference): TimelineNote {
  return {
    note,
    title: note.description ?? conceptText(note.type) ?? (note as Partly<DocumentReference>).content?.[0]?.attachment.title,
    author: note.author?.map((one) => one.display).find(Boolean),
  };
}

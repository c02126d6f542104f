import type { FhirResource } from '@carewright/fhir-client';
import type { Origin, TriedIssue, TriedResource } from '@carewright/core';
import { meet, readPlace, type Place } from './paths';

/** A value of a resource, by its FHIRPath below the resource. */
export interface Leaf {
  readonly path: string;
  readonly value: string;
}

/** Every value of a resource, in its order. */
export function leavesOf(resource: FhirResource): Leaf[] {
  return leaves(resource, '').filter((leaf) => leaf.path !== 'resourceType');
}

function leaves(value: unknown, path: string): Leaf[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => leaves(item, `${path}[${index}]`));
  if (typeof value === 'object' && value !== null) return Object.entries(value).flatMap(([name, inner]) => leaves(inner, path === '' ? name : `${path}.${name}`));
  return [{ path, value: String(value) }];
}

const isWithin = (inner: string, outer: string) => inner === outer || inner.startsWith(`${outer}.`) || inner.startsWith(`${outer}[`);

/** Where a value came from: what is said of it, or else of what it is part of. */
export function sourcesOf(path: string, origins: readonly Origin[]): string[] {
  const around = origins.filter((origin) => isWithin(path, origin.element) || isWithin(origin.element, path));
  const nearest = Math.max(0, ...around.filter((origin) => isWithin(path, origin.element)).map((origin) => origin.element.length));
  return [...new Set(around.filter((origin) => origin.element.length >= nearest).map((origin) => origin.source))];
}

/** What is chosen on either side: places of the message. */
export type Chosen = readonly Place[];

/** The places that a value came from; constants of a map have none. */
export function placesOf(sources: readonly string[]): Place[] {
  return sources.flatMap((source) => readPlace(source) ?? []);
}

export function isChosen(places: readonly Place[], chosen: Chosen): boolean {
  return places.some((place) => chosen.some((one) => meet(place, one)));
}

/** Places that have a value which nothing was made of. */
export function unreadPlaces(issues: readonly TriedIssue[]): Place[] {
  return issues.filter((issue) => unread.has(issue.code)).flatMap((issue) => (issue.location === null ? [] : readPlace(issue.location) ?? []));
}

const unread = new Set(['V2-MAP-UNREAD', 'V2-MAP-SEGMENT', 'V2-MAP-NOWHERE']);

export const isUnread = (issue: TriedIssue) => unread.has(issue.code);

/** The names of resources for people: the key that others refer to by, and `Observation 2` where there are several. */
export function namesOf(resources: readonly TriedResource[]): ReadonlyMap<string, string> {
  const total = new Map<string, number>();
  for (const { resourceType } of resources) total.set(resourceType, (total.get(resourceType) ?? 0) + 1);
  const seen = new Map<string, number>();
  return new Map(resources.map(({ key, resourceType }) => {
    const number = (seen.get(resourceType) ?? 0) + 1;
    seen.set(resourceType, number);
    return [key, (total.get(resourceType) ?? 0) > 1 ? `${resourceType} ${number}` : resourceType];
  }));
}

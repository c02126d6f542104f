import type { MessageAnswer, TriedResource } from '@carewright/core';
import type { FhirResource } from '@carewright/fhir-client';
import { leavesOf } from '../../shell/messages/elements';

/** Something of a message that was changed here, too. */
export interface Conflict {
  readonly resource: TriedResource;
  readonly elements: readonly string[];
}

/** What the reason's place names (`Patient.telecom, Patient.address`), with the resources of the message that may be meant. */
export function conflictsOf({ message, fhir }: MessageAnswer): Conflict[] {
  const named = (message.reason?.place ?? '').split(',').map((one) => one.trim().split('.')).filter(([type, element]) => type !== '' && element !== undefined);
  return (fhir?.resources ?? []).flatMap((resource) => {
    const elements = named.filter(([type]) => type === resource.resourceType).map(([, element]) => element ?? '');
    return elements.length > 0 ? [{ resource, elements: [...new Set(elements)] }] : [];
  });
}

/** An element's values as lines; empty when it has none. */
export function valuesOf(resource: FhirResource | null | undefined, element: string): string[] {
  const value = resource === null || resource === undefined ? undefined : (resource as unknown as Record<string, unknown>)[element];
  if (value === undefined) return [];
  const items: readonly unknown[] = Array.isArray(value) ? value : [value];
  return items.map((item) => (typeof item === 'object' && item !== null ? leavesOf(item as FhirResource).filter((leaf) => !/(^|\.)(system|use|url|id|reference)$/.test(leaf.path)).map((leaf) => leaf.value).filter((text, index, all) => all.indexOf(text) === index).join(' ') : String(item)));
}

/** Who was chosen for this message before; undefined when nobody was. */
export function chosenPatient(decision: string | null): string | undefined {
  return decision?.split(' ').filter((one) => one.startsWith('Patient/')).at(-1);
}

import { personName, type Dates } from '@carewright/core';
import type { FhirResource, Patient } from '@carewright/fhir-client';

export const personParts = ['name', 'birthDate', 'sex', 'numbers', 'phone', 'address'] as const;
export type PersonPart = (typeof personParts)[number];

/** What is said of a person, part by part; each part is a list of things, empty when nothing is said. */
export type PersonFacts = Readonly<Record<PersonPart, readonly string[]>>;

/** Who a message or the record says somebody is. */
export function factsOf(person: Patient, dates: Dates, word: (gender: string) => string): PersonFacts {
  const names = (person.name ?? []).flatMap((name) => personName([name])?.full ?? []);
  return {
    name: distinct(names),
    birthDate: person.birthDate === undefined ? [] : [dates.date(person.birthDate)],
    sex: person.gender === undefined ? [] : [word(person.gender)],
    numbers: distinct((person.identifier ?? []).flatMap((one) => one.value ?? [])),
    phone: distinct((person.telecom ?? []).filter((one) => one.system !== 'email').flatMap((one) => one.value ?? [])),
    address: distinct((person.address ?? []).map((one) => one.text ?? [...(one.line ?? []), one.city, one.state, one.postalCode].filter(Boolean).join(', ')).filter((text) => text !== '')),
  };
}

const distinct = (texts: readonly string[]) => [...new Set(texts)];

export type Likeness = 'same' | 'differs' | 'unsaid';

/** What is the same when it is written otherwise: case, accents, punctuation, the punctuation of telephone numbers. */
function plain(part: PersonPart, text: string): string {
  const letters = text.normalize('NFD').replace(/[\u0300-\u036f]/g, '').toLowerCase();
  return part === 'phone' ? letters.replace(/\D/g, '').replace(/^1(?=\d{10}$)/, '') : letters.replace(/[^\p{L}\p{N}]+/gu, ' ').trim();
}

/** Whether two say the same of a part: they have one thing in common. What one of them does not say differs from nothing. */
export function compare(part: PersonPart, said: PersonFacts, here: PersonFacts): Likeness {
  if (said[part].length === 0 || here[part].length === 0) return 'unsaid';
  const known = new Set(here[part].map((text) => plain(part, text)));
  return said[part].some((text) => known.has(plain(part, text))) ? 'same' : 'differs';
}

/** The patient of whom a message speaks. */
export function personOf(resources: readonly { readonly resourceType: string; readonly json: FhirResource }[] | undefined): Patient | undefined {
  return resources?.find((resource) => resource.resourceType === 'Patient')?.json as Patient | undefined;
}

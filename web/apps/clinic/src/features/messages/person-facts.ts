import { personName, type Dates } from '@carewright/core';
import type { FhirResource, Identifier, Patient } from '@carewright/fhir-client';

export const personParts = ['name', 'birthDate', 'sex', 'numbers', 'phone', 'address'] as const;
export type PersonPart = (typeof personParts)[number];

/** What is said of a person, part by part; each part is a list of things, empty when nothing is said. */
export interface PersonFacts extends Readonly<Record<PersonPart, readonly string[]>> {
  /** The numbers with who gives them: a laboratory's says nothing about the clinic's. */
  readonly identifiers: readonly Identifier[];
}

/** Who a message or the record says somebody is. */
export function factsOf(person: Patient, dates: Dates, word: (gender: string) => string): PersonFacts {
  const names = (person.name ?? []).flatMap((name) => personName([name])?.full ?? []);
  const identifiers = person.identifier ?? [];
  return {
    identifiers, name: distinct(names),
    birthDate: person.birthDate === undefined ? [] : [dates.date(person.birthDate)],
    sex: person.gender === undefined ? [] : [word(person.gender)],
    numbers: distinct(identifiers.flatMap((one) => one.value ?? [])),
    phone: distinct((person.telecom ?? []).filter((one) => one.system !== 'email').flatMap((one) => one.value ?? [])),
    address: distinct((person.address ?? []).map((one) => one.text ?? [...(one.line ?? []), one.city, one.state, one.postalCode].filter(Boolean).join(', ')).filter((text) => text !== '')),
  };
}

const distinct = (texts: readonly string[]) => [...new Set(texts)];

/** `partly`: one says less than the other, and nothing else. `apart`: both say something, and it cannot be compared. */
export type Likeness = 'same' | 'partly' | 'differs' | 'apart' | 'unsaid';

/** What is the same when it is written otherwise: case, accents, punctuation, the punctuation of telephone numbers. */
function plain(part: PersonPart, text: string): string {
  const letters = text.normalize('NFD').replace(/[\u0300-\u036f]/g, '').toLowerCase();
  return part === 'phone' ? letters.replace(/\D/g, '').replace(/^1(?=\d{10}$)/, '') : letters.replace(/[^\p{L}\p{N}]+/gu, ' ').trim();
}

/** Whether two say the same of a part: they have one thing in common. What one of them does not say differs from nothing. */
export function compare(part: PersonPart, said: PersonFacts, here: PersonFacts): Likeness {
  if (said[part].length === 0 || here[part].length === 0) return 'unsaid';
  if (part === 'numbers') return compareNumbers(said.identifiers, here.identifiers);
  const pairs = said[part].flatMap((one) => here[part].map((other) => [plain(part, one), plain(part, other)] as const));
  if (pairs.some(([one, other]) => one === other)) return 'same';
  return (part === 'name' || part === 'address') && pairs.some(([one, other]) => isPart(one, other) || isPart(other, one)) ? 'partly' : 'differs';
}

function compareNumbers(said: readonly Identifier[], here: readonly Identifier[]): Likeness {
  const pairs = said.flatMap((one) => here.filter((other) => other.system === one.system).map((other) => one.value === other.value));
  return pairs.length === 0 ? 'apart' : pairs.includes(true) ? 'same' : 'differs';
}

/** Whether all words of one text are in another. */
function isPart(one: string, other: string): boolean {
  const words = new Set(other.split(' '));
  return one.split(' ').every((word) => words.has(word));
}

/** The patient of whom a message speaks. */
export function personOf(resources: readonly { readonly resourceType: string; readonly json: FhirResource }[] | undefined): Patient | undefined {
  return resources?.find((resource) => resource.resourceType === 'Patient')?.json as Patient | undefined;
}

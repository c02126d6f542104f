import type { CodeableConcept, FhirResource, HumanName, Identifier, Patient, Reference } from '@carewright/fhir-client';

export interface PersonName {
  readonly full: string;
  readonly initials: string;
  /** What the person wants to be called, when that is recorded and differs from the official given name. */
  readonly preferred?: string | undefined;
}

/** The official (else usual, else first current) name, written family first as records are filed. */
export function personName(names: readonly HumanName[] | undefined): PersonName | undefined {
  const current = (names ?? []).filter((name) => name.use !== 'old');
  const name = current.find((one) => one.use === 'official') ?? current.find((one) => one.use === 'usual') ?? current[0] ?? names?.[0];
  if (!name) return undefined;
  const given = (name.given ?? []).join(' ');
  const full = [name.family, given].filter(Boolean).join(', ') || name.text || '';
  const nickname = current.find((one) => one.use === 'nickname');
  const preferred = nickname?.given?.[0] ?? nickname?.text;
  return {
    full: name.suffix?.length ? `${full} ${name.suffix.join(' ')}` : full,
    initials: initialsOf(name, full),
    preferred: preferred !== undefined && preferred !== name.given?.[0] ? preferred : undefined,
  };
}

function initialsOf(name: HumanName, full: string): string {
  const parts = name.given?.[0] || name.family ? [name.given?.[0], name.family] : full.split(/\s+/).slice(0, 2);
  return parts.map((part) => Array.from(part ?? '')[0]?.toLocaleUpperCase() ?? '').join('');
}

/** The medical record number: the identifier typed MR, else the first that is not a government number. */
export function recordNumber(patient: Patient): string | undefined {
  const identifiers = patient.identifier ?? [];
  const typed = identifiers.find((identifier) => hasType(identifier, 'MR'));
  const other = identifiers.find((identifier) => !['SS', 'DL', 'PPN', 'TAX'].some((code) => hasType(identifier, code)));
  return (typed ?? other)?.value;
}

function hasType(identifier: Identifier, code: string): boolean {
  return identifier.type?.coding?.some((coding) => coding.code === code) ?? false;
}

/** What a person reads for a concept: its text, else a display, else the code itself. */
export function conceptText(concept: CodeableConcept | undefined): string | undefined {
  if (!concept) return undefined;
  if (concept.text) return concept.text;
  return concept.coding?.find((coding) => coding.display)?.display ?? concept.coding?.[0]?.code;
}

/**
 * The name of a test without LOINC's kind of property in brackets, which its unit says as well: `Glucose in Serum or
 * Plasma`. What is in the brackets of a name of another kind stays.
 */
export function testName(concept: CodeableConcept | undefined): string | undefined {
  const name = conceptText(concept);
  const isLoinc = concept?.coding?.some((coding) => coding.system === 'http://loinc.org') ?? false;
  return isLoinc ? name?.replace(/ \[(?:Mass|Moles|#|Presence|Volume|Enzymatic activity|Catalytic activity|Units)[^\]]*\]/, '') : name;
}

export function hasCode(concept: CodeableConcept | undefined, ...codes: string[]): boolean {
  return concept?.coding?.some((coding) => coding.code !== undefined && codes.includes(coding.code)) ?? false;
}

/** `Type/id` of a reference in any of its written forms (relative, absolute, versioned), else undefined. */
export function localReference(reference: Reference | undefined): string | undefined {
  const match = /([A-Z][A-Za-z]+\/[A-Za-z0-9.-]{1,64})(?:\/_history\/[^/]+)?$/.exec(reference?.reference ?? '');
  return match?.[1];
}

/** A resource as some roles get it: the server may have hidden any element, required ones too. */
export type Partly<T> = { readonly [Name in keyof T]?: T[Name] | undefined };

/** `Type/id` of a resource the server holds. */
export function referenceOf(resource: FhirResource): string {
  return `${resource.resourceType}/${resource.id ?? ''}`;
}

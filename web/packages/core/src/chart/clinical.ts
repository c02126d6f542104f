import type {
  AllergyIntolerance, Appointment, Condition, Encounter, FhirResource, Flag as PatientFlag, Immunization, Medication, MedicationRequest,
} from '@carewright/fhir-client';
import { byDateDescending, dateMillis, type Dates, dayOf } from '../dates';
import { conceptText, hasCode, localReference, referenceOf } from '../names';

export function ofType<T extends FhirResource>(resources: readonly FhirResource[], type: T['resourceType']): T[] {
  return resources.filter((resource): resource is T => resource.resourceType === type);
}

/** Entered-in-error records stay in the store and its history, and off the clinical screen. */
function isError(resource: { verificationStatus?: Condition['verificationStatus'] }): boolean {
  return hasCode(resource.verificationStatus, 'entered-in-error');
}

/** Codes by which a record says that it was asked and there is none (SNOMED CT 716186003 and its children in US Core). */
const noKnownAllergy = ['716186003', '409137002', '428607008', '429625007', 'no-known-allergies'];

export type AllergyState =
  | { readonly kind: 'not-recorded' }
  | { readonly kind: 'none-known' }
  | { readonly kind: 'known'; readonly allergies: readonly AllergyIntolerance[] };

/**
 * "Not recorded" is not "none known": an empty list says only that nobody wrote anything down. Resolved and refuted
 * entries are no current allergy; when only such are on record, nothing is known about the present either.
 */
export function allergyState(resources: readonly FhirResource[]): AllergyState {
  const current = ofType<AllergyIntolerance>(resources, 'AllergyIntolerance').filter(
    (one) => !isError(one) && !hasCode(one.verificationStatus, 'refuted') && !hasCode(one.clinicalStatus, 'resolved', 'inactive'),
  );
  const allergies = current.filter((one) => !hasCode(one.code, ...noKnownAllergy)).sort(byCriticality);
  if (allergies.length > 0) return { kind: 'known', allergies };
  return current.length > 0 ? { kind: 'none-known' } : { kind: 'not-recorded' };
}

/** Allergies that are over or were ruled out: listed apart, since they explain past decisions. */
export function pastAllergies(resources: readonly FhirResource[]): AllergyIntolerance[] {
  return ofType<AllergyIntolerance>(resources, 'AllergyIntolerance').filter(
    (one) => !isError(one) && (hasCode(one.verificationStatus, 'refuted') || hasCode(one.clinicalStatus, 'resolved', 'inactive')),
  );
}

function byCriticality(left: AllergyIntolerance, right: AllergyIntolerance): number {
  const rank = (one: AllergyIntolerance) => (one.criticality === 'high' ? 0 : one.criticality === 'low' ? 2 : 1);
  return rank(left) - rank(right) || (conceptText(left.code) ?? '').localeCompare(conceptText(right.code) ?? '');
}

export function reactionText(allergy: AllergyIntolerance): string {
  return (allergy.reaction ?? []).flatMap((reaction) => reaction.manifestation).map((manifestation) => conceptText(manifestation) ?? '').filter(Boolean).join(', ');
}

/** Conditions newest onset first, entered-in-error left out. */
export function problemList(resources: readonly FhirResource[]): Condition[] {
  return ofType<Condition>(resources, 'Condition')
    .filter((condition) => !isError(condition))
    .sort(byDateDescending((condition) => conditionDate(condition)));
}

export function conditionDate(condition: Condition): string | undefined {
  return condition.onsetDateTime ?? condition.onsetPeriod?.start ?? condition.recordedDate;
}

export interface MedicationLine {
  readonly request: MedicationRequest;
  readonly name: string | undefined;
  readonly sig: string;
}

/** Requests with the name resolved from the code, the included or contained Medication, or the reference's display. */
export function medicationList(resources: readonly FhirResource[]): MedicationLine[] {
  const included = new Map(ofType<Medication>(resources, 'Medication').map((one) => [referenceOf(one), one]));
  return ofType<MedicationRequest>(resources, 'MedicationRequest')
    .filter((request) => request.status !== 'entered-in-error')
    .sort(byDateDescending((request) => request.authoredOn))
    .map((request) => ({ request, name: medicationName(request, included), sig: sigText(request) }));
}

function medicationName(request: MedicationRequest, included: ReadonlyMap<string, Medication>): string | undefined {
  const reference = request.medicationReference;
  const contained = request.contained?.find((one): one is Medication => one.resourceType === 'Medication' && `#${one.id ?? ''}` === reference?.reference);
  const medication = contained ?? included.get(localReference(reference) ?? '');
  return conceptText(request.medicationCodeableConcept) ?? conceptText(medication?.code) ?? reference?.display;
}

/** Directions as written; built from dose and timing when the writer left no text. */
function sigText(request: MedicationRequest): string {
  return (request.dosageInstruction ?? [])
    .map((dosage) => {
      if (dosage.text) return dosage.text;
      const dose = dosage.doseAndRate?.[0]?.doseQuantity;
      const repeat = dosage.timing?.repeat;
      const amount = dose?.value === undefined ? '' : `${dose.value}${dose.unit ? ` ${dose.unit}` : ' ×'}`;
      const timing = repeat?.frequency && repeat.period ? `${repeat.frequency}/${repeat.period === 1 ? '' : repeat.period}${repeat.periodUnit ?? ''}` : '';
      return [amount, timing, conceptText(dosage.route), dosage.asNeededBoolean ? 'PRN' : ''].filter(Boolean).join(' ');
    })
    .filter(Boolean)
    .join('; ');
}

export interface ImmunizationGroup {
  readonly name: string;
  readonly doses: readonly Immunization[];
}

/** Doses given, by vaccine, the vaccine given last first. */
export function immunizationGroups(resources: readonly FhirResource[]): ImmunizationGroup[] {
  const groups = new Map<string, Immunization[]>();
  const given = ofType<Immunization>(resources, 'Immunization').filter((one) => one.status !== 'entered-in-error');
  for (const dose of given.sort(byDateDescending((one) => one.occurrenceDateTime ?? one.occurrenceString))) {
    const name = conceptText(dose.vaccineCode) ?? '';
    groups.set(name, [...(groups.get(name) ?? []), dose]);
  }
  return [...groups].map(([name, doses]) => ({ name, doses }));
}

export function activeFlags(resources: readonly FhirResource[]): PatientFlag[] {
  return ofType<PatientFlag>(resources, 'Flag').filter((flag) => flag.status === 'active');
}

export type VisitState =
  | { readonly kind: 'encounter'; readonly status: Encounter['status']; readonly since?: string | undefined }
  | { readonly kind: 'appointment'; readonly status: Appointment['status']; readonly start?: string | undefined };

/** What is happening with this person now: the open encounter, else the next appointment of the site's today that still stands. */
export function visitState(encounters: readonly FhirResource[], appointments: readonly FhirResource[], dates: Dates): VisitState | undefined {
  const open = ofType<Encounter>(encounters, 'Encounter').find((one) => ['arrived', 'triaged', 'in-progress', 'onleave'].includes(one.status));
  if (open) return { kind: 'encounter', status: open.status, since: open.period?.start };
  const today = ofType<Appointment>(appointments, 'Appointment')
    .filter((one) => dayOf(one.start, dates.zone) === dates.today() && !['cancelled', 'noshow', 'entered-in-error'].includes(one.status))
    .sort((left, right) => dateMillis(left.start) - dateMillis(right.start));
  const next = today.find((one) => one.status !== 'fulfilled') ?? today[0];
  return next ? { kind: 'appointment', status: next.status, start: next.start } : undefined;
}

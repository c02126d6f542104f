import type { RouteDraft } from './partner-draft';

const route = (message: string, of: string, when: string, more: Partial<RouteDraft> = {}): RouteDraft => ({ message, of, when, before: '', together: '', eachChange: false, ...more });

const underWay = "status = 'arrived' or status = 'triaged' or status = 'in-progress'";

// Tests count when they are positive or abnormal; some findings count whatever the test.
const reportable = [
  "status in ('final' | 'corrected' | 'amended' | 'appended') and (result.resolve() | result.resolve().ofType(Observation).hasMember.resolve()).ofType(Observation).where(",
  "(code.memberOf('https://carewright.example/fhir/ValueSet/reportable-tests') and (interpretation.coding.where(code in ('POS' | 'DET' | 'RR' | 'WR' | 'A' | 'AA' | 'H' | 'HH')).exists() or ",
  "value.ofType(CodeableConcept).coding.where(code in ('10828004' | '260373001' | '720735008' | '11214006')).exists())) or ",
  "value.ofType(CodeableConcept).memberOf('https://carewright.example/fhir/ValueSet/reportable-findings')).exists()",
].join('');

/** What partners usually get. The organization of a laboratory is put in by hand: orders name it as who does them. */
export const usualRoutes = {
  orders: [
    route('OML^O21', 'ServiceRequest', "status = 'active' and intent = 'order' and performer.reference = 'Organization/…'", { together: 'requisition.value' }),
    route('OML^O21', 'ServiceRequest', "status = 'revoked' and performer.reference = 'Organization/…'", { before: "status = 'active'", together: 'requisition.value' }),
  ],
  patients: [route('ADT^A28', 'Patient', 'true'), route('ADT^A31', 'Patient', 'true', { before: 'true', eachChange: true })],
  appointments: [
    route('SIU^S12', 'Appointment', "status = 'booked'"),
    route('SIU^S15', 'Appointment', "status = 'cancelled'", { before: "status = 'booked'" }),
    route('SIU^S26', 'Appointment', "status = 'noshow'", { before: "status = 'booked'" }),
  ],
  immunizations: [route('VXU^V04', 'Immunization', "status = 'completed'")],
  results: [route('ORU^R01', 'DiagnosticReport', "status = 'final' or status = 'corrected' or status = 'amended'", { eachChange: true })],
  syndromic: [
    route('ADT^A01^SS', 'Encounter', `(${underWay}) and class.code in ('IMP' | 'ACUTE' | 'NONAC')`),
    route('ADT^A04^SS', 'Encounter', `(${underWay}) and (class.code in ('IMP' | 'ACUTE' | 'NONAC')).not()`),
    route('ADT^A08^SS', 'Encounter', underWay, { before: underWay, eachChange: true }),
    route('ADT^A03^SS', 'Encounter', "status = 'finished'"),
    route('ADT^A08^SS', 'Encounter', "status = 'finished'", { before: "status = 'finished'", eachChange: true }),
  ],
  reportable: [route('ORU^R01^ELR', 'DiagnosticReport', reportable, { eachChange: true })],
  documents: [route('MDM^T02', 'DocumentReference', "status = 'current' and (docStatus.empty() or docStatus = 'final')")],
} satisfies Record<string, RouteDraft[]>;

export const emptyRoute: RouteDraft = route('', '', '');

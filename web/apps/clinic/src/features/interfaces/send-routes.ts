import type { RouteDraft } from './partner-draft';

const route = (message: string, of: string, when: string, more: Partial<RouteDraft> = {}): RouteDraft => ({ message, of, when, before: '', together: '', eachChange: false, ...more });

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
  documents: [route('MDM^T02', 'DocumentReference', "status = 'current' and (docStatus.empty() or docStatus = 'final')")],
} satisfies Record<string, RouteDraft[]>;

export const emptyRoute: RouteDraft = route('', '', '');

import type { Session } from '@carewright/core';

const look = ['read', 'search', 'history'];
const grant = (...types: string[]) => Object.fromEntries(types.map((type) => [type, look]));

const clinical = grant(
  'Patient', 'AllergyIntolerance', 'Condition', 'MedicationRequest', 'Medication', 'Immunization', 'Observation', 'DiagnosticReport', 'Encounter', 'DocumentReference', 'Appointment',
  'Coverage', 'Flag', 'Location', 'Practitioner',
);

const orderer = { ...clinical, ...grant('Organization', 'Specimen', 'QuestionnaireResponse'), ServiceRequest: [...look, 'create', 'update'], Immunization: [...look, 'create'] };

function session(userName: string, display: string, role: Session['role'], may: Session['may'], areas: string[], fhirUser?: string, operations: string[] = []): Session {
  return {
    userName, display, role, may, areas, operations, tenant: 'Synthetic Clinic', ...(fhirUser ? { fhirUser } : {}),
    site: { reference: 'Location/site-1', display: 'Synthetic North', timeZone: 'America/New_York' }, department: { code: 'family-medicine', display: 'Family medicine' }, idleTimeoutSeconds: 900, expiresAt: '2099-01-01T00:00:00Z',
  };
}

/** One sign-in per kind of screen; the password is "synthetic". */
export const mockSessions: Readonly<Record<string, Session>> = {
  physician: session('physician', 'Test Physician One', 'physician', orderer, ['finder', 'chart', 'schedule', 'in-basket', 'messages', 'in-house'], 'Practitioner/doc-1', ['privacy-intake', 'message-review', 'in-basket', 'result-sign', 'in-house', 'in-house-unlock']),
  nurse: session('nurse', 'Test Nurse One', 'nurse', orderer, ['finder', 'chart', 'schedule', 'in-basket', 'messages', 'in-house'], undefined, ['message-review', 'in-basket', 'in-house']),
  front: session('front', 'Test Desk One', 'front-desk', grant('Patient', 'Coverage', 'Appointment', 'Location'), ['finder', 'chart', 'schedule']),
  biller: session('biller', 'Test Biller One', 'biller', grant('Patient', 'Coverage', 'Claim', 'Encounter', 'Condition'), ['finder', 'chart']),
  compliance: session('compliance', 'Test Compliance One', 'compliance-officer', grant('Patient', 'Location'), ['audit', 'exports'], undefined, ['audit', 'privacy', 'privacy-intake']),
  admin: session('admin', 'Test Administrator One', 'administrator', grant('Location', 'Practitioner'), ['users', 'interfaces']),
  patient: session('patient', 'Test Patient One', 'patient', clinical, ['chart', 'exports'], 'Patient/pat-1'),
  proxy: session('proxy', 'Test Proxy One', 'proxy', clinical, ['chart'], 'RelatedPerson/per-1'),
};

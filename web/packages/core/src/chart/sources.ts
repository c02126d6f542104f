import { searchPath } from '@carewright/fhir-client';
import { may, type Session } from '../session';

/** The searches that make up a chart. Each is one entry of the summary batch, and pages by its own next link. */
export type SourceId =
  | 'allergies' | 'flags' | 'problems' | 'pastProblems' | 'medications' | 'pastMedications' | 'immunizations' | 'vitals'
  | 'reports' | 'labs' | 'encounters' | 'notes' | 'appointments' | 'coverage' | 'claims';

interface Source {
  readonly type: string;
  readonly query: Readonly<Record<string, string | number>>;
}

/**
 * Active problems and medications are asked for by exclusion or by every state that is not over, so that a record with
 * an unusual or missing state is shown rather than lost.
 */
const sources: Readonly<Record<SourceId, Source>> = {
  allergies: { type: 'AllergyIntolerance', query: { _count: 100 } },
  flags: { type: 'Flag', query: { _count: 100 } },
  problems: { type: 'Condition', query: { 'clinical-status:not': 'resolved,inactive', _count: 100 } },
  pastProblems: { type: 'Condition', query: { 'clinical-status': 'resolved,inactive', _sort: '-onset-date', _count: 50 } },
  medications: { type: 'MedicationRequest', query: { status: 'active,on-hold,draft,unknown', _include: 'MedicationRequest:medication', _sort: '-authoredon', _count: 100 } },
  pastMedications: { type: 'MedicationRequest', query: { status: 'completed,stopped,cancelled', _include: 'MedicationRequest:medication', _sort: '-authoredon', _count: 50 } },
  immunizations: { type: 'Immunization', query: { _sort: '-date', _count: 100 } },
  vitals: { type: 'Observation', query: { category: 'vital-signs', _sort: '-date', _count: 100 } },
  reports: { type: 'DiagnosticReport', query: { category: 'LAB', _include: 'DiagnosticReport:result', _sort: '-date', _count: 10 } },
  labs: { type: 'Observation', query: { category: 'laboratory', _sort: '-date', _count: 100 } },
  encounters: { type: 'Encounter', query: { _sort: '-date', _count: 50 } },
  notes: { type: 'DocumentReference', query: { _sort: '-date', _count: 30 } },
  appointments: { type: 'Appointment', query: { _sort: '-date', _count: 20 } },
  coverage: { type: 'Coverage', query: { _count: 20 } },
  claims: { type: 'Claim', query: { _sort: '-created', _count: 20 } },
};

export function sourcePath(source: SourceId, patientId: string): string {
  const { type, query } = sources[source];
  return searchPath(type, { patient: patientId, ...query });
}

/** Whether this actor may see the source at all; a panel none of whose sources may be seen is not on the screen. */
export function maySee(session: Session, source: SourceId): boolean {
  return may(session, sources[source].type, 'search');
}

/** Included resources a role may not search would fail the whole entry, so the include is left out then. */
export function sourcePathFor(session: Session, source: SourceId, patientId: string): string {
  const path = sourcePath(source, patientId);
  if (path.includes('MedicationRequest%3Amedication') && !may(session, 'Medication', 'search') && !may(session, 'Medication', 'read')) {
    return path.replace(/&_include=[^&]*/, '');
  }
  return path;
}

import type { Client } from '@carewright/fhir-client';

/** The doors of detection (/alerts, /incidents), typed as docs/architecture/http-api.md writes them. */
export type Severity = 'low' | 'medium' | 'high' | 'critical';

export type AlertStatus = 'open' | 'confirmed' | 'false-positive';

export interface HistoryStep {
  readonly at: string;
  readonly who: string;
  readonly what: string;
  readonly note: string | null;
}

/** One audit record that an alert rests on. */
export interface AlertEvidence {
  readonly id: string;
  readonly at: string;
  readonly userName: string;
  readonly display: string;
  readonly role: string;
  readonly address: string;
  readonly interaction: string;
  readonly outcome: string;
  readonly resourceType: string | null;
  readonly patients: readonly string[];
}

export interface SecurityAlert {
  readonly id: string;
  readonly rule: string;
  readonly title: string;
  readonly explanation: string | null;
  readonly severity: Severity;
  readonly by: 'user' | 'address' | 'all';
  readonly subject: string;
  readonly threshold: number;
  readonly windowMinutes: number | null;
  readonly firstAt: string;
  readonly lastAt: string;
  readonly count: number;
  readonly patients: readonly string[];
  readonly evidence: readonly AlertEvidence[];
  readonly status: AlertStatus;
  readonly history: readonly HistoryStep[];
}

export interface DutyClock {
  readonly id: string;
  readonly title: string;
  readonly law: string;
  readonly dueAt: string;
  readonly metAt: string | null;
}

export interface RiskFactor {
  readonly rating: 'low' | 'medium' | 'high';
  readonly reason: string;
}

/** The four factors of 45 CFR 164.402(2), and what follows from them. */
export interface RiskAssessment {
  readonly data: RiskFactor;
  readonly recipient: RiskFactor;
  readonly acquired: RiskFactor;
  readonly mitigated: RiskFactor;
  readonly isLowProbability: boolean;
  readonly conclusion: string;
}

export interface AffectedPatient {
  readonly reference: string;
  readonly looks: number;
  readonly state: string | null;
  readonly excluded: string | null;
}

export interface IncidentWords {
  readonly narrative: string;
  readonly data: string;
  readonly remedy: string;
  readonly contact: string;
}

export interface Incident extends IncidentWords {
  readonly id: string;
  readonly title: string;
  readonly status: 'triage' | 'assessed' | 'notifying' | 'closed';
  readonly discoveredAt: string;
  readonly openedBy: string;
  readonly scope: { readonly users: readonly string[]; readonly from: string; readonly to: string };
  readonly alerts: readonly string[];
  readonly assessment: RiskAssessment | null;
  readonly patients: readonly AffectedPatient[];
  readonly affected: number;
  readonly clocks: readonly DutyClock[];
  readonly steps: readonly HistoryStep[];
}

export interface IncidentDraft {
  readonly title: string;
  readonly discoveredAt: string;
  readonly users: readonly string[];
  readonly from: string;
  readonly to: string;
  readonly alerts: readonly string[];
}

/** Something that is done to an incident: the address below it, and what is sent there. */
export interface IncidentAct {
  readonly id: string;
  readonly path: '' | '/patients' | '/assessment' | '/close' | `/duties/${string}`;
  readonly body?: unknown;
}

const at = (door: string, id: string) => `/${door}/${encodeURIComponent(id)}`;

export const securityDoors = {
  alerts: (client: Client, signal?: AbortSignal) => client.json<{ alerts: SecurityAlert[] }>('GET', '/alerts', undefined, signal),
  alert: (client: Client, id: string, signal?: AbortSignal) => client.json<SecurityAlert>('GET', at('alerts', id), undefined, signal),
  judge: (client: Client, id: string, verdict: Exclude<AlertStatus, 'open'>, note: string) =>
    client.json<SecurityAlert>('POST', `${at('alerts', id)}/verdict`, { verdict, note }),
  incidents: (client: Client, signal?: AbortSignal) => client.json<{ incidents: Incident[] }>('GET', '/incidents', undefined, signal),
  incident: (client: Client, id: string, signal?: AbortSignal) => client.json<Incident>('GET', at('incidents', id), undefined, signal),
  openIncident: (client: Client, draft: IncidentDraft) => client.json<Incident>('POST', '/incidents', draft),
  actOnIncident: (client: Client, { id, path, body }: IncidentAct) =>
    client.json<Incident>(path === '' ? 'PATCH' : 'POST', `${at('incidents', id)}${path}`, body),
};

/** Addresses of what leaves on paper; plain links, each audited by the server. */
export const incidentPaper = {
  evidence: (id: string) => `${at('incidents', id)}/evidence`,
  media: (id: string) => `${at('incidents', id)}/media-notice`,
  letter: (id: string, patient: string) => `${at('incidents', id)}/letter?patient=${encodeURIComponent(patient.replace('Patient/', ''))}`,
};

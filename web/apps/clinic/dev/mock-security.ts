import type { Incident, SecurityAlert } from '@carewright/core';

const hour = 3_600_000;
const ago = (hours: number) => new Date(Date.now() - hours * hour).toISOString();

const evidence = [0, 1, 2].map((index) => ({
  id: `evt-${index}`, at: ago(2 + index), userName: 'nurse', display: 'Test Nurse One', role: 'nurse', address: '10.0.0.7', interaction: 'read', outcome: 'success', resourceType: 'Patient', patients: [`Patient/pat-${index + 1}`],
}));

function alert(change: Partial<SecurityAlert>): SecurityAlert {
  return {
    id: '1-no-relationship', rule: 'no-relationship', title: 'Charts opened without a care relationship', explanation: 'None of these patients has an appointment, an encounter or a care team with this user.', severity: 'medium', by: 'user', subject: 'nurse',
    threshold: 5, windowMinutes: 1440, firstAt: ago(6), lastAt: ago(2), count: 6, patients: ['Patient/pat-1', 'Patient/pat-2', 'Patient/pat-3'], evidence, status: 'open',
    history: [{ at: ago(2), who: 'detection', what: 'raised', note: null }, { at: ago(1.9), who: 'detection', what: 'sent', note: 'e-mail' }], ...change,
  };
}

const alerts = [
  alert({ id: '2-honey-record', title: 'A trap was opened', severity: 'critical', subject: 'front', count: 1, patients: ['Patient/pat-9'] }),
  alert({}),
  alert({ id: '3-stuffing', title: 'One address tries many users', severity: 'high', by: 'address', subject: '198.51.100.4', patients: [], count: 9 }),
  alert({ id: '4-new-place', title: 'Sign-in from a new network', severity: 'low', subject: 'physician', patients: [], count: 1, status: 'false-positive' }),
];

const incident: Incident = {
  id: '2026-001', title: 'Charts opened without a care relationship', status: 'notifying', discoveredAt: ago(48), openedBy: 'compliance', scope: { users: ['nurse'], from: ago(60), to: ago(50) }, alerts: ['1-no-relationship'],
  narrative: 'A member of staff opened records without a reason.', data: 'Names, diagnoses and medications.', remedy: 'Access was ended the same day.', contact: 'The privacy office.',
  assessment: {
    data: { rating: 'high', reason: 'Diagnoses, with names' }, recipient: { rating: 'medium', reason: 'A member of staff' }, acquired: { rating: 'high', reason: 'The charts were opened' }, mitigated: { rating: 'low', reason: 'A signed statement' }, isLowProbability: false, conclusion: 'They were viewed.',
  },
  patients: [{ reference: 'Patient/pat-1', looks: 4, state: 'FL', excluded: null }, { reference: 'Patient/pat-2', looks: 1, state: 'OH', excluded: null }, { reference: 'Patient/pat-3', looks: 1, state: null, excluded: 'Was on duty for this patient' }],
  affected: 2,
  clocks: [
    { id: 'state-fl', title: 'Florida: residents', law: 'Fla. Stat. 501.171', dueAt: ago(-24 * 28), metAt: null },
    { id: 'hipaa-individuals', title: 'Letters to the patients', law: '45 CFR 164.404(b)', dueAt: ago(-24 * 58), metAt: null },
    { id: 'hipaa-hhs-log', title: 'Entry in the yearly log for HHS, for fewer than 500', law: '45 CFR 164.408(c)', dueAt: ago(-24 * 120), metAt: ago(1) },
  ],
  steps: [{ at: ago(48), who: 'compliance', what: 'opened', note: null }, { at: ago(47), who: 'compliance', what: 'assessed', note: 'breach' }],
};

/** The doors of detection, over a few alerts and one incident. */
export function security(path: string): Response {
  const [, door, id] = path.split('/');
  if (door === 'incidents') return Response.json(id === undefined ? { incidents: [incident] } : incident);
  const found = alerts.find((one) => one.id === id);
  if (id === undefined) return Response.json({ alerts });
  return found ? Response.json(found) : Response.json({ title: 'not found', status: 404 }, { status: 404 });
}

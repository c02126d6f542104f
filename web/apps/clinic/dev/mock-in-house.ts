import type { ControlRun, InHouseControl, InHouseKit, InHouseSetup, InHouseState, InHouseTest } from '@carewright/core';

export interface InHouseMock {
  tests: InHouseTest[];
  runs: ControlRun[];
  /** Whether nothing is set up yet. */
  isEmpty?: boolean;
}

const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
const kit = (id: string, lot: string, days: number, reasons: readonly string[] = [], rejected: ControlRun | null = null): InHouseKit => ({ id, lot, name: null, expires: day(days), daysLeft: days, reasons, rejected, lastRun: null });
const control = (id: string, level: string, mean: number, deviation: number): InHouseControl => ({ id, lot: 'C-1', name: null, level, expires: day(200), daysLeft: 200, targets: [{ analyte: 'GLU', mean, deviation, expected: null }] });
const shared = { complexity: 'waived', controlDays: 1, rules: ['1-2s', '1-3s', '2-2s'], kits: [], controls: [], controlLevels: [], isCertified: true, mayReport: true };
const none = { unit: null, low: null, high: null, least: null, most: null };

const run = (at: number, low: number, high: number, outcome: ControlRun['outcome'], rules: readonly string[] = []): ControlRun => ({
  id: `run-${at}`, at: new Date(Date.now() - (30 - at) * 3_600_000).toISOString(), outcome, rules, by: null,
  values: [{ control: 'c-low', level: 'low', analyte: 'GLU', number: low, word: null, score: (low - 50) / 2 }, { control: 'c-high', level: 'high', analyte: 'GLU', number: high, word: null, score: (high - 250) / 10 }],
});

/** A few synthetic tests: one that may be done, one that is locked. */
export function inHouseState(): InHouseMock {
  const rejected = run(20, 50, 285, 'rejected', ['1-2s', '1-3s']);
  return {
    runs: [run(1, 49, 251, 'accepted'), run(5, 54.5, 248, 'warning', ['1-2s']), rejected],
    tests: [
      { ...shared, code: 'GLU-M', name: 'Glucose by meter', method: 'Meter', hasInternalControl: false, controlLevels: ['low', 'high'], kits: [kit('k-open', 'S-1', 20), kit('k-shut', 'S-2', 90, ['rejected'], rejected)], controls: [control('c-low', 'low', 50, 2), control('c-high', 'high', 250, 10)], analytes: [{ ...none, code: 'GLU', name: 'Glucose, capillary', loinc: '41653-7', kind: 'Number', unit: 'mg/dL', low: 70, high: 140, least: 10, most: 600, choices: [] }] },
      { ...shared, code: 'STREP-A', name: 'Strep A, rapid', method: 'Rapid immunoassay', hasInternalControl: true, kits: [kit('k-strep', 'A-9', 120)], analytes: [{ ...none, code: 'STREP', name: 'Strep A antigen', loinc: '78012-2', kind: 'Binary', choices: ['negative', 'positive'] }] },
      { ...shared, code: 'FOBT', name: 'Occult blood', method: 'Guaiac card', hasInternalControl: true, kits: [kit('k-old', 'F-1', -3, ['expired'])], analytes: [{ ...none, code: 'FOB', name: 'Occult blood, stool', loinc: '2335-8', kind: 'Binary', choices: ['negative', 'positive'] }] },
    ],
  };
}

function setupOf(state: InHouseMock): InHouseSetup {
  const tests = state.isEmpty === false ? state.tests.map(({ code, name, method, complexity, hasInternalControl, controlLevels, controlDays, rules, analytes }) => ({ code, name, method, complexity, hasInternalControl, controlLevels, controlDays, rules, analytes, needsCompetency: false, organization: 'org-1' })) : [];
  return { tests, organizations: [{ id: 'org-1', name: 'Synthetic Clinic', certificates: [{ number: '00D0000000', kind: 'waived', expires: day(40) }] }], staff: [{ practitioner: 'Practitioner/prac-1', name: 'Testnurse, Nora', competencies: [{ test: 'FOBT', since: day(-400), expires: day(-35) }] }] };
}

/** The doors of the in-house laboratory. */
export async function inHouse(state: InHouseMock, request: Request, path: string, mayUnlock: boolean): Promise<Response> {
  if (path === '/in-house/state') return Response.json({ tests: state.tests, instruments: [{ id: 'i-1', name: 'Refrigerator', lot: 'R-1' }], certificates: [{ organization: 'Synthetic Clinic', number: '00D0000000', kind: 'waived', expires: day(40), daysLeft: 40 }], mayUnlock } satisfies InHouseState);
  if (path === '/in-house/setup') return Response.json(setupOf(state));
  if (path === '/in-house/starter') state.isEmpty = false;
  if (request.method === 'PUT') return new Response(null, { status: 204 });
  if (path === '/in-house/runs' && request.method === 'GET') return Response.json({ runs: state.runs, actions: [] });
  if (path.startsWith('/in-house/logs/')) return Response.json({ kind: 'patients', columns: ['time', 'patient', 'result'], rows: [['2026-03-02 09:00', 'Testperson, Ina', '90 mg/dL']] });
  const body = (await request.json()) as { internalControl?: boolean; kit?: string };
  if (path === '/in-house/results') return Response.json(body.internalControl === false ? { report: null, status: 'cancelled' } : { report: 'DiagnosticReport/r-1', status: 'final' });
  if (path === '/in-house/runs') return Response.json(run(29, 50, 250, 'accepted'));
  if (path === '/in-house/actions') state.tests = state.tests.map((test) => ({ ...test, kits: test.kits.map((one) => (one.id === body.kit ? { ...one, reasons: ['awaiting-pass'], rejected: null } : one)) }));
  return Response.json({ id: 'new' });
}

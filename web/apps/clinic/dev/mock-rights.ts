import type { Amendment, Proxy } from '@carewright/core';

const at = '2026-03-02T09:00:00Z';

/** One request that was denied. */
export function mockAmendments(): Amendment[] {
  return [{
    record: {
      id: 'amd-1', patient: 'Patient/pat-1', record: 'Condition/con-1', askedDisplay: 'Test Patient One', isFromPatient: true, askedAt: at, dueAt: '2026-05-01T09:00:00Z', extended: null, decision: { at, display: 'Test Compliance One', isAccepted: false, ground: 'accurate-and-complete', correction: null },
      documents: [{ kind: 'request', reference: 'DocumentReference/amd-1', at }, { kind: 'denial', reference: 'DocumentReference/amd-2', at }],
    },
    words: { 'DocumentReference/amd-1': 'I never had this.', 'DocumentReference/amd-2': 'The record is accurate and complete.' }, isLate: false, about: { title: 'Type 2 diabetes mellitus', corrections: [] },
  }];
}

/** Somebody whom the patient has named, and a guardian whom the clinic ends. */
export function mockProxies(): Proxy[] {
  return [
    { id: 'prx-1', kind: 'adult', name: 'Test Friend One', relationship: 'FRND', endsAt: null, givenBy: 'Test Patient One', at, state: 'in-force', isPatients: true },
    { id: 'prx-2', kind: 'guardian', name: 'Test Guardian One', relationship: 'GUARD', endsAt: '2027-01-01T00:00:00Z', givenBy: 'Test Compliance One', at, state: 'in-force', isPatients: false },
  ];
}

/** `/my-record/proxies`. */
export async function proxiesDoor(proxies: Proxy[], request: Request, path: string): Promise<Response> {
  if (request.method === 'GET') return Response.json({ proxies });
  const found = proxies.find((one) => path === `/my-record/proxies/${one.id}/end`);
  if (found) {
    const ended: Proxy = { ...found, state: 'ended', isPatients: false };
    proxies[proxies.indexOf(found)] = ended;
    return Response.json(ended);
  }
  const draft = (await request.json()) as { name: string; relationship: string };
  const proxy: Proxy = { id: `prx-${proxies.length + 10}`, kind: 'adult', name: draft.name, relationship: draft.relationship, endsAt: null, givenBy: 'Test Patient One', at, state: 'invited', isPatients: true };
  proxies.unshift(proxy);
  return Response.json({ proxy, code: 'ABCD-EFGH-JKLM', codeEndsAt: '2026-03-09T09:00:00Z' }, { status: 201 });
}

/** A patient's own rights. */
export async function rights(amendments: Amendment[], request: Request, path: string): Promise<Response> {
  if (path === '/my-record/looks') return Response.json({ looks: [{ day: '2026-03-02', firstAt: at, lastAt: at, name: 'Test Physician One', role: 'physician', deeds: ['read'], kinds: ['Condition'], times: 2 }, { day: '2026-03-01', firstAt: at, lastAt: at, name: 'Test Friend One', role: 'proxy', relationship: 'FRND', deeds: ['read'], kinds: ['Observation'], times: 1 }] });
  if (path === '/my-record/disclosures') {
    return Response.json({ lines: [{ first: '2026-02-01', last: '2026-03-01', times: 3, to: 'County health department', address: null, what: 'Observation', purpose: 'PUBHLTH' }] });
  }
  if (request.method === 'GET') return Response.json({ requests: amendments });
  const { words, record } = (await request.json()) as { words: string; record?: string };
  const kind = record === undefined ? 'disagreement' : 'request';
  const reference = `DocumentReference/amd-${amendments.length + 10}`;
  const made: Amendment = record === undefined && amendments[0]
    ? { ...amendments[0], record: { ...amendments[0].record, documents: [...amendments[0].record.documents, { kind, reference, at }] }, words: { ...amendments[0].words, [reference]: words } }
    : { record: { id: 'amd-2', patient: 'Patient/pat-1', record: record ?? '', askedDisplay: 'Test Patient One', isFromPatient: true, askedAt: at, dueAt: '2026-05-01T09:00:00Z', extended: null, decision: null, documents: [{ kind, reference, at }] }, words: { [reference]: words }, isLate: false, about: { title: null, corrections: [] } };
  if (record === undefined) amendments[0] = made;
  else amendments.push(made);
  return Response.json(made, { status: record === undefined ? 200 : 201 });
}

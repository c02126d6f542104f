import type { Accounting, Amendment, BlockingException, LegalHold, Proxy } from '@carewright/core';
import { mockProxies } from './mock-rights';

/** What the staff's doors of patients' rights hold. */
export interface MockPrivacy {
  requests: Amendment[];
  holds: LegalHold[];
  proxies: Proxy[];
  accounting: Accounting;
  uses: BlockingException[];
}

const day = 86_400_000;
const inDays = (days: number) => new Date(Date.now() + days * day).toISOString();
const officer = 'Test Compliance One';

function request(id: string, asked: number, change: { record: string; title: string; words: string; patient?: string; corrections?: Amendment['about']['corrections'] }): Amendment {
  const reference = `DocumentReference/${id}-request`;
  return {
    record: {
      id, patient: change.patient ?? 'Patient/pat-1', record: change.record, askedDisplay: 'Test Patient One', isFromPatient: true, askedAt: inDays(-asked), dueAt: inDays(60 - asked + 0.1), extended: null, decision: null,
      documents: [{ kind: 'request', reference, at: inDays(-asked) }],
    },
    words: { [reference]: change.words }, isLate: asked > 60, about: { title: change.title, corrections: change.corrections ?? [] },
  };
}

export function mockPrivacy(): MockPrivacy {
  return {
    requests: [
      request('late', 63, { record: 'Condition/con-1', title: 'Type 2 diabetes mellitus', words: 'I never had this. The test was somebody else’s.', corrections: [{ reference: 'Condition/con-1/_history/2', at: inDays(-1) }] }),
      request('soon', 52, { record: 'MedicationRequest/med-1', title: 'Metformin 1000 MG oral tablet', words: 'I stopped taking it last year, and said so.', patient: 'Patient/pat-2' }),
    ],
    holds: [{ id: 'hold-1', patient: 'Patient/pat-1', reason: 'Letter of the court of 2 March, case 26-114.', display: officer, since: inDays(-30), release: null }],
    proxies: mockProxies(),
    accounting: {
      lines: [
        { first: '2026-03-01', last: '2026-03-01', times: 1, to: 'County sheriff', address: '1 Example Street', what: 'Visit note of 12 January', purpose: 'A subpoena', category: 'law-enforcement', entry: 'dis-1', isHeldBack: true },
        { first: '2026-02-01', last: '2026-03-01', times: 3, to: 'County health department', address: null, what: 'Observation', purpose: 'PUBHLTH', category: null, entry: null, isHeldBack: false },
      ],
      suspensions: [{ id: 'sus-1', agency: 'County sheriff', category: 'law-enforcement', until: inDays(20), isOral: true, statement: 'An investigation is under way; said by the sergeant on duty.', display: officer }],
    },
    uses: [{ id: 'use-1', exception: '171.204', practice: 'exchange', matter: 'export', patient: 'Patient/pat-1', requester: 'A research group', reason: 'The old images cannot be separated from those of others.', display: officer, role: 'compliance-officer', at: inDays(-2), until: null, answerBy: inDays(12).slice(0, 10), ended: null }],
  };
}

/** Lists, and one step of a request; what else is sent is taken. */
export async function privacy(state: MockPrivacy, request: Request, url: URL, path: string): Promise<Response> {
  const [, , door, id, step] = path.split('/');
  const patient = url.searchParams.get('patient');
  if (request.method === 'GET') {
    if (door === 'amendments') return Response.json({ requests: state.requests.filter((one) => patient === null || one.record.patient === `Patient/${patient}`) });
    if (door === 'proxies') return Response.json({ proxies: state.proxies });
    if (door === 'holds') return Response.json({ holds: state.holds });
    if (door === 'disclosures') return Response.json(state.accounting);
    const exception = url.searchParams.get('exception');
    return Response.json({ uses: state.uses.filter((one) => exception === null || one.exception === exception) });
  }
  const body = (await request.json()) as Partial<Proxy> & { words?: string; ground?: string; correction?: string; reason?: string };
  const text = body.words ?? body.reason ?? '';
  if (text !== '' && text.length < 10) return Response.json({ title: 'text', code: 'rights-text', issues: [{ code: 'rights-text', message: 'Say it in 10 to 4000 characters.' }] }, { status: 422 });
  const at = new Date().toISOString();
  if (door === 'proxies' && step === undefined) {
    const proxy: Proxy = { id: `prx-${state.proxies.length + 20}`, kind: body.kind ?? 'parent', name: body.name ?? null, relationship: body.relationship ?? null, endsAt: null, givenBy: officer, at, state: 'invited', isPatients: false };
    state.proxies.unshift(proxy);
    return Response.json({ proxy, code: 'NPQR-STVW-XYZ2', codeEndsAt: inDays(7) }, { status: 201 });
  }
  if (door === 'proxies') state.proxies = state.proxies.map((one) => (one.id === id ? { ...one, state: 'ended' } : one));
  const end = { display: officer, at, reason: body.reason ?? '' };
  if (door === 'amendments' && step !== undefined) {
    const reference = `DocumentReference/${id ?? ''}-${step}`;
    const decides = step === 'acceptance' || step === 'denial';
    state.requests = state.requests.map((one) => (one.record.id === id ? {
      ...one, words: { ...one.words, [reference]: text },
      record: { ...one.record, documents: [...one.record.documents, { kind: step, reference, at }], decision: decides ? { at, display: officer, isAccepted: step === 'acceptance', ground: body.ground ?? null, correction: body.correction ?? null } : one.record.decision },
    } : one));
  }
  if (door === 'holds' && step === 'release') state.holds = state.holds.map((one) => (one.id === id ? { ...one, release: end } : one));
  if (door === 'exceptions' && step === 'end') state.uses = state.uses.map((one) => (one.id === id ? { ...one, ended: end } : one));
  return Response.json({}, { status: step === undefined ? 201 : 200 });
}

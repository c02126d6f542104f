import type { Amendment, ExportJob, Proxy, UserAccount } from '@carewright/core';
import type { Bundle, FhirResource } from '@carewright/fhir-client';
import { createRecords, type Records } from './records';
import { administration, administrationState, type AdministrationState } from './mock-administration';
import { basketState, inBasket, type BasketMock } from './mock-in-basket';
import { inHouse, inHouseState, type InHouseMock } from './mock-in-house';
import { interfaces, interfacesState, type InterfacesState } from './mock-interfaces';
import { laboratory } from './mock-laboratory';
import { registries } from './mock-registries';
import { security } from './mock-security';
import { mockAmendments, mockProxies, proxiesDoor, rights } from './mock-rights';
import { mockPrivacy, privacy, type MockPrivacy } from './mock-privacy';
import { mockSessions } from './mock-sessions';

/**
 * The HTTP doors in a few hundred lines, over plainly synthetic records: for working on the screens without the server,
 * and for tests. It knows the searches the app makes and refuses any other, so that a new one shows at once.
 */
export function createMock(options: { signedIn?: string; needsSetup?: boolean; records?: Records; idleTimeoutSeconds?: number; isFresh?: boolean } = {}) {
  const records = options.records ?? createRecords(new Date());
  const state = { user: options.signedIn, needsSetup: options.needsSetup ?? false, attempts: 0, disabled: new Set<string>(), jobs: mockJobs(), amendments: mockAmendments(), proxies: mockProxies(), privacy: mockPrivacy(), administration: administrationState(options.isFresh ?? true), interfaces: interfacesState(), basket: basketState(), inHouse: inHouseState() };
  return async (request: Request): Promise<Response | undefined> => {
    const url = new URL(request.url);
    const path = decodeURIComponent(url.pathname);
    if (request.method !== 'GET' && /^\/(fhir|auth|setup|users|audit|bulk|alerts|incidents|my-record|privacy|account|proxies|interfaces|laboratory|in-basket|in-house)/.test(path) && request.headers.get('X-Carewright-App') !== '1') return problem(403, 'forbidden', 'no app header');
    if (path === '/setup') return setup(state, request);
    if (path === '/auth/sign-in') return signIn(state, request);
    if (path === '/auth/sign-out') {
      state.user = undefined;
      return new Response(null, { status: 204 });
    }
    if (path === '/proxies/join') return join(request);
    if (!/^\/(fhir|auth|users|audit|bulk|alerts|incidents|my-record|privacy|account|interfaces|laboratory|in-basket|in-house)(\/|$)/.test(path)) return undefined;
    const session = state.user === undefined ? undefined : mockSessions[state.user];
    if (!session) return problem(401, 'no-session', 'not signed in');
    if (path === '/auth/session') return Response.json({ ...session, idleTimeoutSeconds: options.idleTimeoutSeconds ?? session.idleTimeoutSeconds });
    const administered = await administration(state.administration, request, path, accounts(state));
    if (administered) return administered;
    if (path.startsWith('/users')) return users(state, request, path);
    if (path.startsWith('/audit')) return audit(url, path);
    if (/^\/(alerts|incidents)/.test(path)) return security(path);
    if (path.startsWith('/my-record/proxies')) return proxiesDoor(state.proxies, request, path);
    if (path.startsWith('/my-record')) return rights(state.amendments, request, path);
    if (path.startsWith('/privacy')) return privacy(state.privacy, request, url, path);
    if (path.startsWith('/in-basket')) return inBasket(state.basket, request, url, path, session.fhirUser);
    if (path.startsWith('/interfaces/registries')) return registries(request, path);
    if (path.startsWith('/in-house/')) return inHouse(state.inHouse, request, path, session.operations.includes('in-house-unlock'));
    if (path.startsWith('/interfaces')) return interfaces(state.interfaces, request, url, path, state.administration.isFresh);
    if (path === '/laboratory/catalogue') return laboratory(url);
    if (path.startsWith('/bulk')) return exportsDoor(state, request, url, path);
    // A proxy has the records of two people, and no others.
    const seen = session.role === 'proxy' && path === '/fhir/Patient' ? { ...records, all: records.all.filter((one) => one.id === 'pat-1' || one.id === 'pat-2') } : records;
    return fhirDoor(seen, request, url, session.may);
  };
}

interface MockState {
  user: string | undefined;
  needsSetup: boolean;
  attempts: number;
  disabled: Set<string>;
  jobs: ExportJob[];
  amendments: Amendment[];
  privacy: MockPrivacy;
  administration: AdministrationState;
  proxies: Proxy[];
  interfaces: InterfacesState;
  basket: BasketMock;
  inHouse: InHouseMock;
}

function problem(status: number, code: string, detail: string, extra: object = {}): Response {
  return Response.json({ title: detail, detail, status, code, ...extra }, { status, headers: { 'Content-Type': 'application/problem+json' } });
}

async function setup(state: MockState, request: Request): Promise<Response> {
  if (request.method === 'GET') return Response.json({ needed: state.needsSetup });
  const draft = (await request.json()) as { code: string; password: string };
  if (!state.needsSetup) return problem(409, 'already', 'already set up');
  if (draft.code !== '123456') return problem(403, 'bad-setup-code', 'bad code');
  if (draft.password.length < 12) return problem(422, 'invalid', 'not acceptable', { issues: [{ code: 'password-short', message: 'The password needs at least 12 characters.' }] });
  state.needsSetup = false;
  state.user = 'admin';
  return Response.json(mockSessions['admin'], { status: 201 });
}

async function join(request: Request): Promise<Response> {
  const { code } = (await request.json()) as { code: string };
  if (code !== 'ABCD-EFGH-JKLM') return problem(422, 'proxy-invitation', 'The code is not right or no longer good.');
  return Response.json({ userName: 'proxy', patient: 'Patient/pat-2' });
}

async function signIn(state: MockState, request: Request): Promise<Response> {
  const { userName, password } = (await request.json()) as { userName: string; password: string };
  if (userName === 'locked') return problem(423, 'locked-out', 'locked', { retryAfterSeconds: 600 });
  if (!mockSessions[userName] || password !== 'synthetic') return problem(401, 'bad-credentials', 'no');
  state.user = userName;
  return Response.json(mockSessions[userName]);
}

function accounts(state: MockState): UserAccount[] {
  return Object.values(mockSessions).map((session) => ({
    userName: session.userName, display: session.display, role: session.role, site: session.site ? { reference: session.site.reference, display: session.site.display ?? '' } : null, department: session.department ?? null, fhirUser: session.fhirUser ?? null,
    disabled: state.disabled.has(session.userName), lockedUntil: null, lastSignIn: session.userName === 'front' ? null : new Date().toISOString(),
    factors: { kinds: session.userName === 'nurse' ? ['totp'] : [], recoveryCodesLeft: 0, required: true, missing: session.userName !== 'nurse', awaitsCode: false, leave: null },
  }));
}

async function users(state: MockState, request: Request, path: string): Promise<Response> {
  const list = accounts(state);
  if (path === '/users/notices') return Response.json({ notices: [] });
  if (request.method === 'GET') return Response.json({ users: list });
  const draft = (await request.json()) as { password?: string; disabled?: boolean };
  if (draft.password !== undefined && draft.password.length < 12) return problem(422, 'invalid', 'not acceptable', { issues: [{ code: 'password-short', message: 'The password needs at least 12 characters.' }] });
  const name = path.split('/')[2];
  if (request.method === 'PATCH' && name) {
    if (draft.disabled === true) state.disabled.add(name);
    if (draft.disabled === false) state.disabled.delete(name);
  }
  return Response.json({}, { status: request.method === 'POST' ? 201 : 200 });
}

const hour = 3_600_000;
const day = 24 * hour;
const later = (milliseconds: number) => new Date(Date.now() + milliseconds).toISOString();

function mockJobs(): ExportJob[] {
  const job = { kind: 'ehi', failure: null, resources: 0, bytes: 0, expiresAt: later(3 * day) } as const;
  return [
    { ...job, id: 'job-2', patient: 'pat-1', state: 'done', resources: 412, bytes: 1_843_200, createdAt: later(-2 * hour), expiresAt: later(22 * hour) },
    { ...job, id: 'job-1', patient: null, state: 'failed', failure: 'The account that asked for this export is disabled or gone.', createdAt: later(-day), expiresAt: later(hour) },
  ];
}

/** An export takes two looks: at the first it runs, at the second it is done. */
async function exportsDoor(state: MockState, request: Request, url: URL, path: string): Promise<Response> {
  if (path === '/bulk/ehi') {
    const text = await request.text();
    const patient = text === '' ? (mockSessions[state.user ?? '']?.fhirUser?.split('/')[1] ?? null) : (JSON.parse(text) as { patient: string }).patient;
    state.jobs.unshift({ id: `job-${state.jobs.length + 1}-new`, kind: 'ehi', patient, state: 'open', resources: 128, bytes: 0, createdAt: later(0), expiresAt: later(3 * day), failure: null });
    return Response.json({ resourceType: 'OperationOutcome' }, { status: 202 });
  }
  const id = path.split('/')[3];
  if (id === undefined) {
    const answer = Response.json({ jobs: state.jobs });
    state.jobs = state.jobs.map((job) => (job.state === 'open' ? { ...job, state: 'done', resources: 900, bytes: 4_000_000, expiresAt: later(day) } : job));
    return answer;
  }
  if (request.method === 'DELETE') {
    state.jobs = state.jobs.filter((job) => job.id !== id);
    return Response.json({ resourceType: 'OperationOutcome' }, { status: 202 });
  }
  return Response.json({ output: [{ url: `${url.origin}/bulk/files/${id}/record.zip?expires=1&signature=0`, count: 900 }] });
}

const auditTotal = 180;

function audit(url: URL, path: string): Response {
  if (path === '/audit/verify') return Response.json({ verified: true, records: auditTotal, firstBroken: null, lost: null });
  if (path === '/audit/users') return Response.json({ users: Object.values(mockSessions).map(({ userName, display, role }) => ({ userName, display, role, disabled: false })) });
  if (path === '/audit/export') return new Response('id,at\n', { headers: { 'Content-Type': 'text/csv', 'Content-Disposition': 'attachment; filename="audit.csv"' } });
  const start = Number(url.searchParams.get('cursor') ?? '0');
  const [user, patient] = ['user', 'patient'].map((name) => url.searchParams.get(name));
  const all = Array.from({ length: auditTotal }, (_, index) => auditEvent(index)).filter((event) => (!user || event.userName === user) && (!patient || event.patients.some((one) => one.reference === `Patient/${patient}`)));
  const events = all.slice(start, start + 50);
  return Response.json({ events, next: start + 50 < all.length ? String(start + 50) : null });
}

function auditEvent(index: number) {
  const who = Object.values(mockSessions)[index % 4];
  const interaction = ['read', 'search', 'search', 'history', 'sign-in', 'update'][index % 6] ?? 'read';
  const refused = index % 11 === 5;
  return {
    id: `evt-${auditTotal - index}`, at: new Date(Date.now() - index * 97_000).toISOString(), userName: who?.userName, display: who?.display, role: who?.role, site: 'Location/site-1', department: 'family-medicine',
    client: 'app', address: '127.0.0.1', purpose: 'TREAT', action: interaction === 'update' ? 'update' : interaction === 'sign-in' ? 'execute' : 'read', interaction,
    outcome: refused ? 'refused' : 'success', status: refused ? 403 : 200, resourceType: interaction === 'sign-in' ? undefined : 'Observation',
    query: interaction === 'search' ? 'patient=pat-1&category=vital-signs' : undefined, resources: interaction === 'sign-in' ? [] : ['Observation/bp-0', 'Observation/bp-1'],
    patients: interaction === 'sign-in' ? [] : [{ reference: 'Patient/pat-1' }],
  };
}

type May = Readonly<Record<string, readonly string[]>>;

function fhirDoor(records: Records, request: Request, url: URL, may: May): Promise<Response> | Response {
  if (request.method === 'POST' && url.pathname === '/fhir') return batch(records, request, may);
  const { status, body } = get(records, url.pathname.slice('/fhir/'.length) + url.search, may);
  return new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/fhir+json' } });
}

async function batch(records: Records, request: Request, may: May): Promise<Response> {
  const bundle = (await request.json()) as Bundle;
  const entry = (bundle.entry ?? []).map(({ request: asked }) => {
    const { status, body } = get(records, asked?.url ?? '', may);
    return status < 300 ? { resource: body, response: { status: String(status) } } : { response: { status: String(status), outcome: body } };
  });
  return Response.json({ resourceType: 'Bundle', type: 'batch-response', entry });
}

interface Answer {
  readonly status: number;
  readonly body: object;
}

function outcome(status: number, code: string, diagnostics: string): Answer {
  return { status, body: { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code, diagnostics }] } };
}

function get(records: Records, pathAndQuery: string, may: May): Answer {
  const [path = '', query = ''] = pathAndQuery.split('?');
  const [type = '', id, operation] = path.split('/');
  if (!may[type]) return outcome(403, 'forbidden', `${type} is not for this role`);
  const ofThis = records.all.filter((resource) => resource.resourceType === type);
  if (operation === '_history') return history(ofThis.find((resource) => resource.id === id));
  if (id) {
    const found = ofThis.find((resource) => resource.id === id);
    return found ? { status: 200, body: found } : outcome(404, 'not-found', `${path} is unknown`);
  }
  return search(records, type, ofThis, new URLSearchParams(query));
}

function history(resource: FhirResource | undefined): Answer {
  if (!resource) return outcome(404, 'not-found', 'unknown');
  const at = (version: number) => ({ ...resource, meta: { versionId: String(version), lastUpdated: new Date(Date.now() - (3 - version) * 86_400_000).toISOString() } });
  const older = { ...at(1), note: [{ text: 'Earlier wording' }] };
  const versions = [at(2), older];
  return { status: 200, body: { resourceType: 'Bundle', type: 'history', total: 2, entry: versions.map((one) => ({ resource: one, request: { method: 'PUT', url: `${resource.resourceType}/${resource.id ?? ''}` }, response: { status: '200' } })) } };
}

const results = new Set(['_count', '_sort', '_include', '_revinclude', '_elements', '_page']);

function search(records: Records, type: string, all: readonly FhirResource[], query: URLSearchParams): Answer {
  let found = [...all];
  for (const [name, value] of query) {
    if (results.has(name)) continue;
    const test = records.filter(type, name, value);
    if (!test) return outcome(400, 'not-supported', `unknown parameter ${name}`);
    found = found.filter(test);
  }
  const count = Number(query.get('_count') ?? '20');
  const start = Number(query.get('_page') ?? '0');
  const page = found.slice(start, start + count);
  const included = query.has('_include') ? records.included(page) : [];
  const next = new URLSearchParams(query);
  next.set('_page', String(start + count));
  return {
    status: 200,
    body: {
      resourceType: 'Bundle', type: 'searchset', total: found.length,
      link: start + count < found.length ? [{ relation: 'next', url: `https://localhost:8443/fhir/${type}?${next.toString()}` }] : [],
      entry: [...page.map((resource) => ({ resource, search: { mode: 'match' } })), ...included.map((resource) => ({ resource, search: { mode: 'include' } }))],
    },
  };
}

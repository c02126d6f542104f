import type { AccessReview, ClinicDirectory, LogRetention, OwnAccount, PlaceState, RegisteredApp, ReviewWord, SignedReview, SignInPolicy, UserAccount } from '@carewright/core';

const at = '2026-03-02T09:00:00Z';

const rule = { factors: 'required', kinds: ['totp', 'passkey'], graceDays: 0 } as const;
const policy: SignInPolicy = { default: rule, roles: { patient: { ...rule, factors: 'optional' } }, addressChange: 'record', reviewDays: 90, isDemonstration: true, idleMinutes: 15, longestHours: 12 };

const directory: ClinicDirectory = {
  directory: {
    id: 'main', name: 'Clinic directory', issuer: 'https://login.clinic.example', clientId: 'carewright', authentication: 'client_secret_basic', scopes: ['openid', 'profile'], isEnabled: false, groupsClaim: 'groups',
    roles: [{ group: 'doctors', role: 'physician' }], nameClaim: 'preferred_username', nameSuffix: '', linksByName: false, makesAccounts: false, trustedFactors: ['mfa'],
  },
  hasSecret: true, callback: 'https://ehr.clinic.example/auth/directories/main/callback', logout: 'https://ehr.clinic.example/auth/directories/main/logout', afterSignOut: 'https://ehr.clinic.example/sign-in', keys: null,
  links: [{ userName: 'nurse', subject: 'id-of-nurse', by: 'admin', at }], waiting: [{ subject: 'id-of-new', display: 'Test Newcomer One', name: 'new', lastSeen: at }],
};

const place: PlaceState = { settings: { name: 'Archive', kind: 'syslog', path: null, syslog: { host: 'log.clinic.example', port: 6514, fingerprint: null }, s3: null }, progress: { sequence: 41, at, fault: null, faultSince: null } };

const retention: LogRetention = {
  rules: { rules: [{ name: 'default', years: 7, because: 'Six years are required; one more covers claims that come late.' }], holds: [{ name: 'Case 12', reason: 'Letter of the court', patient: 'Patient/pat-1', user: null }], isAutomatic: false },
  months: [{ month: '2018-12', records: 812, keptUntil: '2026-01-01T00:00:00Z', holds: [], isDue: true }, { month: '2019-01', records: 44_120, keptUntil: '2026-02-01T00:00:00Z', holds: ['Case 12'], isDue: false }],
  disposals: [{ month: '2018-11', records: 90, at, rule: 'default' }],
};

const app: RegisteredApp = {
  clientId: 'app-1', name: 'Growth chart', description: 'Draws curves.', kind: 'public', state: 'approved', isBackend: false, isTrusted: false, scopes: 'patient/*.rs openid', redirectUris: ['https://app.example/after'], launchUri: null,
  jwksUri: null, certificates: null, certificateSubject: null, proposedBy: 'admin', proposedAt: at, grants: 2, secret: null,
};
const partner: RegisteredApp = { ...app, clientId: 'app-2', name: 'Laboratory', kind: 'own-certificate', isBackend: true, scopes: 'system/*.rs', redirectUris: [], grants: 0, certificates: [{ thumbprint: 'dGh1bWI', subject: 'CN=lab.example', endsAt: '2026-12-01T00:00:00Z' }] };

export interface AdministrationState {
  policy: SignInPolicy;
  decisions: Map<string, { decision: ReviewWord; note: string; by: string; at: string }>;
  reviews: SignedReview[];
  directories: ClinicDirectory[];
  places: PlaceState[];
  retention: LogRetention;
  apps: RegisteredApp[];
  isFresh: boolean;
}

export const administrationState = (isFresh: boolean): AdministrationState => ({ policy, decisions: new Map(), reviews: [], directories: [directory], places: [place], retention, apps: [app, partner], isFresh });

const done = () => new Response(null, { status: 204 });

/** The doors of who answers for the clinic; undefined for any other. */
export async function administration(state: AdministrationState, request: Request, path: string, users: readonly UserAccount[]): Promise<Response | undefined> {
  const body = async () => JSON.parse((await request.text()) || '{}') as Record<string, never>;
  const isGet = request.method === 'GET';
  if (path === '/account') {
    const own: OwnAccount = { userName: 'admin', display: 'Test Administrator One', factors: { totp: null, passkeys: [], recoveryCodesLeft: 0 }, required: false, kinds: [], leaveUntil: null, fresh: state.isFresh, stepUp: ['password'], directory: null };
    return Response.json(own);
  }
  if (path === '/account/step-up') return stepUp(state, await body());
  if (path === '/users/sign-in-policy') {
    if (!isGet) state.policy = await body() as unknown as SignInPolicy;
    return Response.json(state.policy);
  }
  if (path.startsWith('/users/review')) return review(state, request, path, users);
  if (path.startsWith('/users/directories')) return directories(state, request, path, body);
  if (path === '/auth/gallery') return Response.json({ apps: [] });
  if (path === '/auth/grants') return Response.json({ grants: [] });
  if (path.startsWith('/auth/apps')) return apps(state, request, path, body);
  if (path === '/audit/places') {
    if (!isGet) state.places = (await body() as unknown as { places: PlaceState['settings'][] }).places.map((settings) => state.places.find((one) => one.settings.name === settings.name) ?? { settings, progress: { sequence: 0, at: null, fault: null, faultSince: null } });
    return Response.json({ places: state.places });
  }
  if (path === '/audit/retention/dispose') state.retention = { ...state.retention, months: state.retention.months.slice(1) };
  else if (path === '/audit/retention' && !isGet) state.retention = { ...state.retention, rules: await body() as unknown as LogRetention['rules'] };
  return path.startsWith('/audit/retention') ? Response.json(state.retention) : undefined;
}

function stepUp(state: AdministrationState, { code }: Record<string, string>): Response {
  state.isFresh = code === 'synthetic';
  return state.isFresh ? done() : Response.json({ title: 'no', code: 'bad-factor' }, { status: 422 });
}

async function review(state: AdministrationState, request: Request, path: string, users: readonly UserAccount[]): Promise<Response> {
  if (path === '/users/reviews') return Response.json({ reviews: state.reviews });
  const name = path.split('/')[3];
  if (name === undefined) return Response.json({ dueAt: '2099-01-01T00:00:00Z', last: state.reviews[0] ?? null, accounts: users.map((user) => ({ user, decision: state.decisions.get(user.userName) ?? null })) } satisfies AccessReview);
  if (name !== 'sign-off') {
    const { decision, note } = (await request.json()) as { decision: ReviewWord; note: string };
    state.decisions.set(name, { decision, note, by: 'admin', at });
    return done();
  }
  const accounts = users.map((user) => ({ userName: user.userName, display: user.display, role: user.role, isDisabled: user.disabled, lastSignIn: user.lastSignIn ?? null, factors: user.factors.kinds, decision: state.decisions.get(user.userName)?.decision ?? 'keep', note: state.decisions.get(user.userName)?.note ?? '' }));
  state.reviews.unshift({ id: state.reviews.length + 1, by: 'admin', at, accounts });
  state.decisions.clear();
  return Response.json({ review: { id: state.reviews.length, by: 'admin', at }, notEnded: [] });
}

async function directories(state: AdministrationState, request: Request, path: string, body: () => Promise<Record<string, never>>): Promise<Response> {
  const [, , , id, part] = path.split('/');
  if (id === undefined) return Response.json({ directories: state.directories });
  if (part === 'test') return Response.json({ works: true, lines: [{ what: 'answers', holds: true, fault: null, isAdvice: false }, { what: 'logout', holds: false, fault: null, isAdvice: true }] });
  if (part === 'links') return done();
  if (request.method === 'DELETE') {
    state.directories = state.directories.filter((one) => one.directory.id !== id);
    return done();
  }
  const settings = await body() as unknown as ClinicDirectory['directory'];
  const before = state.directories.find((one) => one.directory.id === id);
  const made = { ...(before ?? { ...directory, links: [], waiting: [] }), directory: { ...settings, id } };
  state.directories = [...state.directories.filter((one) => one !== before), made];
  return Response.json(made, { status: before ? 200 : 201 });
}

async function apps(state: AdministrationState, request: Request, path: string, body: () => Promise<Record<string, never>>): Promise<Response> {
  const id = path.split('/')[3];
  if (request.method === 'GET') return Response.json({ apps: state.apps });
  const change = await body() as unknown as Partial<RegisteredApp>;
  const found = state.apps.find((one) => one.clientId === id);
  if (!found) return Response.json({ ...app, ...change, clientId: 'app-new', state: 'proposed' }, { status: 201 });
  const next = { ...found, ...change, state: change.state ?? (change.scopes ?? change.redirectUris ? 'proposed' : found.state) };
  state.apps = request.method === 'DELETE' ? state.apps.filter((one) => one !== found) : state.apps.map((one) => (one === found ? next : one));
  return request.method === 'DELETE' ? done() : Response.json(next);
}

import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { mockSessions } from '../dev/mock-sessions';
import { createRecords } from '../dev/records';
import { network, openApp, serveMock } from '../dev/test-app';

beforeAll(() => network.listen({ onUnhandledRequest: 'error' }));
afterEach(() => network.resetHandlers());
afterAll(() => network.close());

const type = (testId: string, value: string) => fireEvent.change(screen.getByTestId(testId), { target: { value } });

async function signIn(user: string, password = 'synthetic') {
  await screen.findByTestId('sign-in-user');
  type('sign-in-user', user);
  type('sign-in-password', password);
  fireEvent.click(screen.getByTestId('sign-in-submit'));
}

describe('sign-in', () => {
  it('leads to the day’s schedule, and back to where one came from', async () => {
    const asked = serveMock();
    const { router } = await openApp('/patients/pat-1');
    await signIn('physician');
    expect(await screen.findByTestId('patient-banner')).toBeTruthy();
    expect(router.state.location.pathname).toBe('/patients/pat-1');
    expect(asked.find((one) => one.url === '/auth/sign-in')?.app).toBe('1');
  });

  it('says that the password is wrong, and that the account is locked and for how long', async () => {
    serveMock();
    await openApp('/sign-in');
    await signIn('physician', 'wrong');
    expect((await screen.findByRole('alert')).textContent).toContain('do not match');
    await signIn('locked');
    await waitFor(() => expect(screen.getByRole('alert').textContent).toContain('10 minutes'));
  });

  it('is in Spanish for those who read Spanish', async () => {
    serveMock();
    await openApp('/sign-in', 'es');
    expect(await screen.findByRole('heading', { name: 'Iniciar sesión' })).toBeTruthy();
    expect(document.documentElement.lang).toBe('es');
  });

  it('offers the set-up of a new store, and says what was not acceptable', async () => {
    serveMock({ needsSetup: true });
    await openApp('/');
    const fill = (label: RegExp, value: string) => fireEvent.change(screen.getByLabelText(label), { target: { value } });
    await screen.findByRole('heading', { name: 'Set up this clinic' });
    fill(/One-time code/, '123456');
    fill(/Clinic/, 'Synthetic');
    fill(/Your name/, 'Test');
    fill(/User name/, 'admin');
    fill(/Password/, 'short');
    fireEvent.click(screen.getByRole('button', { name: 'Create the clinic' }));
    expect((await screen.findByRole('alert')).textContent).toContain('12 characters');
    fill(/Password/, 'long enough synthetic');
    fireEvent.click(screen.getByRole('button', { name: 'Create the clinic' }));
    expect(await screen.findByRole('heading', { name: 'Users' })).toBeTruthy();
  });
});

describe('session', () => {
  it('leaves nothing of the record behind after sign-out', async () => {
    serveMock({ signedIn: 'physician' });
    const { server } = await openApp('/patients/pat-1');
    await screen.findByTestId('panel-problems');
    await waitFor(() => expect(server.queries.getQueryCache().getAll().length).toBeGreaterThan(5));
    fireEvent.click(screen.getByTestId('user-menu'));
    fireEvent.click(await screen.findByTestId('sign-out'));
    await screen.findByTestId('sign-in-user');
    expect(server.queries.getQueryCache().getAll()).toEqual([]);
    expect(JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage)])).not.toContain('Sample');
    expect(document.body.textContent).not.toContain('Sample');
  });

  it('counts an idle session down, ends it, and leaves nothing behind', async () => {
    const asked = serveMock({ signedIn: 'physician', idleTimeoutSeconds: 9 });
    const { router, server } = await openApp('/patients/pat-1');
    expect((await screen.findByRole('alertdialog')).textContent).toMatch(/signed out in \d seconds?/);
    await screen.findByTestId('sign-in-user', undefined, { timeout: 20_000 });
    expect(asked.some((one) => one.url === '/auth/sign-out' && one.app === '1')).toBe(true);
    expect(server.queries.getQueryCache().getAll()).toEqual([]);
    expect(screen.getByRole('alert').textContent).toContain('nothing happened');
    expect(router.state.location.search).toEqual({ return: '/patients/pat-1' });
  });

  it('goes on when the person says so in time', async () => {
    const asked = serveMock({ signedIn: 'physician', idleTimeoutSeconds: 50 });
    await openApp('/schedule');
    fireEvent.click(await screen.findByRole('button', { name: 'Stay signed in' }));
    await waitFor(() => expect(asked.filter((one) => one.url === '/auth/session').length).toBe(2));
  });

  it('a 401 anywhere leads to sign-in and keeps the way back', async () => {
    serveMock({ signedIn: 'physician' });
    const { router, server } = await openApp('/patients/pat-1');
    await screen.findByTestId('panel-problems');
    network.use(http.get('*/fhir/*', () => HttpResponse.json({ code: 'no-session' }, { status: 401 })));
    await server.client.read('Patient/pat-1').catch(() => undefined);
    await screen.findByTestId('sign-in-user');
    expect(router.state.location.search).toEqual({ return: '/patients/pat-1' });
    expect(screen.getByRole('alert').textContent).toContain('session ended');
  });
});

describe('finder', () => {
  it('finds by two letters, moves by arrow keys and opens with Enter', async () => {
    const asked = serveMock({ signedIn: 'physician' });
    const { router } = await openApp('/schedule');
    const input = await screen.findByTestId('finder-input');
    fireEvent.focus(input);
    fireEvent.change(input, { target: { value: 'a' } });
    fireEvent.change(input, { target: { value: 'an' } });
    await waitFor(() => expect(screen.getAllByTestId('finder-row').length).toBeGreaterThan(2));
    const [firstRow, second] = screen.getAllByTestId('finder-row');
    expect(firstRow?.textContent).toMatch(/Sample-Synthetic, Andrea Test.*68 years · female · Mar 14, 1958 · MRN T000001|years/);
    fireEvent.keyDown(input, { key: 'ArrowDown' });
    await waitFor(() => expect(second?.getAttribute('aria-selected')).toBe('true'));
    expect(input.getAttribute('aria-activedescendant')).toBe(second?.id);
    fireEvent.keyDown(input, { key: 'Enter' });
    await waitFor(() => expect(router.state.location.pathname).toMatch(/^\/patients\/pat-/));
    expect(asked.filter((one) => one.url.includes('/fhir/Patient?')).length).toBe(1);
  });

  it('never takes a row of an older text: Enter waits for the answer, and opens it only when it is one patient', async () => {
    serveMock({ signedIn: 'physician' });
    const { router } = await openApp('/schedule');
    const input = await screen.findByTestId('finder-input');
    fireEvent.focus(input);
    fireEvent.change(input, { target: { value: 'sa' } });
    await waitFor(() => expect(screen.getAllByTestId('finder-row').length).toBeGreaterThan(2));
    fireEvent.change(input, { target: { value: 'sample-' } });
    fireEvent.keyDown(input, { key: 'Enter' });
    await waitFor(() => expect(screen.getByRole('listbox').dataset['answered']).toBe('sample-'));
    expect(router.state.location.pathname).toBe('/schedule');
    fireEvent.change(input, { target: { value: 'T000002' } });
    fireEvent.keyDown(input, { key: 'Enter' });
    await waitFor(() => expect(router.state.location.pathname).toBe('/patients/pat-2'));
  });

  it('Ctrl+K has patients and commands, and gives the focus back', async () => {
    serveMock({ signedIn: 'physician' });
    const { router } = await openApp('/schedule');
    await screen.findAllByTestId('appointment-row');
    fireEvent.keyDown(document, { key: 'k', ctrlKey: true });
    const palette = await screen.findByTestId('palette');
    const input = within(palette).getByTestId('finder-input');
    await waitFor(() => expect(within(palette).getAllByTestId('finder-command').map((one) => one.textContent)).toEqual(
      ['Go to schedule', 'Schedule of site Synthetic Harbour', 'Schedule of site Synthetic North', 'Schedule of site Synthetic South', 'Theme: Light', 'Theme: Dark', 'Theme: System', 'Language: Español', 'Sign out']));
    fireEvent.change(input, { target: { value: 'dark' } });
    await waitFor(() => expect(input.getAttribute('aria-activedescendant')).toMatch(/-0$/));
    expect(within(palette).getAllByTestId('finder-command').map((one) => one.textContent)).toEqual(['Theme: Dark']);
    // A patient outranks a command of the same letters.
    fireEvent.change(input, { target: { value: 'sa' } });
    await waitFor(() => expect(within(palette).getAllByTestId('finder-row')[0]?.getAttribute('aria-selected')).toBe('true'));
    fireEvent.change(input, { target: { value: 'site har' } });
    await waitFor(() => expect(within(palette).getAllByTestId('finder-command')).toHaveLength(1));
    await waitFor(() => expect(input.getAttribute('aria-activedescendant')).toMatch(/-0$/));
    fireEvent.keyDown(input, { key: 'Enter' });
    await waitFor(() => expect(router.state.location.search).toMatchObject({ site: 'Location/site-3' }));
    await waitFor(() => expect(screen.queryByTestId('palette')).toBeNull());
  });

  it('Ctrl+K has commands alone for who finds no patients, and asks for none', async () => {
    const asked = serveMock({ signedIn: 'admin' });
    await openApp('/staff');
    await screen.findAllByTestId('user-row');
    fireEvent.keyDown(document, { key: 'k', metaKey: true });
    const palette = await screen.findByTestId('palette');
    fireEvent.change(within(palette).getByTestId('finder-input'), { target: { value: 'sig' } });
    await waitFor(() => expect(within(palette).getAllByTestId('finder-command').map((one) => one.textContent)).toEqual(['Sign out']));
    expect(asked.some((one) => one.url.includes('/fhir/Patient'))).toBe(false);
  });

  it('finds by a birth date as people write it', async () => {
    const asked = serveMock({ signedIn: 'physician' });
    await openApp('/schedule');
    fireEvent.focus(await screen.findByTestId('finder-input'));
    type('finder-input', '03/14/1958');
    await waitFor(() => expect(asked.some((one) => one.url.includes('birthdate=1958-03-14'))).toBe(true));
    expect((await screen.findAllByTestId('finder-row'))[0]?.textContent).toContain('Sample-Synthetic');
  });
});

describe('schedule', () => {
  it('shows the site’s day and leads to the chart in one click', async () => {
    const asked = serveMock({ signedIn: 'front' });
    const { router } = await openApp('/schedule');
    const rows = await screen.findAllByTestId('appointment-row');
    expect(asked.find((one) => one.url.includes('/fhir/Appointment?'))?.url).toContain('location=Location%2Fsite-1');
    const row = rows.find((one) => one.textContent.includes('Sample-Synthetic'));
    expect(row?.textContent).toContain('Arrived');
    fireEvent.click(within(row ?? document.body).getByRole('link'));
    await screen.findByTestId('patient-banner');
    expect(router.state.location.pathname).toBe('/patients/pat-1');
  });
});

describe('the session’s site', () => {
  it('is named in the bar, and its day is what the schedule asks for and shows', async () => {
    const asked = serveMock({ signedIn: 'physician' });
    await openApp('/schedule?day=2026-11-01');
    expect((await screen.findByTestId('session-site')).textContent).toBe('Synthetic North');
    await waitFor(() => expect(asked.some((one) => decodeURIComponent(one.url).includes('date=ge2026-11-01T04:00:00.000Z&date=lt2026-11-02T05:00:00.000Z'))).toBe(true));
  });

  it('another site’s schedule is read on that site’s clocks, and says so', async () => {
    const asked = serveMock({ signedIn: 'physician' });
    await openApp('/schedule?day=2026-11-01&site=Location%2Fsite-3');
    await waitFor(() => expect(asked.some((one) => decodeURIComponent(one.url).includes('date=ge2026-11-01T07:00:00.000Z&date=lt2026-11-02T08:00:00.000Z'))).toBe(true));
    expect(screen.getByTestId('zone-note').textContent).toContain('Pacific Time');
  });
});

describe('chart', () => {
  it('loads its first view by one batch', async () => {
    const asked = serveMock({ signedIn: 'physician' });
    await openApp('/patients/pat-1');
    await waitFor(() => expect(screen.getByTestId('panel-results').dataset['state']).toBe('data'));
    const sent = asked.filter((one) => one.url.startsWith('/fhir'));
    expect(sent.map((one) => one.method)).toEqual(['POST']);
    expect((JSON.parse(sent[0]?.body ?? '{}') as { entry: unknown[] }).entry).toHaveLength(13);
  });

  it('keeps allergies and alerts in the banner', async () => {
    serveMock({ signedIn: 'physician' });
    await openApp('/patients/pat-1');
    const banner = await screen.findByTestId('patient-banner');
    await waitFor(() => expect(banner.textContent).toContain('Penicillin'));
    expect(banner.textContent).toContain('“Andy”');
    expect(banner.textContent).toContain('Fall risk');
    expect(banner.textContent).not.toContain('Strawberry');
  });

  it.each([['pat-12', 'Not recorded'], ['pat-3', 'None known']])('says of %s: %s', async (patient, words) => {
    serveMock({ signedIn: 'physician' });
    await openApp(`/patients/${patient}`);
    await waitFor(() => expect(screen.getByTestId('patient-banner').textContent).toContain(words));
    expect(screen.getByTestId('panel-allergies').textContent).toContain(words);
  });

  it('opens any item in full with one click, and its versions with what changed', async () => {
    serveMock({ signedIn: 'physician' });
    await openApp('/patients/pat-1');
    fireEvent.click(await screen.findByRole('button', { name: /Type 2 diabetes/ }));
    const drawer = await screen.findByTestId('resource-drawer');
    fireEvent.click(within(drawer).getByRole('tab', { name: 'Record' }));
    await waitFor(() => expect(drawer.textContent).toContain('onsetDateTime'));
    fireEvent.click(within(drawer).getByRole('tab', { name: 'Versions' }));
    const versions = await within(drawer).findAllByTestId('version');
    expect(versions[0]?.textContent).toContain('note[0].textwas Earlier wording');
    expect(versions[1]?.textContent).toContain('Created');
    fireEvent.keyDown(document, { key: 'Escape' });
    await waitFor(() => expect(screen.queryByTestId('resource-drawer')).toBeNull());
  });

  it('shows an HTML note without what could run or call out', async () => {
    serveMock({ signedIn: 'physician' });
    await openApp('/patients/pat-1?item=DocumentReference%2Fdoc-1');
    const note = await screen.findByTestId('note-html');
    expect(note.textContent).toContain('Refill');
    expect(note.innerHTML).not.toMatch(/script|img|onclick|example\.invalid/);
  });

  it('has no trace of clinical panels for the desk', async () => {
    const asked = serveMock({ signedIn: 'front' });
    await openApp('/patients/pat-1');
    await waitFor(() => expect(screen.getByTestId('panel-coverage').dataset['state']).toBe('data'));
    for (const panel of ['problems', 'medications', 'allergies', 'immunizations', 'vitals', 'results', 'timeline']) expect(screen.queryByTestId(`panel-${panel}`)).toBeNull();
    expect(screen.getByTestId('patient-banner').textContent).not.toContain('Allergies');
    expect(asked.map((one) => one.body).join()).not.toMatch(/Condition|Observation|AllergyIntolerance/);
  });

  it('shows the biller codes and charges, and neither notes nor results', async () => {
    const asked = serveMock({ signedIn: 'biller' });
    await openApp('/patients/pat-1');
    await waitFor(() => expect(screen.getByTestId('panel-claims').textContent).toContain('$184.50'));
    expect(screen.getByTestId('panel-problems').dataset['state']).toBe('data');
    for (const panel of ['allergies', 'vitals', 'results']) expect(screen.queryByTestId(`panel-${panel}`)).toBeNull();
    expect(asked.map((one) => one.body).join()).not.toMatch(/DocumentReference|Observation/);
  });

  it('survives a required element that the server hid from this role', async () => {
    const records = createRecords(new Date());
    const hidden = records.all.map((one) => (one.resourceType === 'Appointment' ? { ...one, subject: one.participant[0]?.actor, participant: undefined } : one)) as unknown as typeof records.all;
    serveMock({ signedIn: 'patient', records: { ...records, all: hidden } });
    await openApp('/patients/pat-1');
    await waitFor(() => expect(screen.getByTestId('panel-appointments').dataset['state']).toBe('data'));
  });

  it('pages a list by the next link', async () => {
    const asked = serveMock({ signedIn: 'physician' });
    network.use(http.post('*/fhir', () => HttpResponse.json({ resourceType: 'Bundle', type: 'batch-response', entry: Array.from({ length: 13 }, () => ({ response: { status: '200' }, resource: { resourceType: 'Bundle', type: 'searchset', link: [{ relation: 'next', url: 'https://other.example:8443/fhir/Immunization?patient=pat-1&_page=0' }], entry: [] } })) })));
    await openApp('/patients/pat-1');
    const panel = await screen.findByTestId('panel-immunizations');
    fireEvent.click(await within(panel).findByRole('button', { name: 'Show more' }));
    await waitFor(() => expect(panel.textContent).toContain('Zoster'));
    expect(asked.some((one) => one.url === '/fhir/Immunization?patient=pat-1&_page=0')).toBe(true);
  });
});

describe('panel states', () => {
  const panels: readonly (readonly [string, string, RegExp])[] = [
    ['panel-problems', 'Condition', /No active problems/], ['panel-medications', 'MedicationRequest', /No current medications/], ['panel-allergies', 'AllergyIntolerance', /Not recorded/],
    ['panel-immunizations', 'Immunization', /No immunizations/], ['panel-vitals', 'category=vital-signs', /No vital signs/], ['panel-results', 'DiagnosticReport', /No results/],
    ['panel-timeline', 'Encounter', /No encounters/], ['panel-coverage', 'Coverage', /No coverage/], ['panel-appointments', 'Appointment', /No appointments/],
  ];
  const stateOf = (panel: string) => screen.getByTestId(panel).dataset['state'];

  it('all load, then all have data', async () => {
    serveMock({ signedIn: 'physician' });
    await openApp('/patients/pat-1');
    await screen.findByTestId('panel-problems');
    for (const [panel] of panels) expect([panel, stateOf(panel)]).toEqual([panel, 'loading']);
    await waitFor(() => panels.forEach(([panel]) => expect([panel, stateOf(panel)]).toEqual([panel, 'data'])));
  });

  it('all say in words that nothing is recorded', async () => {
    serveMock({ signedIn: 'physician' });
    await openApp('/patients/pat-2');
    await screen.findByTestId('panel-problems');
    await waitFor(() => panels.forEach(([panel, , words]) => expect(screen.getByTestId(panel).textContent).toMatch(words)));
  });

  it.each(panels)('%s alone shows its own failure and tries again alone', async (panel, search) => {
    const asked = serveMock({ signedIn: 'physician' });
    let failing = true;
    network.use(
      http.post('*/fhir', async ({ request }) => {
        if (!failing) return undefined;
        const bundle = (await request.clone().json()) as { entry: { request: { url: string } }[] };
        const failed = { status: '500', outcome: { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code: 'exception', diagnostics: 'broken on purpose' }] } };
        const entry = bundle.entry.map(({ request: { url } }) => (url.includes(search) ? { response: failed } : { response: { status: '200' }, resource: url.startsWith('Patient/') ? { resourceType: 'Patient', id: 'pat-1' } : { resourceType: 'Bundle', type: 'searchset' } }));
        return HttpResponse.json({ resourceType: 'Bundle', type: 'batch-response', entry });
      }),
    );
    await openApp('/patients/pat-1');
    await waitFor(() => expect(screen.getByTestId(panel).dataset['state']).toBe('error'));
    expect(panels.filter(([other]) => stateOf(other) === 'error').map(([other]) => other)).toEqual([panel]);
    expect(screen.getByTestId(panel).textContent).toContain('broken on purpose');
    if (panel === 'panel-allergies') expect(screen.getByTestId('patient-banner').textContent).toContain('Could not be loaded');
    failing = false;
    fireEvent.click(within(screen.getByTestId(panel)).getByRole('button', { name: 'Try again' }));
    await waitFor(() => expect(stateOf(panel)).toBe('data'));
    const retried = asked.filter((one) => one.method === 'POST').at(-1);
    expect((JSON.parse(retried?.body ?? '{}') as { entry: unknown[] }).entry).toHaveLength(1);
  });
});

describe('audit log', () => {
  it('lists, filters, pages, opens and exports', async () => {
    const asked = serveMock({ signedIn: 'compliance' });
    await openApp('/');
    expect((await screen.findAllByTestId('audit-row')).length).toBeGreaterThan(5);
    expect((await screen.findByTestId('audit-chain')).textContent).toContain('Chain intact, 180 records');
    type('audit-filter-user', 'physician');
    const box = within(screen.getByTestId('audit-filter-patient')).getByTestId('finder-input');
    fireEvent.focus(box);
    fireEvent.change(box, { target: { value: '03/14/1958' } });
    fireEvent.click(await screen.findByTestId('finder-row'));
    await waitFor(() => expect(screen.getByTestId('audit-patient').textContent).toContain('Sample-Synthetic, Andrea Test'));
    fireEvent.click(screen.getByTestId('audit-apply'));
    await waitFor(() => expect(asked.some((one) => one.url.includes('user=physician') && one.url.includes('patient=pat-1'))).toBe(true));
    expect(screen.getByTestId('audit-export-csv').getAttribute('href')).toBe('/audit/export?user=physician&patient=pat-1&format=csv');
    await waitFor(() => expect(screen.getAllByTestId('audit-row').every((row) => row.textContent.includes('Test Physician One'))).toBe(true));
    fireEvent.click(within(screen.getAllByTestId('audit-row')[0] ?? document.body).getAllByRole('button')[0] ?? document.body);
    expect((await screen.findByTestId('audit-detail')).textContent).toContain('evt-');
    expect(screen.getAllByTestId('audit-row').every((row) => row.textContent.includes('Sample-Synthetic, Andrea Test'))).toBe(true);
  });

  it('offers the known users by name, and narrows to a record’s patient or user', async () => {
    const asked = serveMock({ signedIn: 'compliance' });
    await openApp('/audit-log');
    await screen.findAllByTestId('audit-row');
    const user = screen.getByTestId('audit-filter-user');
    fireEvent.focus(user);
    fireEvent.change(user, { target: { value: 'test nurse' } });
    fireEvent.click(await screen.findByTestId('audit-user-option'));
    fireEvent.click(screen.getByTestId('audit-apply'));
    await waitFor(() => expect(asked.some((one) => one.url.includes('user=nurse'))).toBe(true));
    const [row] = screen.getAllByTestId('audit-row').filter((one) => one.textContent.includes('Patient/pat-1'));
    fireEvent.click(within(row ?? document.body).getByRole('button', { name: /Only looks at/ }));
    await waitFor(() => expect(asked.some((one) => one.url.includes('user=nurse') && one.url.includes('patient=pat-1'))).toBe(true));
    expect((await screen.findByTestId('audit-patient')).textContent).toContain('Sample-Synthetic');
    fireEvent.click(screen.getByRole('button', { name: /Show all patients/ }));
    expect(screen.queryByTestId('audit-patient')).toBeNull();
  });

  it('takes an id from who may not look for patients', async () => {
    const asked = serveMock({ signedIn: 'compliance' });
    network.use(http.get('*/auth/session', () => HttpResponse.json({ ...mockSessions['compliance'], may: {} })));
    await openApp('/audit-log');
    type('audit-filter-patient', (await screen.findAllByTestId('audit-row')).length > 0 ? 'Patient/pat-1' : '');
    fireEvent.click(screen.getByTestId('audit-apply'));
    await waitFor(() => expect(asked.some((one) => one.url.includes('patient=pat-1'))).toBe(true));
    expect(asked.some((one) => one.url.includes('/fhir/'))).toBe(false);
  });

  it('asks for times of the site’s clocks, the last minute whole', async () => {
    const asked = serveMock({ signedIn: 'compliance' });
    await openApp('/audit-log');
    fireEvent.change(await screen.findByLabelText('From'), { target: { value: '2026-11-01T01:30' } });
    fireEvent.change(screen.getByLabelText('To'), { target: { value: '2026-11-02T09:00' } });
    fireEvent.click(screen.getByTestId('audit-apply'));
    await waitFor(() => expect(asked.some((one) => decodeURIComponent(one.url).includes('from=2026-11-01T05:30Z&to=2026-11-02T14:00Z'))).toBe(true));
  });

  it('fetches the next page by its cursor', async () => {
    const asked = serveMock({ signedIn: 'compliance' });
    await openApp('/audit-log');
    fireEvent.click(await screen.findByRole('button', { name: 'Show more' }));
    await waitFor(() => expect(asked.some((one) => one.url.includes('cursor=50'))).toBe(true));
  });
});

describe('users', () => {
  it('disables a user and sends only what changed', async () => {
    const asked = serveMock({ signedIn: 'admin' });
    await openApp('/staff');
    fireEvent.click(await screen.findByRole('button', { name: 'Disable Test Nurse One' }));
    expect(await screen.findByRole('button', { name: 'Enable Test Nurse One' })).toBeTruthy();
    expect(asked.find((one) => one.method === 'PATCH')).toMatchObject({ url: '/users/nurse', body: '{"disabled":true}', app: '1' });
  });

  it('shows why a password was not taken', async () => {
    const asked = serveMock({ signedIn: 'admin' });
    await openApp('/staff');
    fireEvent.click(await screen.findByRole('button', { name: 'Edit Test Nurse One' }));
    const dialog = await screen.findByRole('dialog');
    fireEvent.change(within(dialog).getByLabelText(/New password/), { target: { value: 'short' } });
    fireEvent.click(within(dialog).getByRole('button', { name: 'Save' }));
    expect((await within(dialog).findByRole('alert')).textContent).toContain('12 characters');
    expect(asked.find((one) => one.method === 'PATCH')?.body).toBe('{"password":"short"}');
  });
});

describe('exports', () => {
  it('takes out everyone’s record after a question, shows how far it is, and deletes it', async () => {
    const asked = serveMock({ signedIn: 'compliance' });
    await openApp('/exports');
    expect(await screen.findAllByTestId('export-row')).toHaveLength(2);
    fireEvent.click(screen.getByTestId('export-start'));
    expect((await screen.findByRole('dialog')).textContent).toContain('not encrypted');
    expect(asked.some((one) => one.method === 'POST')).toBe(false);
    fireEvent.click(screen.getByTestId('export-confirm'));
    await waitFor(() => expect(screen.getAllByTestId('export-row')[0]?.textContent).toContain('Being made'));
    expect(asked.find((one) => one.method === 'POST')).toMatchObject({ url: '/bulk/ehi', app: '1' });
    await waitFor(() => expect(screen.getAllByTestId('export-row')[0]?.textContent).toContain('Ready'), { timeout: 5_000 });
    fireEvent.click(screen.getAllByTestId('export-delete')[0] ?? document.body);
    fireEvent.click(await screen.findByTestId('export-confirm'));
    await waitFor(() => expect(screen.getAllByTestId('export-row')).toHaveLength(2));
    expect(asked.some((one) => one.method === 'DELETE')).toBe(true);
  });

  it('finds the one patient whose record is taken out', async () => {
    const asked = serveMock({ signedIn: 'compliance' });
    await openApp('/exports');
    fireEvent.change(within(await screen.findByTestId('export-patient')).getByTestId('finder-input'), { target: { value: 'sample' } });
    fireEvent.click((await screen.findAllByTestId('finder-row'))[0] ?? document.body);
    expect((await screen.findByRole('dialog')).textContent).toContain('Record of');
    fireEvent.click(screen.getByTestId('export-confirm'));
    await waitFor(() => expect(asked.find((one) => one.method === 'POST')?.body).toMatch(/^\{"patient":"pat-/));
  });

  it('offers a patient the own record alone, from the own chart', async () => {
    const asked = serveMock({ signedIn: 'patient' });
    const { router } = await openApp('/patients/pat-1');
    fireEvent.click(await screen.findByTestId('chart-export'));
    await waitFor(() => expect(router.state.location.pathname).toBe('/exports'));
    await screen.findAllByTestId('export-row');
    expect(screen.queryByTestId('export-patient')).toBeNull();
    fireEvent.click(screen.getByTestId('export-start'));
    fireEvent.click(await screen.findByTestId('export-confirm'));
    await waitFor(() => expect(asked.find((one) => one.url === '/bulk/ehi')).toMatchObject({ method: 'POST', body: '' }));
  });

  it('says so when the list cannot be read, and when there is none', async () => {
    serveMock({ signedIn: 'compliance' });
    network.use(http.get('*/bulk/jobs', () => HttpResponse.json({ title: 'broken', code: 'broken' }, { status: 500 })));
    await openApp('/exports');
    const retry = await screen.findByRole('button', { name: 'Try again' });
    network.use(http.get('*/bulk/jobs', () => HttpResponse.json({ jobs: [] })));
    fireEvent.click(retry);
    expect(await screen.findByText('Nothing has been exported.')).toBeTruthy();
  });
});

describe('my privacy', () => {
  it('tells a patient who looked, to whom the record went, and what became of a request, and takes a disagreement once', async () => {
    const asked = serveMock({ signedIn: 'patient' });
    await openApp('/my-privacy');
    expect((await screen.findByTestId('look')).textContent).toContain('Test Physician One');
    expect((await screen.findByTestId('disclosure')).textContent).toContain('3 times');
    expect(screen.getByTestId('disclosures-document').getAttribute('href')).toBe('/my-record/disclosures?format=pdf');
    const request = await screen.findByTestId('amendment');
    expect(request.textContent).toContain('Not corrected');
    expect(request.textContent).toContain('The record is accurate and complete.');
    fireEvent.click(screen.getByTestId('disagree'));
    type('disagree-words', 'It is still not mine.');
    fireEvent.click(screen.getByTestId('disagree-send'));
    await waitFor(() => expect(screen.getByTestId('amendment').textContent).toContain('It is still not mine.'));
    expect(screen.queryByTestId('disagree')).toBeNull();
    expect(asked.find((one) => one.url === '/my-record/amendments/amd-1/disagreement')).toMatchObject({ method: 'POST', app: '1', body: '{"words":"It is still not mine."}' });
  });

  it('says so when a list cannot be read, and when there is nothing', async () => {
    serveMock({ signedIn: 'patient' });
    network.use(
      http.get('*/my-record/looks', () => HttpResponse.json({ title: 'broken', code: 'broken' }, { status: 500 })),
      http.get('*/my-record/amendments', () => HttpResponse.json({ requests: [] })),
    );
    await openApp('/my-privacy', 'es');
    const retry = await screen.findByRole('button', { name: 'Reintentar' });
    expect(await screen.findByText(/No ha pedido ninguna corrección/)).toBeTruthy();
    network.use(http.get('*/my-record/looks', () => HttpResponse.json({ looks: [] })));
    fireEvent.click(retry);
    expect(await screen.findByText('Nadie ha visto su expediente.')).toBeTruthy();
  });

  it.each([['patient', 1], ['physician', 0]] as const)('offers a correction below an entry of the record to the %s: %i', async (user, offers) => {
    const asked = serveMock({ signedIn: user });
    await openApp('/patients/pat-1?item=Condition/con-1');
    await screen.findByTestId('resource-drawer');
    await waitFor(() => expect(asked.some((one) => one.url.startsWith('/fhir/Condition/con-1'))).toBe(true));
    if (offers === 0) {
      await screen.findByTestId('patient-banner');
      expect(screen.queryByTestId('amend')).toBeNull();
      return;
    }
    fireEvent.click(await screen.findByTestId('amend'));
    type('amend-words', 'I never had this.');
    fireEvent.click(screen.getByTestId('amend-send'));
    expect(await screen.findByText(/Your request was sent/)).toBeTruthy();
    expect(asked.find((one) => one.url === '/my-record/amendments')).toMatchObject({ method: 'POST', body: '{"record":"Condition/con-1","words":"I never had this."}' });
  });
});

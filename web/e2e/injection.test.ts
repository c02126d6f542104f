import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { settled, Visitors, type Visitor } from './visitor';

const origin = inject('origin');
const visitors = new Visitors(() => origin);
const patient = 'injected-patient';

/** One text that runs where HTML, an attribute, an address or a template is made of it without care; `data-field` says which field let it through. */
const hostile = (field: string) =>
  `"'><img src=x onerror="window.ran('${field}')"><script>window.ran('${field}')</script><svg onload="window.ran('${field}')"></svg><iframe srcdoc="<script>parent.ran('${field}')</script>"></iframe>{{constructor.constructor('ran("${field}")')()}}`;
const link = (field: string) => `javascript:window.ran('${field}')`;
const coded = (field: string) => ({ coding: [{ system: 'urn:injected', code: 'c', display: hostile(`${field} display`) }], text: hostile(`${field} text`) });
const about = { reference: `Patient/${patient}`, display: hostile('reference display') };
const encoded = (text: string) => Buffer.from(text, 'utf8').toString('base64');
const today = new Date().toISOString();

const chart = [
  {
    resourceType: 'Patient', id: patient, active: true, gender: 'female', birthDate: '1980-05-17',
    identifier: [{ system: 'urn:injected', value: hostile('identifier'), type: { text: hostile('identifier type') } }],
    name: [{ family: `Injected${hostile('family')}`, given: [hostile('given')], text: hostile('name text') }],
    telecom: [{ system: 'phone', value: hostile('phone') }, { system: 'email', value: hostile('email') }, { system: 'url', value: link('url') }],
    address: [{ line: [hostile('line')], city: hostile('city'), text: hostile('address') }],
    contact: [{ name: { text: hostile('contact') }, telecom: [{ system: 'phone', value: hostile('contact phone') }] }],
  },
  { resourceType: 'Condition', id: 'injected-condition', clinicalStatus: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/condition-clinical', code: 'active' }] }, code: coded('condition'), subject: about, note: [{ text: hostile('condition note') }] },
  { resourceType: 'AllergyIntolerance', id: 'injected-allergy', clinicalStatus: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical', code: 'active' }] }, code: coded('allergy'), patient: about, reaction: [{ manifestation: [coded('manifestation')], description: hostile('reaction') }] },
  { resourceType: 'MedicationRequest', id: 'injected-medication', status: 'active', intent: 'order', medicationCodeableConcept: coded('medication'), subject: about, dosageInstruction: [{ text: hostile('dosage') }] },
  { resourceType: 'Immunization', id: 'injected-immunization', status: 'completed', vaccineCode: coded('vaccine'), patient: about, occurrenceDateTime: '2026-01-02', lotNumber: hostile('lot') },
  { resourceType: 'Observation', id: 'injected-result', status: 'final', category: [{ coding: [{ system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: 'laboratory' }] }], code: coded('result'), subject: about, effectiveDateTime: today, valueString: hostile('value') },
  { resourceType: 'Observation', id: 'injected-vital', status: 'final', category: [{ coding: [{ system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: 'vital-signs' }] }], code: coded('vital'), subject: about, effectiveDateTime: today, valueQuantity: { value: 1, unit: hostile('unit') } },
  { resourceType: 'Encounter', id: 'injected-encounter', status: 'finished', class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'AMB', display: hostile('class') }, type: [coded('visit')], reasonCode: [coded('reason')], subject: about, period: { start: today } },
  ...[['text/plain', hostile('plain note')], ['text/html', `<h1>Note</h1><a href="&#106;avascript:window.ran('html link')">x</a><p style="background:url(x)">y</p><math><a xlink:href="java&#x09;script:window.ran('math')">z</a></math>`], ['text/markdown', hostile('odd note')]].map(([contentType, text = ''], at) => ({
    resourceType: 'DocumentReference', id: `injected-note-${at}`, status: 'current', type: coded('note type'), subject: about, date: today, description: hostile('description'),
    content: [{ attachment: { contentType, data: encoded(text), title: hostile('attachment title'), url: link('attachment') } }],
  })),
  { resourceType: 'Appointment', id: 'injected-appointment', status: 'booked', start: today, end: new Date(Date.now() + 900_000).toISOString(), description: hostile('appointment'), comment: hostile('comment'), serviceType: [coded('service')], participant: [{ actor: about, status: 'accepted' }] },
  { resourceType: 'Coverage', id: 'injected-coverage', status: 'active', beneficiary: about, payor: [{ display: hostile('payor') }], subscriberId: hostile('subscriber'), type: coded('coverage') },
];

/** What the server does not take: pages that run, in words that it reads; kinds that it does not know. */
const refused = [['text/html', `<h1>Note</h1>${hostile('html note')}`], ['text/html', `<a href="${link('html link')}">x</a>`], ['image/svg+xml', '<svg xmlns="http://www.w3.org/2000/svg" onload="window.ran(1)"/>'], [hostile('content type'), 'x']].map(([contentType, text = ''], at) => ({
  resourceType: 'DocumentReference', id: `refused-note-${at}`, status: 'current', type: coded('note type'), subject: about, content: [{ attachment: { contentType, data: encoded(text) } }],
}));

/** Notes every script that runs, in any frame. */
async function watch(visitor: Visitor): Promise<string[]> {
  const ran: string[] = [];
  await visitor.page.exposeFunction('ran', (field: string) => { ran.push(field); });
  visitor.page.on('dialog', (dialog) => { ran.push(`dialog ${dialog.message()}`); void dialog.dismiss(); });
  return ran;
}

const put = (page: Page, resource: object) => page.evaluate(async (body) => {
  const { resourceType, id } = body as { resourceType: string; id: string };
  const answer = await fetch(`/fhir/${resourceType}/${id}`, { method: 'PUT', headers: { 'Content-Type': 'application/fhir+json', 'X-Carewright-App': '1' }, body: JSON.stringify(body) });
  return `${resourceType}/${id} ${answer.status} ${answer.ok ? '' : (await answer.text()).slice(0, 400)}`;
}, resource);

beforeAll(async () => {
  const { page } = await visitors.signIn('system-interface');
  const answers: string[] = [];
  for (const resource of chart) answers.push(await put(page, resource));
  expect(answers.filter((answer) => !/ 20[01] /.test(answer))).toEqual([]);
  for (const resource of refused) expect(await put(page, resource)).toMatch(/ 422 .*FILE-(ACTIVE|KIND)/);
}, 300_000);

afterAll(() => visitors.close());

describe('text that would run as a script', () => {
  it('runs nowhere in a chart, its records and its notes', async () => {
    const visitor = await visitors.open();
    const ran = await watch(visitor);
    const { page, complaints } = visitor;
    await visitors.enter(page, 'physician');
    await page.goto(`${origin}/patients/${patient}`);
    await page.getByTestId('patient-banner').waitFor();
    await settled(page);
    // It is there, as text.
    expect(await page.getByTestId('patient-banner').textContent()).toContain('<script>');
    for (const panel of ['panel-problems', 'panel-medications', 'panel-allergies', 'panel-immunizations', 'panel-vitals', 'panel-results', 'panel-timeline']) {
      const entry = page.getByTestId(panel).getByRole('listitem').first().getByRole('button').first();
      if (await entry.count() === 0) continue;
      await entry.click();
      await settled(page);
      for (const tab of await page.getByRole('tab').all()) { await tab.click(); await settled(page); }
      await page.keyboard.press('Escape');
    }
    expect(complaints).toEqual([]);
    const notes = page.getByTestId('timeline-note');
    expect(await notes.count()).toBeGreaterThan(2);
    for (const note of await notes.all()) { await note.click(); await settled(page); await page.keyboard.press('Escape'); }
    expect(ran).toEqual([]);
    // To clean an HTML note its text is parsed, in a document of its own that is never shown; what the policy stops already there it reports. Nothing else may be reported.
    expect(complaints.filter((text) => !/^(Executing inline event handler|Applying inline style) violates/.test(text))).toEqual([]);
    expect(await page.locator('[onerror], [onload], iframe, [data-testid="note-html"] script').count()).toBe(0);
  }, 240_000);

  it('runs nowhere in the finder and the schedule', async () => {
    const visitor = await visitors.open();
    const ran = await watch(visitor);
    const { page, complaints } = visitor;
    await visitors.enter(page, 'front-desk');
    await settled(page);
    await page.keyboard.press('Control+k');
    await page.getByTestId('palette').getByTestId('finder-input').fill('injected');
    await page.locator('[data-testid="palette"] [data-answered="injected"] [data-testid="finder-row"]').first().waitFor();
    expect(await page.getByTestId('palette').getByTestId('finder-row').first().textContent()).toContain('<script>');
    await page.keyboard.press('Enter');
    await page.getByTestId('patient-banner').waitFor();
    await settled(page);
    expect(ran).toEqual([]);
    expect(complaints).toEqual([]);
  }, 120_000);

  it('runs nowhere in the audit log, where names that were tried and searches are read', async () => {
    const tried = await visitors.open();
    await tried.page.goto(origin);
    await tried.page.getByTestId('sign-in-user').fill(`<img src=x onerror=ran(1)>`);
    await tried.page.getByTestId('sign-in-password').fill('not the password');
    await tried.page.getByTestId('sign-in-submit').click();
    await tried.page.getByRole('alert').waitFor();
    const searching = await visitors.signIn('physician');
    await searching.page.evaluate((text) => fetch(`/fhir/Patient?name=${encodeURIComponent(text)}`), hostile('search'));
    const visitor = await visitors.open();
    const ran = await watch(visitor);
    const { page, complaints } = visitor;
    await visitors.enter(page, 'compliance-officer');
    await page.goto(`${origin}/audit-log`);
    await expect.poll(() => page.getByTestId('audit-row').count()).toBeGreaterThan(3);
    await settled(page);
    for (const row of (await page.getByTestId('audit-row').all()).slice(0, 12)) {
      await row.getByRole('button').first().click();
      await page.getByTestId('audit-detail').waitFor();
      await settled(page);
      await page.keyboard.press('Escape');
    }
    expect(ran).toEqual([]);
    expect(complaints).toEqual([]);
  }, 240_000);

  it('runs nowhere in alerts, incidents, access rules, apps and the own account', async () => {
    const short = `<img src=x onerror="window.ran('s')">`;
    const send = (page: Page, path: string, body: object) => page.evaluate(async ([where, what]) => {
      const answer = await fetch(where, { method: 'POST', headers: { 'Content-Type': 'application/json', 'X-Carewright-App': '1' }, body: JSON.stringify(what) });
      return answer.status;
    }, [path, body] as const);
    const tried = await visitors.open();
    await tried.page.goto(origin);
    for (let at = 0; at < 8; at++) await send(tried.page, '/auth/sign-in', { userName: short, password: 'not the password' });
    // A browser says what it is, and that is shown where one is signed in.
    const boss = await visitors.open({ userAgent: short });
    const officer = await visitors.open({ userAgent: short });
    const ran = [await watch(boss), await watch(officer)];
    await visitors.enter(boss.page, 'administrator');
    await visitors.enter(officer.page, 'compliance-officer');
    expect(await send(boss.page, '/auth/apps', { name: short, kind: 'public', scopes: 'openid user/*.rs', description: hostile('app').slice(0, 500), redirectUris: ['https://app.example/after'] })).toBe(201);
    const drafts = [await send(boss.page, '/policies/drafts', { name: short }), await send(officer.page, '/policies/drafts', { name: short })];
    expect(drafts).toContain(201);
    expect(await send(officer.page, '/incidents', { title: short, discoveredAt: today, users: [short], from: new Date(Date.now() - 3_600_000).toISOString(), to: today, alerts: [] })).toBe(201);
    const walks: readonly (readonly [Page, readonly string[]])[] = [[boss.page, ['apps', 'my-account', 'access-rules']], [officer.page, ['security', 'breaches', 'my-account', 'access-rules', 'emergency-reviews']]];
    const showsText = new Set(['apps', 'breaches']);
    for (const [page, paths] of walks) {
      for (const path of paths) {
        await page.goto(`${origin}/${path}`);
        await settled(page);
        if (showsText.has(path)) await expect.poll(() => page.locator('main').textContent(), { message: `the text is there, as text: ${path}` }).toContain('onerror=');
        expect(await page.locator('main img[src="x"], main script, main iframe').count(), path).toBe(0);
      }
    }
    expect(ran.flat()).toEqual([]);
    expect([...boss.complaints, ...officer.complaints]).toEqual([]);
  }, 240_000);

  it('would be seen if it ran', async () => {
    const visitor = await visitors.open();
    const ran = await watch(visitor);
    await visitor.page.goto(origin);
    await visitor.page.evaluate(() => (window as unknown as { ran(field: string): Promise<void> }).ran('on purpose'));
    expect(ran).toEqual(['on purpose']);
    // An inline script and an inline style are stopped, and that is seen.
    await visitor.page.evaluate(() => {
      const script = document.createElement('script');
      script.textContent = 'window.ran("inline")';
      document.head.append(script);
      const style = document.createElement('style');
      style.textContent = 'body { display: none }';
      document.head.append(style);
    });
    await expect.poll(() => visitor.complaints.length).toBe(2);
    expect(ran).toEqual(['on purpose']);
  });
});

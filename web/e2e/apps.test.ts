import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { SmartApp } from './smart-app';
import { axeFaults, demoPassword, settled, Visitors } from './visitor';

interface Seen {
  patient: string;
  read: string;
  user: string;
  subjects: string[];
  count: number;
  foreign: number;
  scope: string;
}

const origin = inject('origin');
const visitors = new Visitors(() => origin);
let app: SmartApp;

beforeAll(async () => { app = await SmartApp.start(); });
afterAll(async () => {
  await visitors.close();
  await app.stop();
});

/** What the app shows when it has come back. */
async function seen(page: Page): Promise<Seen> {
  await page.waitForURL(`${app.origin}/after**`);
  await expect.poll(() => page.title(), { timeout: 30_000 }).not.toBe('app');
  const text = (await page.locator('body').textContent()) ?? '';
  expect(await page.title(), text).toBe('let in');
  return JSON.parse(text) as Seen;
}

async function pickPatient(page: Page): Promise<void> {
  await page.getByTestId('finder-input').fill('ma');
  await page.getByTestId('finder-row').first().click();
  await page.getByTestId('consent-patient').waitFor();
}

describe('an app of somebody else', () => {
  it('is registered and approved by the administrator', async () => {
    const { page, complaints } = await visitors.signIn('administrator');
    await page.goto(`${origin}/apps`);
    await settled(page);
    expect(await axeFaults(page)).toEqual([]);
    await page.getByTestId('app-add').click();
    await page.locator('input[name="name"]').fill('Pulse diary');
    await page.locator('input[name="description"]').fill('Shows your readings as curves.');
    await page.locator('textarea[name="redirectUris"]').fill(`${app.origin}/after`);
    await page.locator('input[name="launchUri"]').fill(`${app.origin}/launch`);
    await page.locator('textarea[name="scopes"]').fill('launch launch/patient openid fhirUser patient/Patient.rs patient/Observation.rs');
    expect(await axeFaults(page)).toEqual([]);
    await page.getByTestId('app-save').click();
    app.clientId = (await page.getByTestId('app-client-id').textContent()) ?? '';
    await page.getByRole('button', { name: 'Close' }).click();
    const ours = page.getByTestId('registered-app').filter({ hasText: 'Pulse diary' });
    await ours.getByTestId('app-decide').click();
    await expect.poll(() => ours.textContent()).toContain('approved');
    expect(complaints).toEqual([]);
  });

  it('standing alone is let in for the one patient that is picked, after signing in on the way', async () => {
    const { page, complaints } = await visitors.open();
    await page.goto(`${app.origin}/launch?iss=${encodeURIComponent(`${origin}/fhir`)}`);
    await page.getByTestId('sign-in-user').fill('physician');
    await page.getByTestId('sign-in-password').fill(demoPassword);
    await page.getByTestId('sign-in-submit').click();
    await page.getByTestId('consent-allow').waitFor();
    expect(await page.getByTestId('consent-allow').isDisabled()).toBe(true);
    expect(await axeFaults(page)).toEqual([]);
    await pickPatient(page);
    expect(await axeFaults(page)).toEqual([]);
    await page.getByTestId('consent-allow').click();
    const result = await seen(page);
    expect(result.read).toBe(result.patient);
    expect(result.count).toBeGreaterThan(0);
    expect(result.subjects).toEqual([`Patient/${result.patient}`]);
    expect(result.foreign).toBe(403);
    expect(result.user).toMatch(/Practitioner\//);
    expect(complaints).toEqual([]);
  });

  it('opened from the record knows the patient, and is put out again by its user', async () => {
    const { page } = await visitors.signIn('physician');
    await page.keyboard.press('Control+k');
    await page.getByTestId('palette').getByTestId('finder-input').fill('ma');
    await page.getByTestId('finder-row').first().click();
    await page.getByTestId('patient-banner').waitFor();
    const patient = new URL(page.url()).pathname.split('/').at(-1) ?? '';
    await page.getByTestId('user-menu').click();
    await page.getByTestId('open-apps').click();
    await page.getByTestId('gallery-patient').waitFor();
    expect(await axeFaults(page)).toEqual([]);
    await page.getByTestId('gallery-app').filter({ hasText: 'Pulse diary' }).getByTestId('gallery-open').click();
    await page.getByTestId('consent-allow').click();
    expect((await seen(page)).patient).toBe(patient);
    await page.goto(`${origin}/apps`);
    await page.getByTestId('grant').first().waitFor();
    const grants = await page.getByTestId('grant').count();
    await page.getByTestId('grant-end').first().click();
    await expect.poll(() => page.getByTestId('grant').count()).toBe(grants - 1);
  });

  it('gets less when its user takes something away, and nothing when they say no', async () => {
    const { page } = await visitors.signIn('physician', { viewport: { width: 390, height: 844 }, locale: 'es-ES' });
    const begin = () => page.goto(`${app.origin}/launch?iss=${encodeURIComponent(`${origin}/fhir`)}`);
    await begin();
    await pickPatient(page);
    await page.getByRole('checkbox', { name: /Saber que es usted/ }).uncheck();
    expect(await axeFaults(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
    await page.getByTestId('consent-allow').click();
    expect((await seen(page)).scope.split(' ')).not.toContain('openid');
    await begin();
    await page.getByTestId('consent-deny').click();
    await page.waitForURL(`${app.origin}/after**`);
    expect(new URL(page.url()).searchParams.get('error')).toBe('access_denied');
  });

  it('that the clinic does not know is told so, without a way on', async () => {
    const { page } = await visitors.open();
    await page.goto(`${origin}/auth/authorize?response_type=code&client_id=nobody&redirect_uri=https%3A%2F%2Fevil.example%2F`);
    await page.getByTestId('consent-refused').waitFor();
    expect(new URL(page.url()).origin).toBe(origin);
    expect(await axeFaults(page)).toEqual([]);
  });
});

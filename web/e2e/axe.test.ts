import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { elsewhere, screens, type Screen } from './screens';
import { axeFaults, settled, Visitors } from './visitor';

const origin = inject('origin');
const visitors = new Visitors(() => origin);

afterAll(() => visitors.close());

const wide = { width: 1440, height: 900 };
const narrower = [{ width: 820, height: 1180 }, { width: 390, height: 844 }];

/** What axe and a ruler find wrong with what is on screen. */
async function measure(page: Page): Promise<string[]> {
  await settled(page);
  const sideways = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  return [...await axeFaults(page), ...(sideways > 1 ? [`scrolls sideways by ${sideways} px`] : [])];
}

const looks = 4;

/** What stays wrong, each fault with where it was: an answer that comes while axe looks changes what it looks at, so that a fault has to be there at every look. */
async function faults(page: Page, where: string): Promise<string[]> {
  let found = await measure(page);
  for (let look = 1; look < looks && found.length > 0; look++) {
    await page.waitForTimeout(500);
    found = await measure(page);
  }
  return found.map((fault) => `${where}: ${fault}`);
}

/** The app follows the system a moment later: colours in between would be measured. */
async function dress(page: Page, colorScheme: 'light' | 'dark'): Promise<void> {
  await page.emulateMedia({ colorScheme });
  await page.locator(`html[data-theme="${colorScheme}"]`).waitFor({ state: 'attached' });
}

/** A screen at three widths, and in the dark at the widest. */
async function walk(page: Page, { name, path, act }: Screen): Promise<string[]> {
  await page.setViewportSize(wide);
  await page.goto(origin + path);
  await page.locator('#main').waitFor();
  await settled(page);
  await act?.(page);
  const found = await faults(page, name);
  await dress(page, 'dark');
  found.push(...await faults(page, `${name}, dark`));
  await dress(page, 'light');
  for (const size of narrower) {
    await page.setViewportSize(size);
    found.push(...await faults(page, `${name}, ${size.width} px`));
  }
  return found;
}

/** Whose record the user opens: the own one, or the first that a search finds. */
async function patientOf(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const { fhirUser } = await (await fetch('/auth/session')).json() as { fhirUser?: string };
    if (fhirUser?.startsWith('Patient/')) return fhirUser.slice('Patient/'.length);
    const found = await (await fetch('/fhir/Patient?name=ma&_count=1')).json() as { entry?: readonly { resource: { id: string } }[] };
    return found.entry?.[0]?.resource.id ?? '';
  });
}

async function post(page: Page, path: string, body: object): Promise<number> {
  return page.evaluate(async ([where, what]) => (await fetch(where, { method: 'POST', headers: { 'Content-Type': 'application/json', 'X-Carewright-App': '1' }, body: JSON.stringify(what) })).status, [path, body] as const);
}

describe('every screen', () => {
  // Something to show: an alert about a name that was guessed at, and an incident.
  beforeAll(async () => {
    const { page } = await visitors.signIn('compliance-officer');
    for (let at = 0; at < 8; at++) await post(page, '/auth/sign-in', { userName: 'guessed-at', password: 'not the password' });
    const now = Date.now();
    const incident = { title: 'A screen was left open', discoveredAt: new Date(now).toISOString(), users: ['physician'], from: new Date(now - 3_600_000).toISOString(), to: new Date(now).toISOString(), alerts: [] };
    expect(await post(page, '/incidents', incident)).toBe(201);
    await page.goto(`${origin}/security`);
    await page.getByTestId('alert-row').first().waitFor({ timeout: 100_000 });
  });

  it('of the router is walked here, or said to be walked elsewhere', async () => {
    const router = await readFile(new URL('../apps/clinic/src/shell/router.tsx', import.meta.url), 'utf8');
    const routes = [...router.matchAll(/path: '([^']+)'/g)].map((match) => match[1] ?? '');
    const walked = Object.values(screens).flat().map((screen) => screen.path.replace(/\?.*/, '').replace(':patient', '$patientId'));
    expect(routes.length).toBeGreaterThan(15);
    expect(routes.filter((route) => !walked.includes(route) && !elsewhere.includes(route))).toEqual([]);
  });

  it('before a sign-in has no grave fault', async () => {
    const { page } = await visitors.open();
    const refused = async () => {
      await page.getByTestId('sign-in-user').fill('nobody');
      await page.getByTestId('sign-in-password').fill('not the password');
      await page.getByTestId('sign-in-submit').click();
      await page.getByRole('alert').waitFor();
    };
    await page.goto(`${origin}/sign-in`);
    await page.getByTestId('sign-in-user').waitFor();
    const found = await faults(page, 'sign-in');
    await refused();
    found.push(...await faults(page, 'sign-in, refused'));
    await page.setViewportSize({ width: 390, height: 844 });
    await dress(page, 'dark');
    expect([...found, ...await faults(page, 'sign-in, refused, dark, 390 px')]).toEqual([]);
  });

  it.each(Object.keys(screens))('of the %s has no grave fault and fits its width', async (user) => {
    const { page, complaints } = await visitors.signIn(user);
    const own = screens[user] ?? [];
    const patient = own.some((screen) => screen.path.includes(':patient')) ? await patientOf(page) : '';
    const found: string[] = [];
    for (const screen of own) found.push(...await walk(page, { ...screen, path: screen.path.replace(':patient', patient) }));
    expect(found).toEqual([]);
    expect(complaints).toEqual([]);
  }, 600_000);

  it('in Spanish fits a phone', async () => {
    const { page } = await visitors.signIn('physician', { locale: 'es-ES', viewport: { width: 390, height: 844 } });
    const patient = await patientOf(page);
    const found: string[] = [];
    for (const path of ['/schedule', `/patients/${patient}`, '/my-account']) {
      await page.goto(origin + path);
      await page.locator('#main').waitFor();
      found.push(...await faults(page, path));
    }
    expect(found).toEqual([]);
  }, 300_000);
});

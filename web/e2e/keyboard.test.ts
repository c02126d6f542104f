import type { Page } from 'playwright-core';
import { afterAll, describe, expect, inject, it } from 'vitest';
import { focused, pressUntil, tabThrough } from './focus';
import { demoPassword, settled, Visitors } from './visitor';

const origin = inject('origin');
const visitors = new Visitors(() => origin);

afterAll(() => visitors.close());

/** Nobody is caught, everybody sees where they are, and the order is that of the page. */
async function expectWalk(page: Page, least: number): Promise<string[]> {
  const { stops, came } = await tabThrough(page);
  expect(came).toBe('round');
  expect(stops.length, stops.map((stop) => stop.name).join(' | ')).toBeGreaterThanOrEqual(least);
  expect(stops.filter((stop) => !stop.marked).map((stop) => stop.name), 'focus not to be seen').toEqual([]);
  expect(stops.filter((stop) => stop.covered).map((stop) => stop.name), 'covered while focused').toEqual([]);
  expect(stops.filter((stop) => !stop.onward).map((stop) => stop.name), 'out of order').toEqual([]);
  return stops.map((stop) => stop.name);
}

/** Signs in with the keys alone. */
async function typeSignIn(user: string): Promise<Page> {
  const { page } = await visitors.open();
  await page.goto(origin);
  await page.getByTestId('sign-in-user').waitFor();
  await page.keyboard.type(user);
  await page.keyboard.press('Tab');
  await page.keyboard.type(demoPassword);
  await page.keyboard.press('Enter');
  await page.getByTestId('user-menu').waitFor();
  await settled(page);
  return page;
}

describe('without a mouse', () => {
  it('a physician signs in, walks the schedule, finds a patient, reads a record and its versions', async () => {
    const page = await typeSignIn('physician');
    const schedule = await expectWalk(page, 12);
    expect(schedule.slice(0, 3)).toEqual(['Skip to content', 'Carewright, home', 'Schedule']);
    await pressUntil(page, 'Tab', (name) => name === 'Skip to content');
    await page.keyboard.press('Enter');
    await pressUntil(page, 'Tab', (name) => name === 'Next day');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.getByRole('heading', { level: 1 }).textContent()).toBe('Schedule');
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.getByRole('heading', { level: 1 }).textContent()).toBe('Today');

    await page.keyboard.press('Control+k');
    await page.getByTestId('palette').waitFor();
    await page.keyboard.type('ma');
    await page.locator('[data-testid="palette"] [data-answered="ma"] [data-testid="finder-row"]').first().waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    await page.getByTestId('patient-banner').waitFor();
    await settled(page);
    await expect.poll(async () => (await focused(page))?.name).toBe(await page.getByTestId('patient-banner').getByRole('heading').first().textContent());

    const chart = await expectWalk(page, 25);
    expect(chart.indexOf('Show past')).toBeGreaterThan(0);
    const problem = (await page.getByTestId('panel-problems').getByRole('listitem').first().textContent())?.slice(0, 20) ?? '?';
    await pressUntil(page, 'Tab', (name) => name.startsWith(problem));
    await page.keyboard.press('Enter');
    await page.getByTestId('resource-drawer').waitFor();
    await settled(page);
    await expectWalk(page, 25);
    await pressUntil(page, 'Tab', (name) => name === 'Overview');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.getByTestId('resource-drawer').textContent()).toContain('resourceType');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    await page.getByTestId('version').first().waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => page.getByTestId('resource-drawer').count()).toBe(0);
    expect((await focused(page))?.name.startsWith(problem)).toBe(true);
  });

  it('Escape closes what is open, one thing at a time, and gives the focus back', async () => {
    const page = await typeSignIn('nurse');
    await pressUntil(page, 'Tab', (name) => name === 'Find a patient');
    await page.keyboard.type('zz');
    await expect.poll(() => page.getByText('No patient matches.').isVisible()).toBe(true);
    await page.keyboard.press('Escape');
    await expect.poll(() => page.getByText('No patient matches.').isVisible()).toBe(false);
    await page.keyboard.press('Control+k');
    await page.getByTestId('palette').waitFor();
    await page.keyboard.type('the');
    await page.keyboard.press('Escape');
    expect(await page.getByTestId('palette').getByTestId('finder-input').inputValue()).toBe('');
    expect(await page.getByTestId('palette').count()).toBe(1);
    await page.keyboard.press('Escape');
    await expect.poll(() => page.getByTestId('palette').count()).toBe(0);
    expect((await focused(page))?.name).toBe('Find a patient');

    await pressUntil(page, 'Tab', (name) => name.startsWith('Account of'));
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    await pressUntil(page, 'Tab', (name) => name.startsWith('System') || name.startsWith('Theme'));
    await page.keyboard.press('Enter');
    await page.getByRole('listbox').waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.evaluate(() => document.documentElement.dataset['theme'])).toBe('dark');
    await page.keyboard.press('Escape');
    await expect.poll(() => page.getByRole('dialog').count()).toBe(0);
    expect((await focused(page))?.name).toMatch(/^Account of/);

    await page.keyboard.press('Control+k');
    await page.keyboard.type('espa');
    await expect.poll(() => page.locator('[data-testid="finder-command"][aria-selected="true"]').allTextContents()).toEqual([expect.stringContaining('Español')]);
    await page.keyboard.press('Enter');
    await expect.poll(() => page.evaluate(() => document.documentElement.lang)).toBe('es');
    await expect.poll(() => page.getByRole('heading', { level: 1 }).textContent()).toBe('Hoy');
    await page.keyboard.press('Control+k');
    await page.keyboard.type('cerrar');
    await expect.poll(() => page.locator('[data-testid="finder-command"][aria-selected="true"]').allTextContents()).toEqual([expect.stringContaining('Cerrar')]);
    await page.keyboard.press('Enter');
    await page.getByTestId('sign-in-user').waitFor();
  });

  it('a compliance officer filters the log, reads a record and exports', async () => {
    const page = await typeSignIn('compliance-officer');
    await expectWalk(page, 15);
    await pressUntil(page, 'Tab', (name) => name === 'INPUT' || name === 'User');
    await page.keyboard.type('physician');
    await page.getByTestId('audit-user-option').first().waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await pressUntil(page, 'Tab', (name) => name === 'Find the patient to filter by');
    await page.keyboard.type('ma');
    await page.locator('[data-answered="ma"] [data-testid="finder-row"]').first().waitFor();
    await page.keyboard.press('Enter');
    await page.getByTestId('audit-patient').waitFor();
    await expect.poll(() => page.getByTestId('audit-patient').textContent()).toMatch(/CW\d+/);
    const family = (await page.getByTestId('audit-patient').textContent())?.split(',')[0] ?? '?';
    await pressUntil(page, 'Tab', (name) => name === 'Apply');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.getByTestId('audit-row').first().textContent()).toContain(family);
    await pressUntil(page, 'Tab', (name) => /^\w{3} \d+, 20\d\d/.test(name));
    const first = await focused(page);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('End');
    await expect.poll(async () => (await focused(page))?.name).toMatch(/^\w{3} \d+, 20\d\d/);
    await page.keyboard.press('Home');
    await expect.poll(async () => (await focused(page))?.name).toBe(first?.name);
    await page.keyboard.press('Enter');
    await page.getByTestId('audit-detail').waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => page.getByTestId('audit-detail').count()).toBe(0);
    expect((await focused(page))?.name).toMatch(/^\w{3} \d+, 20\d\d/);
    await pressUntil(page, 'Shift+Tab', (name) => name === 'CSV');
    const download = page.waitForEvent('download');
    await page.keyboard.press('Enter');
    expect((await download).suggestedFilename()).toMatch(/^audit.*\.csv$/);
  });

  it('an administrator reaches every user and the form', async () => {
    const page = await typeSignIn('administrator');
    await expectWalk(page, 10);
    await pressUntil(page, 'Tab', (name) => name === 'Add user');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => page.getByRole('dialog').count()).toBe(0);
    expect((await focused(page))?.name).toBe('Add user');
  });
});

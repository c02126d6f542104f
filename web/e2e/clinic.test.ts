import { afterAll, describe, expect, inject, it } from 'vitest';
import { axeFaults, chartName, openChart, settled, Visitors } from './visitor';

const origin = inject('origin');
const visitors = new Visitors(() => origin);

afterAll(() => visitors.close());

const clinicalPanels = ['panel-problems', 'panel-medications', 'panel-allergies', 'panel-immunizations', 'panel-vitals', 'panel-results', 'panel-timeline'];

describe('a physician', () => {
  it('opens a chart from two letters, and the compliance officer sees that look', async () => {
    const { page, complaints } = await visitors.signIn('physician');
    await expect.poll(() => page.getByTestId('appointment-row').count()).toBeGreaterThan(0);
    const patient = await openChart(page, 'ma');
    const name = await chartName(page);
    for (const panel of clinicalPanels) await expect.poll(() => page.getByTestId(panel).count(), { message: panel }).toBe(1);
    expect(await page.getByText('could not be loaded').count()).toBe(0);
    expect(complaints).toEqual([]);

    const officer = await visitors.signIn('compliance-officer');
    await officer.page.goto(`${origin}/audit-log`);
    await officer.page.getByTestId('audit-filter-user').fill('testwood');
    await officer.page.getByTestId('audit-user-option').first().click();
    expect(await officer.page.getByTestId('audit-filter-user').inputValue()).toBe('physician');
    await officer.page.getByTestId('audit-filter-patient').getByTestId('finder-input').fill(name.split(',')[0] ?? '');
    await officer.page.getByTestId('finder-row').filter({ hasText: name }).first().click();
    await expect.poll(() => officer.page.getByTestId('audit-patient').textContent()).toContain(name);
    await officer.page.getByTestId('audit-apply').click();
    await expect.poll(() => officer.page.getByTestId('audit-row').count()).toBeGreaterThan(3);
    await expect.poll(() => officer.page.getByTestId('audit-row').first().textContent()).toContain(name);
    await officer.page.getByTestId('audit-row').first().getByRole('button').first().click();
    await expect.poll(() => officer.page.getByTestId('audit-detail').textContent()).toContain(patient);
    await expect.poll(() => officer.page.getByTestId('audit-detail').textContent()).toContain('Elmhollow');
    // From a record of the unfiltered log to all looks at its patient.
    await officer.page.keyboard.press('Escape');
    await officer.page.getByRole('button', { name: 'Clear filters' }).click();
    await officer.page.getByTestId('audit-row').getByRole('button', { name: /^Only looks at/ }).first().click();
    await expect.poll(() => officer.page.getByTestId('audit-patient').textContent()).toMatch(/\w+, \w+/);
    await expect.poll(() => officer.page.getByTestId('audit-chain').textContent()).toMatch(/verif|whole|intact/i);
    expect(officer.complaints).toEqual([]);
  });

  it('reads a record and its versions one click from the chart', async () => {
    const { page, complaints } = await visitors.signIn('physician');
    await openChart(page, 'ma');
    await page.getByTestId('panel-problems').getByRole('button').filter({ hasNotText: 'Show' }).first().click();
    await page.getByTestId('resource-drawer').waitFor();
    await page.getByRole('tab', { name: 'Record' }).click();
    await expect.poll(() => page.getByTestId('resource-drawer').textContent()).toContain('Condition');
    await page.getByRole('tab', { name: 'Versions' }).click();
    await expect.poll(() => page.getByTestId('version').count()).toBeGreaterThan(0);
    expect(complaints).toEqual([]);
  });

  it('reads a note of the own department in words', async () => {
    const { page } = await visitors.signIn('physician');
    await openChart(page, 'ma');
    await page.getByTestId('timeline-note').first().click();
    await expect.poll(async () => (await page.getByTestId('note-text').textContent())?.length ?? 0).toBeGreaterThan(80);
  });
});

describe('on a phone', () => {
  it('a record that covers the banner says whose it is, and what they are allergic to', async () => {
    const { page } = await visitors.signIn('physician', { viewport: { width: 390, height: 844 } });
    await openChart(page, 'ma');
    const name = await chartName(page);
    await page.getByTestId('panel-problems').getByRole('listitem').first().getByRole('button').click();
    await page.getByTestId('resource-drawer').waitFor();
    expect(await page.getByTestId('patient-line').textContent()).toContain(name);
    expect(await page.getByTestId('patient-line').textContent()).toMatch(/MRN CW\d+.*Allergies: /);
    await page.keyboard.press('Escape');
    await expect.poll(() => page.getByTestId('resource-drawer').count()).toBe(0);
  });
});

describe('roles', () => {
  it('the front desk finds the patient and sees no clinical panel', async () => {
    const { page, complaints } = await visitors.signIn('front-desk');
    await openChart(page, 'ma');
    // That there was a visit is the front desk's business; what it was about is not.
    for (const panel of clinicalPanels.filter((one) => one !== 'panel-timeline')) expect(await page.getByTestId(panel).count(), panel).toBe(0);
    expect(await page.getByTestId('timeline-note').count()).toBe(0);
    await expect.poll(() => page.getByTestId('panel-coverage').count()).toBe(1);
    expect(complaints).toEqual([]);
  });

  it('the administrator has users and no patients', async () => {
    const { page } = await visitors.signIn('administrator');
    expect(await page.getByTestId('finder-input').count()).toBe(0);
    await page.goto(`${origin}/staff`);
    await expect.poll(() => page.getByTestId('user-row').count()).toBeGreaterThan(8);
  });

  it('a wrong password is refused without saying which part was wrong', async () => {
    const { page } = await visitors.open();
    await page.goto(origin);
    await page.getByTestId('sign-in-user').fill('physician');
    await page.getByTestId('sign-in-password').fill('not the password');
    await page.getByTestId('sign-in-submit').click();
    await expect.poll(() => page.getByRole('alert').textContent()).toContain('do not match');
  });

  it('nothing of the record is left after sign-out', async () => {
    const { page } = await visitors.signIn('physician');
    await openChart(page, 'ma');
    const name = await chartName(page);
    await page.getByTestId('user-menu').click();
    await page.getByTestId('sign-out').click();
    await page.getByTestId('sign-in-user').waitFor();
    await page.goBack();
    await page.getByTestId('sign-in-user').waitFor();
    expect(await page.content()).not.toContain(name);
    const kept = await page.evaluate(() => JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage)]));
    expect(kept).not.toContain(name.split(',')[0]);
  });
});

describe('every width, both themes, both languages', () => {
  for (const width of [1440, 820, 390]) {
    for (const colorScheme of ['light', 'dark'] as const) {
      it(`axe finds no serious fault in a chart at ${width} pixels, ${colorScheme}`, async () => {
        const { page } = await visitors.signIn('physician', { viewport: { width, height: 900 }, colorScheme, locale: width === 820 ? 'es-ES' : 'en-US' });
        await settled(page);
        expect(await axeFaults(page)).toEqual([]);
        await page.getByTestId('appointment-row').first().click();
        await page.getByTestId('patient-banner').waitFor();
        await settled(page);
        expect(await axeFaults(page)).toEqual([]);
        expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
      });
    }
  }
});

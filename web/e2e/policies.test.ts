import { afterAll, describe, expect, inject, it } from 'vitest';
import { axeFaults, openChart, settled, Visitors } from './visitor';

const origin = inject('origin');
const visitors = new Visitors(() => origin);

afterAll(() => visitors.close());

describe('emergency access', () => {
  it('is asked for in the chart, stands in view on every screen, and is signed off by compliance', async () => {
    const { page, complaints } = await visitors.signIn('physician');
    await openChart(page, 'ma');
    await page.getByTestId('glass-ask').click();
    await page.getByRole('dialog').waitFor();
    expect(await axeFaults(page)).toEqual([]);
    await page.getByRole('combobox').last().press('Enter');
    await page.getByRole('option').first().click();
    await page.getByRole('dialog').getByRole('textbox').last().fill('Brought in unconscious, no history known.');
    await page.getByTestId('glass-break').press('Enter');
    await page.getByTestId('glass-bar').waitFor();
    await settled(page);
    expect(await axeFaults(page)).toEqual([]);
    await page.goto(`${origin}/schedule`);
    await page.getByTestId('glass-bar').waitFor();
    await page.getByTestId('glass-end').click();
    await page.getByTestId('glass-bar').waitFor({ state: 'detached' });
    const officer = await visitors.signIn('compliance-officer');
    await officer.page.goto(`${origin}/emergency-reviews`);
    await officer.page.getByTestId('glass-review').first().click();
    await officer.page.getByRole('dialog').waitFor();
    expect(await axeFaults(officer.page)).toEqual([]);
    await officer.page.getByRole('combobox').last().press('Enter');
    await officer.page.getByRole('option').first().click();
    await officer.page.getByRole('dialog').getByRole('textbox').last().fill('The emergency record is there.');
    await officer.page.getByTestId('review-sign').press('Enter');
    await officer.page.getByTestId('glass-review').waitFor({ state: 'detached' });
    expect([...complaints, ...officer.complaints]).toEqual([]);
  });

  it('is not offered to who may not ask for it', async () => {
    const { page } = await visitors.signIn('front-desk');
    await openChart(page, 'ma');
    expect(await page.getByTestId('glass-ask').count()).toBe(0);
  });
});

describe('access rules', () => {
  it('are changed in words, compared, tried out and put in force', async () => {
    const { page, complaints } = await visitors.signIn('administrator');
    await page.goto(`${origin}/access-rules`);
    await settled(page);
    expect(await axeFaults(page)).toEqual([]);
    await page.getByTestId('policy-begin').click();
    await page.getByTestId('policy-grant').first().waitFor();
    expect(await axeFaults(page)).toEqual([]);
    await page.getByRole('combobox').first().click();
    await page.getByRole('option', { name: 'Biller' }).click();
    await page.getByRole('button', { name: 'Edit grant 1', exact: true }).first().click();
    await page.getByRole('dialog').getByLabel('Why', { exact: true }).fill('Asked for by the owner.');
    await page.getByRole('dialog').getByLabel('Only those with').fill('gender=female');
    expect(await axeFaults(page)).toEqual([]);
    await page.getByTestId('grant-save').click();
    await page.getByText('Only those with gender=female').waitFor();
    await page.getByRole('tab', { name: 'Differences' }).click();
    await page.getByTestId('policy-change').first().waitFor();
    expect(await axeFaults(page)).toEqual([]);
    await page.getByRole('tab', { name: 'What would change' }).click();
    await page.getByTestId('policy-simulate').click();
    await page.getByTestId('simulation-summary').waitFor({ timeout: 60_000 });
    expect(await page.getByRole('table').textContent()).toContain('Biller');
    expect(await axeFaults(page)).toEqual([]);
    await page.getByRole('button', { name: 'Put in force', exact: true }).click();
    await page.getByRole('dialog').getByRole('textbox').first().fill('To show that it can be done.');
    await page.getByTestId('policy-activate').click();
    await page.getByText('Version 2').waitFor();
    await page.getByRole('button', { name: 'Put in force: version 1' }).click();
    await page.getByRole('dialog').getByRole('textbox').first().fill('And back.');
    await page.getByTestId('policy-activate').click();
    await page.getByRole('button', { name: 'Put in force: version 2' }).waitFor();
    expect(complaints).toEqual([]);
  });
});

describe('why', () => {
  it('says condition by condition what a role is granted and what closes a resource', async () => {
    const { page, complaints } = await visitors.signIn('compliance-officer');
    await page.goto(`${origin}/why?user=front-desk&reference=Observation/none`);
    await page.getByTestId('explanation').waitFor();
    expect(await page.getByTestId('explanation').textContent()).toContain('No.');
    expect(await axeFaults(page)).toEqual([]);
    await page.goto(`${origin}/why?user=physician&reference=Patient/none`);
    await page.getByTestId('explanation').waitFor();
    expect(await page.getByTestId('explanation').textContent()).toContain('policy');
    expect(await axeFaults(page)).toEqual([]);
    expect(complaints).toEqual([]);
  });
});

import type { Page } from 'playwright-core';
import { afterAll, describe, expect, inject, it } from 'vitest';
import { axeFaults, settled, Visitors } from './visitor';

const origin = inject('origin');
const visitors = new Visitors(() => origin);

afterAll(() => visitors.close());

const rule = (page: Page, name: string) => page.getByRole('article', { name, exact: true });
const isGood = (page: Page) => page.locator('[data-testid="rule-save"]:not([disabled])').waitFor();

/** Saves the form, and waits until the draft has it. */
async function save(page: Page): Promise<void> {
  await isGood(page);
  const saved = page.waitForResponse((response) => response.request().method() === 'PUT' && response.url().includes('/policies/drafts/'));
  await page.getByTestId('rule-save').click();
  expect((await saved).status()).toBe(200);
  await page.getByRole('dialog').waitFor({ state: 'detached' });
}

async function begin(page: Page): Promise<void> {
  await page.goto(`${origin}/access-rules`);
  await page.getByTestId('policy-begin').click();
  await page.getByTestId('policy-grant').first().waitFor();
}

async function choose(page: Page, field: string, ...options: string[]): Promise<void> {
  for (const option of options) {
    await page.getByRole('dialog').getByRole('combobox', { name: field, exact: true }).fill(option);
    await page.getByRole('option', { name: option, exact: true }).click();
  }
  await page.getByRole('dialog').getByRole('heading').click();
}

describe('access rules in forms', () => {
  it('say what a label closes and to whom, and what is wrong while it is written', async () => {
    const { page, complaints } = await visitors.signIn('administrator');
    await begin(page);
    await page.getByRole('tab', { name: 'What is closed' }).click();
    expect(await rule(page, 'psychotherapy notes').textContent()).toContain('Only seen by: the departments behavioral-health.');
    expect(await axeFaults(page)).toEqual([]);
    await page.getByTestId('policy-restriction-add').click();
    await page.getByText('Name at least one role, department or purpose.').waitFor();
    expect(await page.getByTestId('rule-save').isDisabled()).toBe(true);
    await page.getByLabel('Name', { exact: false }).first().fill('psychotherapy notes');
    await choose(page, 'Labels', 'HIV');
    await choose(page, 'Roles', 'Biller', 'Front desk');
    await page.getByText('Another one has this name.').waitFor();
    expect(await page.getByTestId('rule-save').isDisabled()).toBe(true);
    await page.getByLabel('Name', { exact: false }).first().fill('HIV and the front desk');
    await page.getByRole('checkbox', { name: 'emergency access' }).check();
    expect(await axeFaults(page)).toEqual([]);
    await save(page);
    await page.reload();
    await page.getByRole('tab', { name: 'What is closed' }).click();
    const words = await rule(page, 'HIV and the front desk').textContent();
    expect(words).toContain('Records labelled HIV (Sensitivity).');
    expect(words).toContain('Not seen by: the roles Biller, Front desk.');
    expect(words).toContain('Opened by: emergency access.');
    await page.getByRole('button', { name: 'Edit HIV and the front desk' }).click();
    await page.getByRole('radio', { name: 'Only the department that the label names' }).check();
    await save(page);
    await page.getByRole('button', { name: 'Remove psychotherapy notes' }).click();
    await rule(page, 'psychotherapy notes').waitFor({ state: 'detached' });
    await page.getByRole('tab', { name: 'Differences' }).click();
    const changes = page.getByTestId('policy-change');
    await changes.first().waitFor();
    expect(await changes.filter({ hasText: 'HIV and the front desk' }).locator('ins').allTextContents()).toContain('Only the department that the label names sees them.');
    expect(await changes.filter({ hasText: 'psychotherapy notes' }).locator('del').allTextContents()).toContain('Only seen by: the departments behavioral-health.');
    await page.getByRole('button', { name: 'Discard' }).click();
    await page.getByTestId('policy-begin').waitFor();
    expect(complaints).toEqual([]);
  });

  it('say which codes, ages and references put a label', async () => {
    const { page, complaints } = await visitors.signIn('administrator');
    await begin(page);
    await page.getByRole('tab', { name: 'Labels' }).click();
    await page.getByRole('button', { name: 'Edit hiv', exact: true }).click();
    const codes = page.getByRole('dialog').getByRole('textbox', { name: 'Codes' });
    await codes.fill('B20 Z21 R7*5');
    await page.getByText('Not a code: http://hl7.org/fhir/sid/icd-10-cm|R7*5').waitFor();
    expect(await page.getByTestId('rule-save').isDisabled()).toBe(true);
    expect(await axeFaults(page)).toEqual([]);
    await codes.fill('B20, Z21, R75, O98.7*, B97.35');
    await save(page);
    await rule(page, 'hiv').getByText('ICD-10-CM B97.35').waitFor();
    await page.getByTestId('policy-labelling-rule-add').click();
    await page.getByLabel('Name', { exact: false }).first().fill('young and treated for drugs');
    await page.getByRole('dialog').getByRole('combobox', { name: 'Kinds of data', exact: true }).fill('Condition');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').getByRole('combobox', { name: 'Only with one of these codes', exact: true }).fill('icd-10-cm F10*');
    await page.keyboard.press('Enter');
    await page.getByLabel('Only of patients younger than (years)').fill('16');
    await page.getByRole('dialog').getByRole('combobox', { name: 'Label', exact: true }).fill('YOUNG');
    await isGood(page);
    await page.getByRole('radio', { name: 'Takes over the labels of what it refers to' }).check();
    await page.getByRole('dialog').getByRole('combobox', { name: 'Reference', exact: true }).fill('nothing-such');
    await page.getByText('Not every kind of data above has the reference nothing-such.').waitFor();
    expect(await page.getByTestId('rule-save').isDisabled()).toBe(true);
    expect(await axeFaults(page)).toEqual([]);
    await page.getByRole('dialog').getByRole('combobox', { name: 'Reference', exact: true }).fill('encounter');
    await save(page);
    await page.getByRole('tab', { name: 'Differences' }).click();
    const changes = page.getByTestId('policy-change');
    await changes.first().waitFor();
    // The group's one new code is told, and none of those that it had.
    expect(await changes.filter({ hasText: 'Labelling HIV' }).locator('ins, del').allTextContents()).toEqual(['With one of the codes: ICD-10-CM B97.35']);
    expect(await changes.filter({ hasText: 'young and treated for drugs' }).locator('ins').allTextContents()).toEqual([
      'On: Condition', 'With one of the codes: ICD-10-CM F10*', 'Of patients younger than 16 years', 'Gets the labels (Sensitivity) of what it refers to by “encounter”',
    ]);
    await page.getByRole('button', { name: 'Discard' }).click();
    await page.getByTestId('policy-begin').waitFor();
    expect(complaints).toEqual([]);
  });

  it('say times with the keys alone, in Spanish', async () => {
    const { page, complaints } = await visitors.open({ locale: 'es-MX' });
    await visitors.enter(page, 'administrator');
    await begin(page);
    await page.getByRole('tab', { name: 'Roles' }).focus();
    for (let step = 0; step < 3; step++) await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    await page.getByTestId('policy-times-add').focus();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').getByRole('textbox').first().focus();
    await page.keyboard.type('guardia de noche');
    await isGood(page);
    // Monday to Friday are ticked: off with them, and the form says what it lacks.
    for (let day = 0; day < 5; day++) { await page.keyboard.press('Tab'); await page.keyboard.press('Space'); }
    await page.getByText('Elija al menos un día, y horas de 00:00 a 23:59.').waitFor();
    expect(await page.getByTestId('rule-save').isDisabled()).toBe(true);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    await page.getByLabel('Desde').fill('22:00');
    await page.getByLabel('Hasta').fill('06:00');
    await page.getByText('Termina al día siguiente.').waitFor();
    expect(await axeFaults(page)).toEqual([]);
    await isGood(page);
    await page.getByLabel('Hasta').press('Enter');
    await rule(page, 'guardia de noche').waitFor();
    expect(await rule(page, 'guardia de noche').textContent()).toContain('sáb, de 22:00 a 06:00 del día siguiente');
    await settled(page);
    await page.getByRole('tab', { name: 'Diferencias' }).click();
    await page.getByTestId('policy-change').first().waitFor();
    expect(await page.getByTestId('policy-change').locator('ins').allTextContents()).toEqual(['sáb, de 22:00 a 06:00 del día siguiente']);
    expect(await axeFaults(page)).toEqual([]);
    await page.getByRole('button', { name: 'Descartar' }).click();
    await page.getByTestId('policy-begin').waitFor();
    expect(complaints).toEqual([]);
  });
});

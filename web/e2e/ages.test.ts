import { afterAll, describe, expect, inject, it } from 'vitest';
import { axeFaults, settled, Visitors } from './visitor';

const origin = inject('origin');
const visitors = new Visitors(() => origin);

afterAll(() => visitors.close());

describe('the ages of minors', () => {
  it('are set state by state with a reason, what is odd is said at its field, and who changed what stays', async () => {
    const { page, complaints } = await visitors.signIn('compliance-officer');
    await page.goto(`${origin}/patient-rights?view=ages`);
    await page.getByTestId('age-line').first().waitFor();
    await settled(page);
    expect(await axeFaults(page)).toEqual([]);
    await page.getByTestId('ages-add').click();
    await page.getByTestId('age-state').fill('or');
    await page.getByTestId('age-majority').fill('18');
    for (const kind of ['HIV', 'STD', 'SEX', 'SUD']) await page.getByTestId(`age-${kind}`).fill('15');
    await page.getByTestId('age-BH').fill('19');
    await page.getByTestId('age-source').fill('As counsel reads the statutes.');
    await page.getByTestId('words-reason').fill('The clinic has patients from there.');
    await page.getByTestId('form-send').click();
    await page.locator('[data-testid="age-BH"][aria-invalid="true"]').waitFor();
    expect(await axeFaults(page)).toEqual([]);
    await page.getByTestId('age-BH').fill('14');
    await page.getByTestId('words-reason').press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    const line = page.getByTestId('age-line').filter({ has: page.getByText('OR', { exact: true }) });
    await line.waitFor();
    expect(await line.textContent()).toContain('Mental health: 14');
    const change = page.getByTestId('age-change').filter({ hasText: 'The clinic has patients from there.' });
    expect(await change.textContent()).toContain('OR, mental health: none → 14');
    await page.getByRole('button', { name: 'Remove: OR' }).click();
    await page.getByTestId('words-reason').fill('They have moved away again.');
    await page.getByTestId('form-send').click();
    await line.waitFor({ state: 'detached' });
    await page.getByTestId('age-change').filter({ hasText: 'They have moved away again.' }).waitFor();
    expect(complaints).toEqual([]);
  });
});

describe('hosts that the server may call', () => {
  it('are allowed and taken back by an administrator, and what is no host is not', async () => {
    const { page, complaints } = await visitors.signIn('administrator');
    await page.goto(`${origin}/allowed-hosts`);
    await settled(page);
    await page.getByTestId('outbound-name').fill('https://ldap.clinic.internal/x');
    await page.getByTestId('outbound-add').click();
    await page.getByText('This is not a host').waitFor();
    expect(await axeFaults(page)).toEqual([]);
    await page.getByTestId('outbound-name').fill('LDAP.clinic.internal:8443');
    await page.getByTestId('outbound-name').press('Enter');
    const host = page.getByTestId('outbound-host').filter({ hasText: 'ldap.clinic.internal:8443' });
    await host.waitFor();
    expect(await axeFaults(page)).toEqual([]);
    await page.getByRole('button', { name: 'Remove ldap.clinic.internal:8443' }).click();
    await host.waitFor({ state: 'detached' });
    expect(complaints).toEqual([]);
  });
});

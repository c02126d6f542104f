import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, describe, expect, inject, it } from 'vitest';
import { axeFaults, demoPassword, settled, Visitors } from './visitor';

const origin = inject('origin');
const visitors = new Visitors(() => origin);
/** Each step waits for the server, which the whole suite shares. */
const patient = { timeout: 60_000 };
const slow = 300_000;
afterAll(() => visitors.close());

async function open(user: string, path: string): Promise<{ page: Page; complaints: string[] }> {
  const visitor = await visitors.signIn(user);
  visitor.page.setDefaultTimeout(patient.timeout);
  await visitor.page.goto(origin + path);
  await settled(visitor.page);
  expect(await axeFaults(visitor.page)).toEqual([]);
  return visitor;
}

describe('the administrator’s screens', () => {
  it('are reached from the users’ menu, and by nobody else', async () => {
    const { page } = await open('administrator', '/staff');
    for (const [link, heading] of [['How people sign in', 'How people sign in'], ['Access review', 'Access review'], ['Clinic’s directory', 'Clinic’s directory']] as const) {
      await page.getByRole('navigation', { name: 'Users' }).getByRole('link', { name: link }).click();
      await page.getByRole('heading', { level: 1, name: heading }).waitFor();
    }
    const nurse = await visitors.signIn('physician');
    await nurse.page.goto(`${origin}/sign-in-rules`);
    await expect.poll(() => nurse.page.getByRole('alert').first().textContent(), patient).toContain('role');
    expect(await nurse.page.getByTestId('rules-save').count()).toBe(0);
  }, slow);

  it('say whom a second proof will be asked of before it is saved, and save the rest', async () => {
    const { page, complaints } = await open('administrator', '/sign-in-rules');
    const demonstration = page.getByTestId('rules-demonstration').getByRole('switch');
    await demonstration.click();
    await expect.poll(() => page.getByTestId('rules-effect').textContent(), patient).toMatch(/\d+ people have no second proof that counts/);
    expect(await axeFaults(page)).toEqual([]);
    await demonstration.click();
    await page.getByTestId('rules-review-days').fill('60');
    await page.getByTestId('rules-save').click();
    await page.getByText('Saved.').waitFor();
    await page.reload();
    await expect.poll(() => page.getByTestId('rules-review-days').inputValue(), patient).toBe('60');
    expect(complaints).toEqual([]);
  }, slow);

  it('review everybody’s access, end that of a leaver with the signature, and keep the review', async () => {
    const { page, complaints } = await open('administrator', '/access-review');
    const made = await page.evaluate(async (password) => (await fetch('/users', { method: 'POST', headers: { 'Content-Type': 'application/json', 'X-Carewright-App': '1' }, body: JSON.stringify({ userName: 'review-leaver', display: 'Review Leaver', role: 'biller', password }) })).status, demoPassword);
    expect(made).toBe(201);
    await page.reload();
    const lines = page.getByTestId('review-account');
    await lines.filter({ hasText: 'Review Leaver' }).waitFor();
    expect(await page.getByTestId('review-sign').isDisabled()).toBe(true);
    for (let index = 0; index < await lines.count(); index++) {
      const line = lines.nth(index);
      const isLeaver = (await line.textContent())?.includes('Review Leaver') ?? false;
      await line.getByTestId(isLeaver ? 'review-end' : 'review-keep').click();
      if (isLeaver) {
        await page.getByTestId('review-note').fill('Left the clinic');
        expect(await axeFaults(page)).toEqual([]);
        await page.getByTestId('review-decide').click();
      }
      await expect.poll(() => line.textContent(), patient).toContain(isLeaver ? 'Left the clinic' : 'stays');
    }
    await page.getByTestId('review-sign').click();
    await page.getByRole('dialog').getByText(/1 person loses access and is signed out at once: Review Leaver/).waitFor();
    expect(await axeFaults(page)).toEqual([]);
    await page.getByTestId('review-sign-go').click();
    await page.getByTestId('review-signed').waitFor();
    expect(await page.getByTestId('past-review').filter({ hasText: '1 ended' }).count()).toBeGreaterThan(0);
    const users = await page.evaluate(async () => (await (await fetch('/users')).json() as { users: { userName: string; disabled: boolean }[] }).users);
    expect(users.find((user) => user.userName === 'review-leaver')?.disabled).toBe(true);
    expect(complaints).toEqual([]);
  }, slow);

  it('ask who lets an app in, and want a changed app approved again', async () => {
    const { page, complaints } = await open('administrator', '/apps');
    // The server takes a proof of the last ten minutes; the screen is told that it was longer ago.
    await page.route('**/account', async (route) => {
      const answer = await route.fetch();
      await route.fulfill({ response: answer, json: { ...await answer.json() as object, fresh: false } });
    });
    await page.reload();
    await page.getByTestId('app-add').click();
    await page.locator('input[name="name"]').fill('Edited app');
    await page.locator('textarea[name="redirectUris"]').fill('https://edited.example/after');
    await page.locator('textarea[name="scopes"]').fill('patient/Patient.rs');
    await page.getByTestId('app-save').click();
    await page.getByRole('button', { name: 'Close' }).click();
    const ours = page.getByTestId('registered-app').filter({ hasText: 'Edited app' });
    await ours.getByTestId('app-decide').click();
    await page.getByTestId('step-up-code').fill(demoPassword);
    await page.getByTestId('step-up-submit').click();
    await expect.poll(() => ours.textContent(), patient).toContain('approved');
    await ours.getByTestId('app-edit').click();
    await page.locator('input[name="description"]').fill('Shows what was edited.');
    expect(await axeFaults(page)).toEqual([]);
    await page.getByTestId('app-edit-save').click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await ours.textContent()).toContain('approved');
    await ours.getByTestId('app-edit').click();
    await page.locator('textarea[name="redirectUris"]').fill('https://edited.example/elsewhere');
    await page.getByTestId('app-edit-save').click();
    await expect.poll(() => ours.textContent(), patient).toContain('waits for approval');
    await ours.getByTestId('app-remove').click();
    await page.getByTestId('app-remove-go').click();
    await ours.waitFor({ state: 'detached' });
    expect(complaints).toEqual([]);
  }, slow);
});

describe('the compliance officer’s log', () => {
  it('gets a second place, is kept longer, and nothing of it goes before its time', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'carewright-place-'));
    const { page, complaints } = await open('compliance-officer', '/audit-log');
    await page.getByRole('navigation', { name: 'Audit log' }).getByRole('link', { name: 'Where it goes, how long' }).click();
    await page.getByTestId('nothing-due').waitFor();
    expect(await axeFaults(page)).toEqual([]);
    await page.getByTestId('place-add').click();
    await page.locator('input[name="name"]').fill('Browser disk');
    await page.locator('input[name="path"]').fill('relative/path');
    await page.getByTestId('place-save').click();
    await expect.poll(() => page.getByRole('dialog').getByRole('alert').textContent(), patient).toContain('absolute path');
    await page.locator('input[name="path"]').fill(join(folder, 'log.ndjson'));
    expect(await axeFaults(page)).toEqual([]);
    await page.getByTestId('place-save').click();
    const ours = page.getByTestId('place').filter({ hasText: 'Browser disk' });
    await ours.waitFor();
    const years = page.getByTestId('rule-years').first();
    const before = Number(await years.inputValue());
    await years.fill(String(before + 1));
    await page.getByTestId('retention-save').click();
    await page.getByText('Saved.').waitFor();
    expect(await page.getByTestId('kept-years').textContent()).toContain(`${before + 1} full years`);
    await page.getByTestId('rule-years').first().fill(String(before));
    await page.getByText(/shorter time than now/).waitFor();
    await page.getByTestId('retention-save').click();
    await page.getByText('Saved.').waitFor();
    await ours.getByTestId('place-remove').click();
    expect(await axeFaults(page)).toEqual([]);
    await page.getByTestId('confirm').click();
    await ours.waitFor({ state: 'detached' });
    expect(complaints).toEqual([]);
    await rm(folder, { recursive: true, force: true });
  }, slow);
});

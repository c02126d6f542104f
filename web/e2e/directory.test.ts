import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { DirectoryProvider } from './directory-provider';
import { axeFaults, demoPassword, settled, Visitors } from './visitor';

const origin = inject('origin');
const visitors = new Visitors(() => origin);
const account = 'browser-linked';
/** Each step waits for two servers, which the whole suite shares. */
const patient = { timeout: 60_000 };
const slow = 300_000;
let provider: DirectoryProvider;
let boss: Page;

beforeAll(async () => {
  provider = await DirectoryProvider.start();
  boss = (await visitors.signIn('administrator')).page;
  boss.setDefaultTimeout(patient.timeout);
});
afterAll(async () => {
  await visitors.close();
  await provider.stop();
});

const ours = (): Locator => boss.getByTestId('directory').filter({ hasText: 'Browser directory' });

/** Sends a request as the app does. */
const send = (method: string, path: string, body?: object) => boss.evaluate(async ([verb, address, json]) => {
  const answer = await fetch(address, { method: verb, headers: { 'Content-Type': 'application/json', 'X-Carewright-App': '1' }, ...(json === undefined ? {} : { body: json }) });
  return { status: answer.status, text: await answer.text() };
}, [method, path, body === undefined ? undefined : JSON.stringify(body)] as const);

/** Presses the directory's button on the sign-in page of a window of its own. */
async function arrive(): Promise<Page> {
  const { page } = await visitors.open();
  page.setDefaultTimeout(patient.timeout);
  await page.goto(origin);
  await page.getByTestId('sign-in-directory-browser-directory').click();
  return page;
}

async function choose(page: Page, label: string, option: string): Promise<void> {
  await page.getByRole('dialog').getByLabel(label).click();
  await page.getByRole('option', { name: option }).click();
}

describe('the clinic’s directory', () => {
  it('is set up, tested and switched on by an administrator', async () => {
    const { hosts } = JSON.parse((await send('GET', '/outbound-hosts')).text) as { hosts: string[] };
    expect((await send('PUT', '/outbound-hosts', { hosts: [...hosts, provider.host] })).status).toBe(204);
    await boss.goto(`${origin}/directories`);
    await settled(boss);
    await boss.getByTestId('directory-add').click();
    const dialog = boss.getByRole('dialog');
    await dialog.locator('input[name="name"]').fill('Browser directory');
    await dialog.locator('input[name="issuer"]').fill(provider.issuer);
    await dialog.locator('input[name="clientId"]').fill(DirectoryProvider.clientId);
    await dialog.locator('input[name="secret"]').fill(DirectoryProvider.secret);
    await dialog.getByTestId('group-add').click();
    await dialog.getByTestId('group-name').fill('nurses');
    await choose(boss, 'How accounts come to be', 'Made at the first sign-in');
    expect(await axeFaults(boss)).toEqual([]);
    await dialog.getByTestId('directory-save').click();
    await ours().waitFor();
    expect(await ours().getByTestId('directory-on').isDisabled()).toBe(true);
    await ours().getByTestId('directory-test').click();
    await expect.poll(() => ours().getByTestId('directory-tested').textContent(), patient).toContain('answers as it should');
    expect(await axeFaults(boss)).toEqual([]);
    await ours().getByTestId('directory-on').click();
    await ours().getByTestId('directory-off').waitFor();
  }, slow);

  it('opens the door to its people by its own button, with the role of their group', async () => {
    await provider.tell('browser-nurse', 'nurses');
    const page = await arrive();
    await page.getByTestId('user-menu').waitFor();
    expect(new URL(page.url()).origin).toBe(origin);
    expect(await page.getByTestId('user-menu').textContent()).toContain('Person browser-nurse');
    await page.getByTestId('user-menu').click();
    expect(await page.getByRole('dialog').textContent()).toContain('Nurse');
  }, slow);

  it('says in words why somebody of none of the groups is not let in', async () => {
    await provider.tell('browser-gardener', 'gardeners');
    const page = await arrive();
    await expect.poll(() => page.getByRole('alert').textContent(), patient).toContain('gives you no access here');
    expect(await axeFaults(page)).toEqual([]);
    await page.getByTestId('sign-in-again').click();
    await page.getByTestId('sign-in-user').waitFor();
  }, slow);

  it('lets an administrator link who waits, and take the link away at once', async () => {
    expect((await send('POST', '/users', { userName: account, display: 'Browser Linked', role: 'nurse', password: demoPassword })).status).toBe(201);
    await ours().getByTestId('directory-edit').click();
    await choose(boss, 'How accounts come to be', 'Linked by an administrator');
    await boss.getByTestId('directory-save').click();
    await expect.poll(() => ours().textContent(), patient).toContain('links each person with an account');
    expect(await ours().getByTestId('directory-off').count()).toBe(1);
    await provider.tell('browser-waiting', 'nurses');
    const refused = await arrive();
    await expect.poll(() => refused.getByRole('alert').textContent(), patient).toContain('no account here is yours yet');
    await boss.reload();
    const waiting = ours().getByTestId('directory-waiting').filter({ hasText: 'Person browser-waiting' });
    await waiting.getByTestId('directory-account').click();
    await boss.getByRole('option', { name: 'Browser Linked' }).click();
    await waiting.getByTestId('directory-link-make').click();
    await waiting.waitFor({ state: 'detached' });
    const page = await arrive();
    await page.getByTestId('user-menu').waitFor();
    expect(await page.getByTestId('user-menu').textContent()).toContain('Browser Linked');
    await ours().getByText(/linked account/).click();
    await ours().getByRole('button', { name: `Unlink ${account}: signed out at once` }).click();
    await ours().getByRole('button', { name: `Unlink ${account}: signed out at once` }).waitFor({ state: 'detached' });
    await page.reload();
    await page.getByTestId('sign-in-user').waitFor();
  }, slow);

  it('is removed after saying whom that concerns, and its button with it', async () => {
    await ours().getByTestId('directory-remove').click();
    expect(await boss.getByRole('dialog').textContent()).toContain('browser-nurse');
    await boss.getByTestId('directory-remove-go').click();
    await ours().waitFor({ state: 'detached' });
    const { page } = await visitors.open();
    await page.goto(origin);
    await page.getByTestId('sign-in-user').waitFor();
    await settled(page);
    expect(await page.getByTestId('sign-in-directory-browser-directory').count()).toBe(0);
  }, slow);
});

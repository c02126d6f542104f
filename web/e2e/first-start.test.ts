import { afterAll, beforeAll, expect, it } from 'vitest';
import { setUpApp } from './second-factor';
import { startServer, type RunningServer } from './server';
import { axeFaults, Visitors } from './visitor';

let server: RunningServer;
const visitors = new Visitors(() => server.origin);

beforeAll(async () => { server = await startServer('up'); });
afterAll(async () => {
  await visitors.close();
  await server.stop();
});

it('the first visitor with the code from the console makes the clinic and its administrator', async () => {
  const code = /\b([0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4})\b/.exec(server.output())?.[1];
  expect(code).toBeDefined();
  const { page, complaints } = await visitors.open();
  await page.goto(server.origin);
  const fill = (name: string, value: string) => page.locator(`input[name="${name}"]`).fill(value);
  await page.locator('input[name="code"]').waitFor();
  expect(await axeFaults(page)).toEqual([]);
  await fill('code', 'AAAA-AAAA-AAAA');
  await fill('tenant', 'Synthetic clinic');
  await fill('display', 'First administrator');
  await fill('userName', 'first.admin');
  await fill('password', 'correct horse of the browser suite');
  await page.getByRole('button', { name: 'Create the clinic' }).click();
  await expect.poll(() => page.getByRole('alert').textContent()).toContain('not the one on the server');
  await fill('code', code ?? '');
  await page.getByRole('button', { name: 'Create the clinic' }).click();
  // The first administrator, too, sees nothing before there is a second factor.
  await page.getByTestId('enrol-totp').waitFor();
  expect(await axeFaults(page)).toEqual([]);
  await page.getByTestId('enrol-totp').click();
  await setUpApp(page);
  await page.getByTestId('codes-done').click();
  await page.getByTestId('user-menu').waitFor();
  expect(complaints).toEqual([]);
});

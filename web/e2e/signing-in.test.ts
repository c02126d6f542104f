import { afterAll, expect, inject, it } from 'vitest';
import { addAuthenticator, setUpApp, totpCode } from './second-factor';
import { axeFaults, demoPassword, settled, Visitors } from './visitor';

const visitors = new Visitors(() => inject('origin'));
afterAll(() => visitors.close());

it('a passkey made in the own account opens the next sign-in alone, and as the second step', async () => {
  const { page, complaints } = await visitors.open();
  await addAuthenticator(page);
  await visitors.enter(page, 'nurse');
  await page.goto(`${inject('origin')}/my-account`);
  await page.getByTestId('add-passkey').click();
  await page.getByTestId('passkey-add').click();
  await page.getByTestId('recovery-codes').waitFor();
  await page.getByTestId('codes-done').click();
  await settled(page);
  expect(await axeFaults(page)).toEqual([]);
  expect(await page.getByText('This device', { exact: true }).count()).toBe(1);

  await leave();
  await page.getByTestId('sign-in-passkey').click();
  await page.getByTestId('user-menu').waitFor();

  await leave();
  await page.getByTestId('sign-in-user').fill('nurse');
  await page.getByTestId('sign-in-password').fill(demoPassword);
  await page.getByTestId('sign-in-submit').click();
  await page.getByTestId('factor-passkey').waitFor();
  expect(await axeFaults(page)).toEqual([]);
  await page.getByTestId('factor-passkey').click();
  await page.getByTestId('user-menu').waitFor();
  expect(complaints).toEqual([]);

  async function leave() {
    await page.getByTestId('user-menu').click();
    await page.getByTestId('sign-out').click();
    await page.getByTestId('sign-in-user').waitFor();
  }
});

it('an authenticator app is asked for at the next sign-in, and a wrong code is refused in words', async () => {
  const { page } = await visitors.signIn('biller');
  await page.goto(`${inject('origin')}/my-account`);
  await page.getByTestId('add-totp').click();
  const key = await setUpApp(page);
  const code = (await page.getByTestId('recovery-codes').locator('li').first().textContent()) ?? '';
  await page.getByTestId('codes-done').click();
  const other = await visitors.open();
  await other.page.goto(inject('origin'));
  await other.page.getByTestId('sign-in-user').fill('biller');
  await other.page.getByTestId('sign-in-password').fill(demoPassword);
  await other.page.getByTestId('sign-in-submit').click();
  await other.page.getByTestId('factor-code').fill(totpCode(key, Date.now() - 3_600_000));
  await other.page.getByTestId('factor-submit').click();
  await expect.poll(() => other.page.getByRole('alert').textContent()).toContain('not right');
  await other.page.getByTestId('factor-other-recovery').click();
  await other.page.getByTestId('factor-code').fill(code.toLowerCase());
  await other.page.getByTestId('factor-submit').click();
  await other.page.getByTestId('user-menu').waitFor();

  await page.reload();
  await page.getByTestId('end-others').click();
  await other.page.reload();
  await other.page.getByTestId('sign-in-user').waitFor();
}, 180_000);

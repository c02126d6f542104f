// The pictures of the README, from the generated clinic. With `./carewright demo` running:
//   npm run pictures [-- https://localhost:8443]
import { fileURLToPath } from 'node:url';
import { launch } from './browser.mjs';

const origin = process.argv[2] ?? 'https://localhost:8443';
const folder = fileURLToPath(new URL('../../docs/pictures/', import.meta.url));
const browser = await launch();

async function signIn(user, options) {
  const context = await browser.newContext({ ignoreHTTPSErrors: true, locale: 'en-US', timezoneId: 'America/New_York', reducedMotion: 'reduce', serviceWorkers: 'block', ...options });
  const page = await context.newPage();
  await page.goto(origin);
  await page.getByTestId('sign-in-user').fill(user);
  await page.getByTestId('sign-in-password').fill('wright-a-demo-clinic');
  await page.getByTestId('sign-in-submit').click();
  await page.getByTestId('user-menu').waitFor();
  await settled(page);
  return page;
}

async function settled(page) {
  await page.waitForFunction(() => !document.querySelector('[aria-busy="true"], .MuiSkeleton-root'), undefined, { timeout: 30_000 });
  await page.waitForTimeout(400);
}

async function save(page, name) {
  await settled(page);
  await page.screenshot({ path: `${folder}${name}.png` });
  console.log(name);
}

async function openChart(page) {
  await page.getByTestId('appointment-row').nth(9).click();
  await page.getByTestId('patient-banner').waitFor();
}

const desk = await signIn('physician', { viewport: { width: 1440, height: 900 } });
await save(desk, 'schedule');
await desk.keyboard.press('Control+k');
await desk.getByTestId('finder-input').last().fill('ma');
await desk.getByTestId('finder-row').first().waitFor();
await save(desk, 'finder');
await desk.keyboard.press('Escape');
await desk.keyboard.press('Escape');
await openChart(desk);
await save(desk, 'chart');
await desk.getByTestId('timeline-note').first().click();
await save(desk, 'note');

const tablet = await signIn('physician', { viewport: { width: 820, height: 1180 }, colorScheme: 'dark' });
await openChart(tablet);
await save(tablet, 'chart-tablet-dark');

const phone = await signIn('physician', { viewport: { width: 390, height: 844 }, locale: 'es-ES' });
await openChart(phone);
await save(phone, 'chart-phone-spanish');

const officer = await signIn('compliance-officer', { viewport: { width: 1440, height: 900 } });
await officer.goto(`${origin}/audit-log`);
await save(officer, 'audit-log');
await browser.close();

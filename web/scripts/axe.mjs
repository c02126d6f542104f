// Opens every screen of the built app over the mock in a real Chromium, in both themes and three widths, runs axe-core,
// and saves a picture of each. Fails on any serious or critical fault, on a script error, and on sideways scrolling.
//   npm run build && npm run axe [-- --only=chart]
import { mkdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { preview } from 'vite';
import { launch } from './browser.mjs';

const only = process.argv.find((argument) => argument.startsWith('--only='))?.slice(7);
const pictures = fileURLToPath(new URL('../test-results/pictures/', import.meta.url));
await mkdir(pictures, { recursive: true });
const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const first = (page) => page.locator('[data-testid]').first();
const screens = [
  { name: 'sign-in', path: '/sign-in' },
  { name: 'sign-in-error', path: '/sign-in', act: async (page) => { await fillSignIn(page, 'locked', 'wrong'); await page.getByRole('alert').waitFor(); } },
  { name: 'schedule', user: 'physician', path: '/schedule' },
  { name: 'finder', user: 'physician', path: '/schedule', act: async (page) => { if (await page.getByTestId('finder-open').isVisible().catch(() => false)) await page.getByTestId('finder-open').click(); await page.getByTestId('finder-input').fill('te'); await page.getByTestId('finder-row').first().waitFor(); } },
  { name: 'chart', user: 'physician', path: '/patients/pat-1', full: true },
  { name: 'chart-es', user: 'physician', path: '/patients/pat-1', language: 'es' },
  { name: 'chart-timeline', user: 'physician', path: '/patients/pat-1', act: async (page) => { const tab = page.getByRole('tab', { name: 'Timeline' }); if (await tab.isVisible()) await tab.click(); } },
  { name: 'chart-results', user: 'physician', path: '/patients/pat-1', act: async (page) => { const tab = page.getByRole('tab', { name: 'Results' }); if (await tab.isVisible()) await tab.click(); await page.getByRole('button', { name: /^Trend of Blood/ }).click(); await page.locator('.MuiLineChart-line, .MuiLineElement-root, svg path').first().waitFor(); } },
  { name: 'registry', user: 'physician', path: '/patients/pat-1', act: async (page) => { await page.getByTestId('ask-registry').click(); await page.getByTestId('registry-go').click(); await page.getByTestId('registry-dose').first().waitFor(); } },
  { name: 'registry-es', user: 'physician', path: '/patients/pat-1', language: 'es', act: async (page) => { await page.getByTestId('ask-registry').click(); await page.getByTestId('registry-go').click(); await page.getByTestId('registry-dose').first().waitFor(); } },
  { name: 'chart-empty', user: 'nurse', path: '/patients/pat-12' },
  { name: 'note', user: 'physician', path: '/patients/pat-1?item=DocumentReference%2Fdoc-0' },
  { name: 'record', user: 'physician', path: '/patients/pat-1?item=Observation%2Fbp-0', act: (page) => page.getByRole('tab', { name: 'Record' }).click() },
  { name: 'versions', user: 'physician', path: '/patients/pat-1?item=Condition%2Fcon-1', act: async (page) => { await page.getByRole('tab', { name: 'Versions' }).click(); await page.getByTestId('version').first().waitFor(); } },
  { name: 'chart-desk', user: 'front', path: '/patients/pat-1' },
  { name: 'chart-biller', user: 'biller', path: '/patients/pat-1' },
  { name: 'user-menu', user: 'physician', path: '/schedule', act: (page) => page.getByTestId('user-menu').click() },
  { name: 'in-house', user: 'physician', path: '/in-house-lab' },
  { name: 'in-house-controls', user: 'nurse', path: '/in-house-lab?view=controls', act: (page) => page.getByTestId('levey-jennings').waitFor() },
  { name: 'in-house-lots', user: 'nurse', path: '/in-house-lab?view=lots', language: 'es', act: (page) => page.getByTestId('lot-kind').first().waitFor({ state: 'attached' }) },
  { name: 'in-house-logs', user: 'nurse', path: '/in-house-lab?view=logs', act: (page) => page.getByTestId('log-table').waitFor() },
  { name: 'in-house-entry', user: 'nurse', path: '/patients/pat-1/in-house', act: async (page) => { await page.getByRole('combobox', { name: 'Test' }).click(); await page.getByRole('option').nth(1).click(); } },
  { name: 'audit', user: 'compliance', path: '/audit-log' },
  { name: 'audit-detail', user: 'compliance', path: '/audit-log', act: async (page) => { await page.getByTestId('audit-row').first().getByRole('button').first().click(); await page.getByTestId('audit-detail').waitFor(); } },
  { name: 'alerts', user: 'compliance', path: '/security' },
  { name: 'alert-detail', user: 'compliance', path: '/security', act: async (page) => { await page.getByTestId('alert-row').nth(1).getByRole('button').click(); await page.getByTestId('alert-history').waitFor(); } },
  { name: 'alerts-es', user: 'compliance', path: '/security', language: 'es' },
  { name: 'incidents', user: 'compliance', path: '/breaches', full: true },
  { name: 'exports', user: 'compliance', path: '/exports' },
  { name: 'exports-confirm', user: 'compliance', path: '/exports', act: async (page) => { await page.getByTestId('export-start').click(); await page.getByRole('dialog').waitFor(); } },
  { name: 'exports-own', user: 'patient', path: '/exports', language: 'es' },
  { name: 'chart-own', user: 'patient', path: '/patients/pat-1' },
  { name: 'privacy', user: 'patient', path: '/my-privacy', act: async (page) => { await page.getByTestId('disagree').click(); await page.getByTestId('disagree-words').waitFor(); } },
  { name: 'privacy-es', user: 'patient', path: '/my-privacy', language: 'es', full: true, act: (page) => page.getByTestId('amendment').waitFor() },
  { name: 'privacy-ask', user: 'patient', path: '/patients/pat-1?item=Condition%2Fcon-1', act: async (page) => { await page.getByTestId('amend').click(); await page.getByTestId('amend-words').waitFor(); } },
  { name: 'rights', user: 'compliance', path: '/patient-rights', full: true, act: (page) => page.getByTestId('request').waitFor() },
  { name: 'rights-deny', user: 'compliance', path: '/patient-rights', act: async (page) => { await page.getByTestId('request-deny').click(); await page.getByRole('dialog').waitFor(); } },
  { name: 'rights-register', user: 'compliance', path: '/patient-rights?view=exceptions', full: true, act: (page) => page.getByTestId('exception').waitFor() },
  { name: 'rights-patient', user: 'compliance', path: '/patients/pat-1/privacy', full: true, act: (page) => page.getByTestId('accounting-line').first().waitFor() },
  { name: 'rights-patient-es', user: 'compliance', path: '/patients/pat-1/privacy', language: 'es', full: true, act: (page) => page.getByTestId('accounting-line').first().waitFor() },
  { name: 'rights-proxy', user: 'compliance', path: '/patients/pat-1/privacy', act: async (page) => { await page.getByTestId('proxy-give').click(); await page.getByRole('dialog').waitFor(); } },
  { name: 'rights-intake', user: 'physician', path: '/patients/pat-1/privacy', act: (page) => page.getByTestId('request').first().waitFor() },
  { name: 'proxies', user: 'patient', path: '/my-privacy', full: true, act: async (page) => { await page.getByTestId('proxy-name').click(); await page.getByTestId('proxy-name-field').waitFor(); } },
  { name: 'proxies-end', user: 'patient', path: '/my-privacy', language: 'es', act: async (page) => { await page.getByTestId('proxy-end').click(); await page.getByTestId('proxy-end-yes').waitFor(); } },
  { name: 'records', user: 'proxy', path: '/records', act: (page) => page.getByTestId('record-add').click() },
  { name: 'records-chart', user: 'proxy', path: '/patients/pat-2' },
  { name: 'join', path: '/join' },
  { name: 'join-es', path: '/join', language: 'es' },
  { name: 'users', user: 'admin', path: '/staff' },
  { name: 'sign-in-rules', user: 'admin', path: '/sign-in-rules', full: true, act: async (page) => { await page.getByTestId('rules-demonstration').click(); await page.getByTestId('rules-effect').waitFor(); } },
  { name: 'sign-in-rules-es', user: 'admin', path: '/sign-in-rules', language: 'es', full: true },
  { name: 'access-review', user: 'admin', path: '/access-review', full: true },
  { name: 'access-review-es', user: 'admin', path: '/access-review', language: 'es', act: async (page) => { await page.getByTestId('review-end').first().click(); await page.getByRole('dialog').waitFor(); } },
  { name: 'directories', user: 'admin', path: '/directories', full: true, act: async (page) => { await page.getByTestId('directory-test').click(); await page.getByTestId('directory-tested').waitFor(); } },
  { name: 'directory-dialog', user: 'admin', path: '/directories', language: 'es', act: async (page) => { await page.getByTestId('directory-edit').click(); await page.getByRole('dialog').waitFor(); } },
  { name: 'apps-admin', user: 'admin', path: '/apps', full: true },
  { name: 'app-edit', user: 'admin', path: '/apps', act: async (page) => { await page.getByTestId('app-edit').first().click(); await page.getByRole('dialog').waitFor(); } },
  { name: 'app-certificates', user: 'admin', path: '/apps', language: 'es', act: async (page) => { await page.getByTestId('app-certificates').click(); await page.getByRole('dialog').waitFor(); } },
  { name: 'log-keeping', user: 'compliance', path: '/log-keeping', full: true },
  { name: 'log-keeping-es', user: 'compliance', path: '/log-keeping', language: 'es', full: true, act: async (page) => { await page.getByTestId('log-dispose').click(); await page.getByRole('dialog').waitFor(); } },
  { name: 'user-dialog', user: 'admin', path: '/staff', act: async (page) => { await page.getByTestId('user-add').click(); await page.getByRole('dialog').waitFor(); } },
].filter((screen) => !only || only.split(',').includes(screen.name));

async function fillSignIn(page, user, password) {
  await page.getByTestId('sign-in-user').fill(user);
  await page.getByTestId('sign-in-password').fill(password);
  await page.getByTestId('sign-in-submit').click();
}

const server = await preview({ root: fileURLToPath(new URL('../apps/clinic/', import.meta.url)), mode: 'mock', preview: { port: 0, strictPort: false }, logLevel: 'error' });
const origin = server.resolvedUrls.local[0].replace(/\/$/, '');
const browser = await launch();
let passed = 0;
const faults = [];
let user;

/** One window per theme, width and language: what it has compiled once serves all its screens. */
const contexts = new Map();
function contextFor(colorScheme, width, locale) {
  const key = [colorScheme, width, locale].join();
  if (!contexts.has(key)) contexts.set(key, browser.newContext({ viewport: { width, height: width < 600 ? 844 : 900 }, colorScheme, locale, reducedMotion: 'reduce', serviceWorkers: 'block' }));
  return contexts.get(key);
}

function fault(text) {
  faults.push(text);
  console.error(`FAULT ${text}`);
}

async function visit(screen, theme, width) {
  const name = `${screen.name}-${theme}-${width}`;
  const page = await (await contextFor(theme, width, screen.language === 'es' ? 'es-ES' : 'en-US')).newPage();
  const errors = [];
  page.on('pageerror', (error) => errors.push(error.message));
  try {
    if (screen.user !== user) {
      await page.request.post(`${origin}/auth/${screen.user ? 'sign-in' : 'sign-out'}`, { headers: { 'X-Carewright-App': '1' }, data: { userName: screen.user, password: 'synthetic' } });
      user = screen.user;
    }
    await page.goto(origin + screen.path);
    await first(page).waitFor();
    await page.waitForFunction(() => !document.querySelector('[aria-busy="true"], .MuiSkeleton-root'), undefined, { timeout: 10_000 });
    await screen.act?.(page);
    await page.waitForTimeout(250);
    await page.screenshot({ path: `${pictures}${name}.png`, fullPage: screen.full && width < 600 });
    await page.evaluate(axe);
    const result = await page.evaluate(() => globalThis.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }));
    const grave = result.violations.filter((one) => one.impact === 'serious' || one.impact === 'critical');
    const lesser = result.violations.filter((one) => !grave.includes(one));
    const sideways = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    for (const one of grave) fault(`${name}: ${one.id} (${one.impact}) ${one.nodes.slice(0, 3).map((node) => `${node.target.join(' ')} ${node.any.map((check) => check.message).join('; ')}`).join(' | ')}`);
    for (const one of lesser) console.log(`note  ${name}: ${one.id} (${one.impact}) ${one.nodes[0]?.target.join(' ')}`);
    if (sideways > 1) fault(`${name}: scrolls sideways by ${sideways} px`);
    for (const error of errors) fault(`${name}: ${error}`);
    if (grave.length === 0 && sideways <= 1 && errors.length === 0) passed++;
  } catch (error) {
    fault(`${name}: ${error.message.split('\n')[0]} ${errors.join('; ')}`);
  } finally {
    await page.close();
  }
}

try {
  for (const screen of screens) for (const theme of ['light', 'dark']) for (const width of [1440, 820, 390]) await visit(screen, theme, width);
} finally {
  await browser.close();
  await new Promise((done) => server.httpServer.close(done));
}
console.log(`${passed} passed, ${screens.length * 6 - passed} failed`);
process.exit(faults.length > 0 ? 1 : 0);

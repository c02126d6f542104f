import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, describe, expect, inject, it } from 'vitest';
import { chartName, openChart, settled, Visitors } from './visitor';

const origin = inject('origin');
const visitors = new Visitors(() => origin);

afterAll(() => visitors.close());

/** Until the service worker serves this very page. */
const controlled = (page: Page) => page.waitForFunction(() => navigator.serviceWorker.controller !== null, undefined, { timeout: 30_000 });

/** Everything that the browser keeps of this origin, as text. */
const kept = (page: Page) => page.evaluate(async () => {
  const entries: { url: string; text: string }[] = [];
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) entries.push({ url: request.url, text: await (await cache.match(request))?.text() ?? '' });
  }
  return { entries, storage: JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage)]), databases: (await indexedDB.databases()).map((one) => one.name) };
});

describe('the installed app', () => {
  it('can be installed', async () => {
    const { page } = await visitors.open({ serviceWorkers: 'allow' });
    await page.goto(origin);
    await controlled(page);
    const session = await page.context().newCDPSession(page);
    const manifest = await session.send('Page.getAppManifest');
    expect(manifest.errors).toEqual([]);
    expect(JSON.parse(manifest.data ?? '{}')).toMatchObject({ name: 'Carewright', display: 'standalone', start_url: '/' });
    const { installabilityErrors } = await session.send('Page.getInstallabilityErrors');
    // A window without a profile of its own cannot install; nothing else may be in the way.
    expect(installabilityErrors.map((error) => error.errorId).filter((id) => id !== 'in-incognito')).toEqual([]);
  });

  it('keeps its own files and nothing of any patient', async () => {
    const { page } = await visitors.open({ serviceWorkers: 'allow' });
    const stored: (string | undefined)[] = [];
    page.on('response', (response) => {
      if (new URL(response.url()).pathname.startsWith('/fhir')) stored.push(response.headers()['cache-control']);
    });
    await visitors.enter(page, 'physician');
    await controlled(page);
    await openChart(page, 'ma');
    const name = await chartName(page);
    await page.getByTestId('timeline-note').first().click();
    await page.getByTestId('note-text').waitFor();
    expect(stored.length).toBeGreaterThan(2);
    expect(stored.filter((header) => !header?.includes('no-store'))).toEqual([]);
    const { entries, storage, databases } = await kept(page);
    const paths = entries.map((entry) => new URL(entry.url).pathname);
    expect(paths).toContain('/index.html');
    expect(paths.filter((path) => !/^\/(assets\/[\w.-]+\.(js|css)|index\.html|icon[\w-]*\.(svg|png)|manifest\.webmanifest)$/.test(path))).toEqual([]);
    const [family = '?'] = name.split(',');
    expect(entries.filter((entry) => entry.text.includes(family)).map((entry) => entry.url)).toEqual([]);
    expect(storage).not.toContain(family);
    expect(databases).toEqual([]);
  });

  it('opens without a network, says so, keeps no patient on screen, and goes on by itself', async () => {
    const { page, complaints } = await visitors.open({ serviceWorkers: 'allow' });
    await visitors.enter(page, 'physician');
    await controlled(page);
    await openChart(page, 'ma');
    const name = await chartName(page);
    await page.context().setOffline(true);
    await page.getByTestId('offline-notice').waitFor();
    expect(await page.content()).toContain(name);
    await page.reload();
    await page.getByTestId('offline').waitFor();
    expect(await page.title()).toBe('Offline · Carewright');
    expect(await page.content()).not.toContain(name);
    await page.context().setOffline(false);
    await page.getByTestId('patient-banner').waitFor({ timeout: 20_000 });
    await settled(page);
    expect(await chartName(page)).toBe(name);
    expect(await page.getByTestId('offline-notice').count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  it('a sign-out without a network empties the screen, and the session is over once the server hears of it', async () => {
    const { page } = await visitors.open({ serviceWorkers: 'allow' });
    await visitors.enter(page, 'physician');
    await controlled(page);
    await page.context().setOffline(true);
    await page.getByTestId('offline-notice').waitFor();
    await page.getByTestId('user-menu').click();
    await page.getByTestId('sign-out').click();
    await page.getByTestId('sign-in-user').waitFor();
    await page.context().setOffline(false);
    await page.reload();
    await page.getByTestId('sign-in-user').waitFor();
    expect(await page.evaluate(async () => (await fetch('/auth/session')).status)).toBe(401);
  });

  it('offers a new version, and changes nothing until the reader takes it', async () => {
    const { page } = await visitors.open({ serviceWorkers: 'allow' });
    await page.goto(origin);
    await page.getByTestId('sign-in-user').waitFor();
    await controlled(page);
    await page.getByTestId('sign-in-user').fill('half a name');
    await appendFile(join(inject('app'), 'sw.js'), '\n// The successor.\n');
    await page.evaluate(async () => (await navigator.serviceWorker.ready).update());
    await page.getByTestId('update-apply').waitFor();
    expect(await page.getByTestId('sign-in-user').inputValue()).toBe('half a name');
    const before = await page.evaluate(() => performance.timeOrigin);
    await page.getByTestId('update-apply').click();
    await expect.poll(() => page.evaluate(() => performance.timeOrigin).catch(() => before), { timeout: 20_000 }).not.toBe(before);
    await page.getByTestId('sign-in-user').waitFor();
    expect(await page.getByTestId('update-apply').count()).toBe(0);
  });
});

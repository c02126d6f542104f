import { afterAll, describe, expect, inject, it } from 'vitest';
import { axeFaults, chartName, openChart, Visitors } from './visitor';

const origin = inject('origin');
const visitors = new Visitors(() => origin);

afterAll(() => visitors.close());

describe('printing a chart', () => {
  it('goes on record before the paper, which says whose it is, who printed it and when', async () => {
    const { page, complaints } = await visitors.signIn('physician');
    // The dialog of the system is not there in a window without a screen: what stands on the page at that moment is kept instead.
    await page.evaluate(() => { window.print = () => { document.documentElement.dataset['seen'] = document.querySelector('[data-testid="print-stamp"]')?.textContent ?? 'nothing'; }; });
    const patient = await openChart(page, 'ma');
    const name = await chartName(page);
    const told = page.waitForRequest((request) => request.url().endsWith('/prints') && request.method() === 'POST');
    await page.getByTestId('chart-print').click();
    expect(((await told).postDataJSON() as { readonly resources: readonly string[] }).resources).toContain(`Patient/${patient}`);
    await expect.poll(() => page.evaluate(() => document.documentElement.dataset['seen'])).toContain(name);
    expect(await page.evaluate(() => document.documentElement.dataset['seen'])).toMatch(/Printed by .+, .*\d/);
    await page.emulateMedia({ media: 'print' });
    expect(await page.getByTestId('print-stamp').isVisible()).toBe(true);
    expect(await page.getByTestId('panel-problems').isVisible()).toBe(true);
    expect(await page.getByTestId('chart-print').isVisible()).toBe(false);
    expect(await page.getByTestId('print-refused').isVisible()).toBe(false);
    await page.emulateMedia({ media: 'screen' });
    await page.evaluate(() => window.dispatchEvent(new Event('afterprint')));
    await expect.poll(() => page.getByTestId('print-stamp').count()).toBe(0);
    expect(complaints).toEqual([]);

    const officer = await visitors.signIn('compliance-officer');
    const found = await officer.page.evaluate(async (id) => (await fetch(`/fhir/AuditEvent?patient=Patient/${id}&subtype=print`)).json() as Promise<{ entry?: readonly { resource: { type: { code: string } } }[] }>, patient);
    expect(found.entry?.map((entry) => entry.resource.type.code)).toEqual(['110106']);
  });

  it('by the browser itself puts nothing of the patient on paper', async () => {
    const { page } = await visitors.signIn('physician');
    await openChart(page, 'ma');
    await page.emulateMedia({ media: 'print' });
    expect(await page.getByTestId('patient-banner').isVisible()).toBe(false);
    expect(await page.getByTestId('panel-problems').isVisible()).toBe(false);
    expect(await page.getByTestId('print-refused').isVisible()).toBe(true);
  });

  it('does not print when it could not be put on record', async () => {
    const { page } = await visitors.signIn('physician');
    await page.evaluate(() => { window.print = () => { document.documentElement.dataset['seen'] = 'printed'; }; });
    await openChart(page, 'ma');
    await page.route('**/prints', (route) => route.fulfill({ status: 429, contentType: 'application/problem+json', body: '{"status":429,"code":"busy","title":"The store is busy"}' }));
    await page.getByTestId('chart-print').click();
    await page.getByTestId('print-failed').waitFor();
    expect(await page.evaluate(() => document.documentElement.dataset['seen'])).toBeUndefined();
    expect(await axeFaults(page)).toEqual([]);
  });
});

import type { Page } from 'playwright-core';
import { afterAll, describe, expect, inject, it } from 'vitest';
import { openChart, settled, Visitors } from './visitor';

const origin = inject('origin');
const visitors = new Visitors(() => origin);

afterAll(() => visitors.close());

const firstTimes = async (page: Page) => {
  await page.getByTestId('appointment-row').nth(7).waitFor();
  return (await page.getByTestId('appointment-row').allTextContents()).slice(0, 8).map((text) => /^\d+:\d\d [AP]M/.exec(text)?.[0]);
};

describe('the session’s site', () => {
  it('is named, and its clocks tell the time on a device anywhere', async () => {
    const here = await visitors.signIn('physician', { timezoneId: 'America/New_York' });
    await settled(here.page);
    expect(await here.page.getByTestId('session-site').textContent()).toBe('Carewright Demo Clinic Elmhollow');
    expect(await here.page.getByTestId('zone-note').count()).toBe(0);
    const times = await firstTimes(here.page);
    expect(times[0]).toBe('9:00 AM');

    const away = await visitors.signIn('physician', { timezoneId: 'Asia/Tokyo' });
    await settled(away.page);
    expect(await firstTimes(away.page)).toEqual(times);
    expect(await away.page.getByRole('heading', { level: 1 }).textContent()).toBe('Today');
    expect(await away.page.getByTestId('zone-note').textContent()).toContain('Eastern Time');
    await openChart(away.page, 'ma');
    const officer = await visitors.signIn('compliance-officer', { timezoneId: 'Asia/Tokyo' });
    await settled(officer.page);
    const row = await officer.page.getByTestId('audit-row').first().textContent();
    const now = new Intl.DateTimeFormat('en-US', { timeZone: 'America/New_York', dateStyle: 'medium' }).format(new Date());
    expect(row).toContain(now);
  });

  it('has a day of 25 hours in autumn: both half past ones, and nothing of the next day', async () => {
    const { page } = await visitors.signIn('physician', { timezoneId: 'Europe/Madrid' });
    const put = (id: string, start: string) => page.evaluate(async ([name, at]) => {
      const session = await (await fetch('/auth/session')).json() as { site: { reference: string } };
      const appointment = { resourceType: 'Appointment', id: name, status: 'booked', start: at, end: new Date(Date.parse(at) + 900_000).toISOString(), description: name, participant: [{ actor: session.site, status: 'accepted' }] };
      appointment.participant = [{ actor: { reference: session.site.reference }, status: 'accepted' }];
      const answer = await fetch(`/fhir/Appointment/${name}`, { method: 'PUT', headers: { 'Content-Type': 'application/fhir+json', 'X-Carewright-App': '1' }, body: JSON.stringify(appointment) });
      return answer.status;
    }, [id, start] as const);
    const wanted = [['dst-first', '2026-11-01T05:30:00Z'], ['dst-second', '2026-11-01T01:30:00-05:00'], ['dst-last', '2026-11-02T04:30:00Z'], ['dst-next', '2026-11-02T00:15:00-05:00']] as const;
    for (const [id, start] of wanted) expect(await put(id, start)).toBe(201);
    await page.goto(`${origin}/schedule?day=2026-11-01`);
    await settled(page);
    await page.getByTestId('appointment-row').filter({ hasText: 'dst-' }).nth(2).waitFor();
    const rows = (await page.getByTestId('appointment-row').allTextContents()).filter((text) => text.includes('dst-'));
    expect(rows.map((text) => [/^[^A-Z]*[AP]M [A-Z]{3}/.exec(text)?.[0], /dst-\w+/.exec(text)?.[0]?.replace('Booked', '')])).toEqual([['1:30 AM EDT', 'dst-first'], ['1:30 AM EST', 'dst-second'], ['11:30 PM EST', 'dst-last']]);
  });
});

import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { openApp, serveMock, usesNetwork } from '../../../dev/test-app';

usesNetwork();

describe('schedule', () => {
  it('shows the site’s day and leads to the chart in one click', async () => {
    const asked = serveMock({ signedIn: 'front' });
    const { router } = await openApp('/schedule');
    const rows = await screen.findAllByTestId('appointment-row');
    expect(asked.find((one) => one.url.includes('/fhir/Appointment?'))?.url).toContain('location=Location%2Fsite-1');
    const row = rows.find((one) => one.textContent.includes('Sample-Synthetic'));
    expect(row?.textContent).toContain('Arrived');
    fireEvent.click(within(row ?? document.body).getByRole('link'));
    await screen.findByTestId('patient-banner');
    expect(router.state.location.pathname).toBe('/patients/pat-1');
  });
});

describe('the session’s site', () => {
  it('is named in the bar, and its day is what the schedule asks for and shows', async () => {
    const asked = serveMock({ signedIn: 'physician' });
    await openApp('/schedule?day=2026-11-01');
    expect((await screen.findByTestId('session-site')).textContent).toBe('Synthetic North');
    await waitFor(() => expect(asked.some((one) => decodeURIComponent(one.url).includes('date=ge2026-11-01T04:00:00.000Z&date=lt2026-11-02T05:00:00.000Z'))).toBe(true));
  });

  it('another site’s schedule is read on that site’s clocks, and says so', async () => {
    const asked = serveMock({ signedIn: 'physician' });
    await openApp('/schedule?day=2026-11-01&site=Location%2Fsite-3');
    await waitFor(() => expect(asked.some((one) => decodeURIComponent(one.url).includes('date=ge2026-11-01T07:00:00.000Z&date=lt2026-11-02T08:00:00.000Z'))).toBe(true));
    expect(screen.getByTestId('zone-note').textContent).toContain('Pacific Time');
  });
});

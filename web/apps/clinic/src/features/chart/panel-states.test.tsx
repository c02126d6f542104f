import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { describe, expect, it } from 'vitest';
import { network, openApp, serveMock, usesNetwork } from '../../../dev/test-app';

usesNetwork();

describe('panel states', () => {
  const panels: readonly (readonly [string, string, RegExp])[] = [
    ['panel-problems', 'Condition', /No active problems/], ['panel-medications', 'MedicationRequest', /No current medications/], ['panel-allergies', 'AllergyIntolerance', /Not recorded/],
    ['panel-immunizations', 'Immunization', /No immunizations/], ['panel-vitals', 'category=vital-signs', /No vital signs/], ['panel-results', 'DiagnosticReport', /No results/],
    ['panel-timeline', 'Encounter', /No encounters/], ['panel-coverage', 'Coverage', /No coverage/], ['panel-appointments', 'Appointment', /No appointments/],
  ];
  const stateOf = (panel: string) => screen.getByTestId(panel).dataset['state'];

  it('all load, then all have data', async () => {
    serveMock({ signedIn: 'physician' });
    await openApp('/patients/pat-1');
    await screen.findByTestId('panel-problems');
    for (const [panel] of panels) expect([panel, stateOf(panel)]).toEqual([panel, 'loading']);
    await waitFor(() => panels.forEach(([panel]) => expect([panel, stateOf(panel)]).toEqual([panel, 'data'])));
  });

  it('all say in words that nothing is recorded', async () => {
    serveMock({ signedIn: 'physician' });
    await openApp('/patients/pat-2');
    await screen.findByTestId('panel-problems');
    await waitFor(() => panels.forEach(([panel, , words]) => expect(screen.getByTestId(panel).textContent).toMatch(words)));
  });

  it.each(panels)('%s alone shows its own failure and tries again alone', async (panel, search) => {
    const asked = serveMock({ signedIn: 'physician' });
    let failing = true;
    network.use(
      http.post('*/fhir', async ({ request }) => {
        if (!failing) return undefined;
        const bundle = (await request.clone().json()) as { entry: { request: { url: string } }[] };
        const failed = { status: '500', outcome: { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code: 'exception', diagnostics: 'broken on purpose' }] } };
        const entry = bundle.entry.map(({ request: { url } }) => (url.includes(search) ? { response: failed } : { response: { status: '200' }, resource: url.startsWith('Patient/') ? { resourceType: 'Patient', id: 'pat-1' } : { resourceType: 'Bundle', type: 'searchset' } }));
        return HttpResponse.json({ resourceType: 'Bundle', type: 'batch-response', entry });
      }),
    );
    await openApp('/patients/pat-1');
    await waitFor(() => expect(screen.getByTestId(panel).dataset['state']).toBe('error'));
    expect(panels.filter(([other]) => stateOf(other) === 'error').map(([other]) => other)).toEqual([panel]);
    expect(screen.getByTestId(panel).textContent).toContain('broken on purpose');
    if (panel === 'panel-allergies') expect(screen.getByTestId('patient-banner').textContent).toContain('Could not be loaded');
    failing = false;
    fireEvent.click(within(screen.getByTestId(panel)).getByRole('button', { name: 'Try again' }));
    await waitFor(() => expect(stateOf(panel)).toBe('data'));
    const retried = asked.filter((one) => one.method === 'POST').at(-1);
    expect((JSON.parse(retried?.body ?? '{}') as { entry: unknown[] }).entry).toHaveLength(1);
  });
});

import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { describe, expect, it, vi } from 'vitest';
import { network, openApp, serveMock, type, usesNetwork } from '../../../dev/test-app';

usesNetwork();

const sent = (asked: ReturnType<typeof serveMock>, url: string) => asked.filter((one) => one.method === 'POST' && one.url === url).map((one) => JSON.parse(one.body) as Record<string, unknown>);

describe('the in-house laboratory', () => {
  it('tells what may be done today, what may not, and why', async () => {
    serveMock({ signedIn: 'nurse' });
    await openApp('/in-house-lab');
    expect((await screen.findByTestId('bench-GLU-M')).textContent).toBe('Can be done');
    expect(screen.getByTestId('bench-FOBT').textContent).toBe('Cannot be done now');
    expect(screen.getAllByTestId('kit-line').map((line) => line.textContent)).toEqual(expect.arrayContaining([expect.stringContaining('Out of date'), expect.stringContaining('20 days left')]));
    expect(screen.getByTestId('certificate').textContent).toContain('00D0000000');
    expect(screen.queryByTestId('action-found')).toBeNull();
  });

  it('takes what was done after a rejected control from who may unlock', async () => {
    const asked = serveMock({ signedIn: 'physician' });
    await openApp('/in-house-lab');
    await screen.findByTestId('action-found');
    expect(screen.getByTestId('action-save')).toHaveProperty('disabled', true);
    type('action-found', 'Open bottle');
    type('action-done', 'New bottle');
    fireEvent.click(screen.getByTestId('action-save'));
    expect(await screen.findByText('A control must pass after what was done')).toBeTruthy();
    expect(sent(asked, '/in-house/actions')).toEqual([{ kit: 'k-shut', found: 'Open bottle', done: 'New bottle' }]);
  });

  it('reports a number only within what the method can tell, and offers no locked lot', async () => {
    const asked = serveMock({ signedIn: 'nurse' });
    await openApp('/patients/pat-1/in-house');
    await screen.findByTestId('in-house-test');
    type('in-house-test', 'GLU-M');
    fireEvent.mouseDown(within(screen.getByTestId('in-house-kit').parentElement as HTMLElement).getByRole('combobox'));
    const offered = await screen.findAllByRole('option');
    expect(offered.map((one) => one.getAttribute('aria-disabled'))).toEqual([null, 'true']);
    expect(offered[1]?.textContent).toContain('A control was rejected');
    fireEvent.click(offered[0] as HTMLElement);
    type('value-GLU', '9');
    expect(screen.getByTestId('in-house-save')).toHaveProperty('disabled', true);
    type('value-GLU', '110');
    fireEvent.click(screen.getByTestId('in-house-save'));
    expect((await screen.findByTestId('in-house-told')).textContent).toContain('is reported');
    expect(sent(asked, '/in-house/results')).toEqual([{ patient: 'Patient/pat-1', test: 'GLU-M', kit: 'k-open', values: [{ analyte: 'GLU', number: 110 }] }]);
  });

  it('reports nothing without the internal control', async () => {
    const asked = serveMock({ signedIn: 'nurse' });
    await openApp('/patients/pat-1/in-house', 'es');
    await screen.findByTestId('in-house-test');
    type('in-house-test', 'STREP-A');
    type('in-house-kit', 'k-strep');
    type('in-house-internal', 'no');
    expect(screen.queryByTestId('value-STREP')).toBeNull();
    fireEvent.click(screen.getByTestId('in-house-save'));
    expect((await screen.findByTestId('in-house-told')).textContent).toContain('No se informa nada');
    expect(sent(asked, '/in-house/results')).toEqual([{ patient: 'Patient/pat-1', test: 'STREP-A', kit: 'k-strep', values: [], internalControl: false }]);
  });

  it('enters a run of controls and shows the runs in a chart and in a table', async () => {
    const asked = serveMock({ signedIn: 'nurse' });
    await openApp('/in-house-lab?view=controls');
    expect((await screen.findByTestId('levey-jennings')).getAttribute('aria-label')).toContain('the last 3 runs');
    expect(within(screen.getByTestId('run-table')).getAllByRole('row')).toHaveLength(4);
    expect(screen.getByTestId('run-save')).toHaveProperty('disabled', true);
    type('control-c-low.GLU', '50');
    fireEvent.click(screen.getByTestId('run-save'));
    expect((await screen.findByTestId('run-told')).textContent).toContain('Accepted');
    expect(sent(asked, '/in-house/runs')).toEqual([{ test: 'GLU-M', kit: 'k-open', controls: [{ control: 'c-low', values: [{ analyte: 'GLU', number: 50 }] }] }]);
  });

  it('takes in a control with what it is to measure', async () => {
    const asked = serveMock({ signedIn: 'physician' });
    await openApp('/in-house-lab?view=lots');
    await screen.findByTestId('lot-kind');
    type('lot-kind', 'Control');
    type('lot-test', 'GLU-M');
    type('lot-lot', 'C-2');
    type('lot-expires', '2099-01-01');
    type('lot-level', 'low');
    type('lot-mean.GLU', '50');
    expect(screen.getByTestId('lot-save')).toHaveProperty('disabled', true);
    type('lot-sd.GLU', '2,5');
    fireEvent.click(screen.getByTestId('lot-save'));
    await waitFor(() => expect(sent(asked, '/in-house/lots')).toEqual([{ kind: 'Control', lot: 'C-2', test: 'GLU-M', expires: '2099-01-01', level: 'low', targets: [{ analyte: 'GLU', mean: 50, deviation: 2.5 }] }]));
  });

  it('shows a log of days and gives it as a file', async () => {
    serveMock({ signedIn: 'nurse' });
    await openApp('/in-house-lab?view=logs');
    expect(within(await screen.findByTestId('log-table')).getByText('90 mg/dL')).toBeTruthy();
    expect(screen.getByTestId('log-file').getAttribute('href')).toMatch(/^\/in-house\/logs\/controls\?from=.*&format=csv$/);
  });

  it('says why it could not be asked, and is not offered to who does not test', async () => {
    serveMock({ signedIn: 'physician' });
    network.use(http.get('*/in-house/state', () => HttpResponse.json({ title: 'busy', code: 'busy' }, { status: 429 })));
    const { unmount } = await openApp('/in-house-lab');
    expect((await screen.findAllByRole('alert')).length).toBeGreaterThan(0);
    unmount();
    serveMock({ signedIn: 'biller' });
    await openApp('/patients/pat-1/in-house');
    await screen.findByTestId('in-house-patient');
    expect(screen.queryByTestId('in-house-test')).toBeNull();
  });

  it('puts in the starter set with one press where nothing is, and lets a test be changed after', async () => {
    const asked = serveMock({ signedIn: 'admin' });
    await openApp('/in-house-setup');
    fireEvent.click(await screen.findByTestId('starter'));
    expect(await screen.findByTestId('setup-test')).toBeTruthy();
    expect(sent(asked, '/in-house/starter')).toEqual([{ organization: 'org-1' }]);
    expect(screen.getByTestId('competency').textContent).toContain('over since');
    type('setup-least-GLU', '20');
    fireEvent.click(screen.getByTestId('setup-save'));
    await waitFor(() => expect(asked.filter((one) => one.method === 'PUT')).toHaveLength(1));
    const change = JSON.parse(asked.find((one) => one.method === 'PUT')?.body ?? '{}') as { analytes: unknown };
    expect(change.analytes).toEqual([{ code: 'GLU', low: 70, high: 140, least: 20, most: 600 }]);
  });

  it('keeps the certificate only whole', async () => {
    const asked = serveMock({ signedIn: 'admin' });
    await openApp('/in-house-setup');
    fireEvent.click(await screen.findByTestId('starter'));
    type((await screen.findByTestId('clia-number')).dataset['testid'] ?? '', '');
    expect(screen.getByTestId('clia-save')).toHaveProperty('disabled', true);
    type('clia-number', '00d0000001');
    fireEvent.click(screen.getByTestId('clia-save'));
    await waitFor(() => expect(asked.some((one) => one.method === 'PUT' && one.url === '/in-house/certificates/org-1' && one.body.includes('00D0000001'))).toBe(true));
  });

  it('puts on record that a log is printed before it is', async () => {
    const print = vi.spyOn(window, 'print').mockImplementation(() => undefined);
    const asked = serveMock({ signedIn: 'nurse' });
    await openApp('/in-house-lab?view=logs');
    await screen.findByTestId('log-table');
    fireEvent.click(screen.getByTestId('log-print'));
    await waitFor(() => expect(print).toHaveBeenCalledOnce());
    expect(asked.some((one) => one.url.includes('format=paper'))).toBe(true);
  });
});

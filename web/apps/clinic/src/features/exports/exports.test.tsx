import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { describe, expect, it } from 'vitest';
import { network, openApp, serveMock, usesNetwork } from '../../../dev/test-app';

usesNetwork();

describe('exports', () => {
  it('takes out everyone’s record after a question, shows how far it is, and deletes it', async () => {
    const asked = serveMock({ signedIn: 'compliance' });
    await openApp('/exports');
    expect(await screen.findAllByTestId('export-row')).toHaveLength(2);
    fireEvent.click(screen.getByTestId('export-start'));
    expect((await screen.findByRole('dialog')).textContent).toContain('not encrypted');
    expect(asked.some((one) => one.method === 'POST' && one.url === '/bulk/ehi')).toBe(false);
    fireEvent.click(screen.getByTestId('export-confirm'));
    await waitFor(() => expect(screen.getAllByTestId('export-row')[0]?.textContent).toContain('Being made'));
    expect(asked.find((one) => one.method === 'POST' && one.url === '/bulk/ehi')).toMatchObject({ url: '/bulk/ehi', app: '1' });
    await waitFor(() => expect(screen.getAllByTestId('export-row')[0]?.textContent).toContain('Ready'), { timeout: 5_000 });
    fireEvent.click(screen.getAllByTestId('export-delete')[0] ?? document.body);
    fireEvent.click(await screen.findByTestId('export-confirm'));
    await waitFor(() => expect(screen.getAllByTestId('export-row')).toHaveLength(2));
    expect(asked.some((one) => one.method === 'DELETE')).toBe(true);
  });

  it('finds the one patient whose record is taken out', async () => {
    const asked = serveMock({ signedIn: 'compliance' });
    await openApp('/exports');
    fireEvent.change(within(await screen.findByTestId('export-patient')).getByTestId('finder-input'), { target: { value: 'sample' } });
    fireEvent.click((await screen.findAllByTestId('finder-row'))[0] ?? document.body);
    expect((await screen.findByRole('dialog')).textContent).toContain('Record of');
    fireEvent.click(screen.getByTestId('export-confirm'));
    await waitFor(() => expect(asked.find((one) => one.method === 'POST' && one.url === '/bulk/ehi')?.body).toMatch(/^\{"patient":"pat-/));
  });

  it('offers a patient the own record alone, from the own chart', async () => {
    const asked = serveMock({ signedIn: 'patient' });
    const { router } = await openApp('/patients/pat-1');
    fireEvent.click(await screen.findByTestId('chart-export'));
    await waitFor(() => expect(router.state.location.pathname).toBe('/exports'));
    await screen.findAllByTestId('export-row');
    expect(screen.queryByTestId('export-patient')).toBeNull();
    fireEvent.click(screen.getByTestId('export-start'));
    fireEvent.click(await screen.findByTestId('export-confirm'));
    await waitFor(() => expect(asked.find((one) => one.url === '/bulk/ehi')).toMatchObject({ method: 'POST', body: '' }));
  });

  it('says so when the list cannot be read, and when there is none', async () => {
    serveMock({ signedIn: 'compliance' });
    network.use(http.get('*/bulk/jobs', () => HttpResponse.json({ title: 'broken', code: 'broken' }, { status: 500 })));
    await openApp('/exports');
    const retry = await screen.findByRole('button', { name: 'Try again' });
    network.use(http.get('*/bulk/jobs', () => HttpResponse.json({ jobs: [] })));
    fireEvent.click(retry);
    expect(await screen.findByText('Nothing has been exported.')).toBeTruthy();
  });
});

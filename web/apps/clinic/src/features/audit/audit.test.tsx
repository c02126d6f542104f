import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { describe, expect, it } from 'vitest';
import { mockSessions } from '../../../dev/mock-sessions';
import { network, openApp, serveMock, type, usesNetwork } from '../../../dev/test-app';

usesNetwork();

describe('audit log', () => {
  it('lists, filters, pages, opens and exports', async () => {
    const asked = serveMock({ signedIn: 'compliance' });
    await openApp('/');
    expect((await screen.findAllByTestId('audit-row')).length).toBeGreaterThan(5);
    expect((await screen.findByTestId('audit-chain')).textContent).toContain('Chain intact, 180 records');
    type('audit-filter-user', 'physician');
    const box = within(screen.getByTestId('audit-filter-patient')).getByTestId('finder-input');
    fireEvent.focus(box);
    fireEvent.change(box, { target: { value: '03/14/1958' } });
    fireEvent.click(await screen.findByTestId('finder-row'));
    await waitFor(() => expect(screen.getByTestId('audit-patient').textContent).toContain('Sample-Synthetic, Andrea Test'));
    fireEvent.click(screen.getByTestId('audit-apply'));
    await waitFor(() => expect(asked.some((one) => one.url.includes('user=physician') && one.url.includes('patient=pat-1'))).toBe(true));
    expect(screen.getByTestId('audit-export-csv').getAttribute('href')).toBe('/audit/export?user=physician&patient=pat-1&format=csv');
    await waitFor(() => expect(screen.getAllByTestId('audit-row').every((row) => row.textContent.includes('Test Physician One'))).toBe(true));
    fireEvent.click(within(screen.getAllByTestId('audit-row')[0] ?? document.body).getAllByRole('button')[0] ?? document.body);
    expect((await screen.findByTestId('audit-detail')).textContent).toContain('evt-');
    expect(screen.getAllByTestId('audit-row').every((row) => row.textContent.includes('Sample-Synthetic, Andrea Test'))).toBe(true);
  });

  it('offers the known users by name, and narrows to a record’s patient or user', async () => {
    const asked = serveMock({ signedIn: 'compliance' });
    await openApp('/audit-log');
    await screen.findAllByTestId('audit-row');
    const user = screen.getByTestId('audit-filter-user');
    fireEvent.focus(user);
    fireEvent.change(user, { target: { value: 'test nurse' } });
    fireEvent.click(await screen.findByTestId('audit-user-option'));
    fireEvent.click(screen.getByTestId('audit-apply'));
    await waitFor(() => expect(asked.some((one) => one.url.includes('user=nurse'))).toBe(true));
    const [row] = screen.getAllByTestId('audit-row').filter((one) => one.textContent.includes('Patient/pat-1'));
    fireEvent.click(within(row ?? document.body).getByRole('button', { name: /Only looks at/ }));
    await waitFor(() => expect(asked.some((one) => one.url.includes('user=nurse') && one.url.includes('patient=pat-1'))).toBe(true));
    expect((await screen.findByTestId('audit-patient')).textContent).toContain('Sample-Synthetic');
    fireEvent.click(screen.getByRole('button', { name: /Show all patients/ }));
    expect(screen.queryByTestId('audit-patient')).toBeNull();
  });

  it('takes an id from who may not look for patients', async () => {
    const asked = serveMock({ signedIn: 'compliance' });
    network.use(http.get('*/auth/session', () => HttpResponse.json({ ...mockSessions['compliance'], may: {} })));
    await openApp('/audit-log');
    type('audit-filter-patient', (await screen.findAllByTestId('audit-row')).length > 0 ? 'Patient/pat-1' : '');
    fireEvent.click(screen.getByTestId('audit-apply'));
    await waitFor(() => expect(asked.some((one) => one.url.includes('patient=pat-1'))).toBe(true));
    expect(asked.some((one) => one.url.includes('/fhir/'))).toBe(false);
  });

  it('asks for times of the site’s clocks, the last minute whole', async () => {
    const asked = serveMock({ signedIn: 'compliance' });
    await openApp('/audit-log');
    fireEvent.change(await screen.findByLabelText('From'), { target: { value: '2026-11-01T01:30' } });
    fireEvent.change(screen.getByLabelText('To'), { target: { value: '2026-11-02T09:00' } });
    fireEvent.click(screen.getByTestId('audit-apply'));
    await waitFor(() => expect(asked.some((one) => decodeURIComponent(one.url).includes('from=2026-11-01T05:30Z&to=2026-11-02T14:00Z'))).toBe(true));
  });

  it('fetches the next page by its cursor', async () => {
    const asked = serveMock({ signedIn: 'compliance' });
    await openApp('/audit-log');
    fireEvent.click(await screen.findByRole('button', { name: 'Show more' }));
    await waitFor(() => expect(asked.some((one) => one.url.includes('cursor=50'))).toBe(true));
  });
});

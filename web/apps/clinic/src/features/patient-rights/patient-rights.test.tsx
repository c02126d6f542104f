import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { describe, expect, it } from 'vitest';
import { changeLanguage } from '../../shell/language';
import { network, openApp, serveMock, type, usesNetwork } from '../../../dev/test-app';

usesNetwork();

describe('the desk of requests', () => {
  it('shows the late one first, by name, with its words, and sends the denial with its ground', async () => {
    const asked = serveMock({ signedIn: 'compliance' });
    await openApp('/patient-rights');
    const rows = await screen.findAllByTestId('request-row');
    expect(rows[0]?.textContent).toMatch(/Type 2 diabetes mellitus.*Late by 3 days/);
    expect(rows[1]?.textContent).toContain('8 days left');
    await waitFor(() => expect(rows[0]?.textContent).toContain('Sample-Synthetic, Andrea'));
    expect(screen.getByTestId('request').textContent).toContain('I never had this.');
    // Too late to take more time.
    expect(screen.queryByTestId('request-extend')).toBeNull();
    fireEvent.click(screen.getByTestId('request-deny'));
    fireEvent.click(screen.getByLabelText('It is not part of the designated record set'));
    expect(within(screen.getByRole('dialog')).getByText(/statement of disagreement/)).toBeTruthy();
    type('words-words', 'It is of another clinic.');
    fireEvent.click(screen.getByTestId('form-send'));
    await waitFor(() => expect(asked.find((one) => one.url === '/privacy/amendments/late/denial')).toMatchObject({ method: 'POST', app: '1', body: '{"ground":"not-in-record-set","words":"It is of another clinic."}' }));
    await waitFor(() => expect(screen.getAllByTestId('request-row')).toHaveLength(1));
  });

  it('names the version that corrects, and says what the server found wrong', async () => {
    const asked = serveMock({ signedIn: 'compliance' });
    await openApp('/patient-rights');
    fireEvent.click(await screen.findByTestId('request-accept'));
    expect(screen.getByLabelText(/^Version 2, written/)).toBeTruthy();
    type('words-words', 'short');
    fireEvent.click(screen.getByTestId('form-send'));
    expect((await screen.findByText(/10 to 4000 characters/)).textContent).toBeTruthy();
    type('words-words', 'It is corrected now.');
    fireEvent.click(screen.getByTestId('form-send'));
    await waitFor(() => expect(asked.filter((one) => one.url === '/privacy/amendments/late/acceptance').at(-1)?.body).toBe('{"correction":"Condition/con-1/_history/2","words":"It is corrected now."}'));
  });

  it('speaks the language that is chosen while it is open', async () => {
    serveMock({ signedIn: 'compliance' });
    await openApp('/patient-rights');
    expect(await screen.findByRole('button', { name: 'Deny' })).toBeTruthy();
    await act(() => changeLanguage('es'));
    expect(await screen.findByRole('button', { name: 'Denegar' })).toBeTruthy();
    await act(() => changeLanguage('en'));
    localStorage.clear();
  });

  it('says so when nothing waits, and when it cannot be read', async () => {
    serveMock({ signedIn: 'compliance' });
    network.use(http.get('*/privacy/amendments', () => HttpResponse.json({ title: 'broken', code: 'broken' }, { status: 500 })));
    await openApp('/patient-rights', 'es');
    const retry = await screen.findByRole('button', { name: 'Reintentar' });
    network.use(http.get('*/privacy/amendments', () => HttpResponse.json({ requests: [] })));
    fireEvent.click(retry);
    expect(await screen.findByText('Ninguna solicitud espera respuesta.')).toBeTruthy();
  });
});

describe('one patient’s privacy', () => {
  it('is whole for whoever answers for it', async () => {
    const asked = serveMock({ signedIn: 'compliance' });
    await openApp('/patients/pat-1/privacy');
    expect((await screen.findByTestId('hold')).textContent).toContain('case 26-114');
    expect((await screen.findAllByTestId('accounting-line'))[0]?.textContent).toContain('Not told to the patient for now');
    expect((await screen.findByTestId('suspension')).textContent).toContain('by word of mouth');
    expect((await screen.findAllByTestId('look-of-day')).length).toBeGreaterThan(0);
    expect((await screen.findByTestId('exception')).textContent).toContain('Infeasibility (45 CFR 171.204)');
    expect(screen.getByTestId('disclosures-pdf').getAttribute('href')).toBe('/privacy/disclosures?patient=pat-1&format=pdf');
    expect(screen.getByTestId('looks-pdf').getAttribute('href')).toBe('/audit/report?patient=pat-1');
    fireEvent.click(screen.getByTestId('hold-release'));
    type('words-reason', 'The case is closed.');
    fireEvent.click(screen.getByTestId('form-send'));
    await waitFor(() => expect(screen.getByTestId('hold').textContent).toContain('The case is closed.'));
    expect(asked.find((one) => one.url === '/privacy/holds/hold-1/release')?.body).toBe('{"reason":"The case is closed."}');
  });

  it('is the requests and two forms for who takes wishes in, and asks for nothing that is not theirs', async () => {
    const asked = serveMock({ signedIn: 'physician' });
    await openApp('/patients/pat-1/privacy');
    expect((await screen.findByTestId('request')).textContent).toContain('I never had this.');
    expect(screen.queryByTestId('request-accept')).toBeNull();
    expect(screen.getByTestId('disclosure-add')).toBeTruthy();
    expect(screen.queryByTestId('hold-add')).toBeNull();
    expect(asked.filter((one) => /^\/(privacy|audit)/.test(one.url)).map((one) => one.url)).toEqual(['/privacy/amendments?patient=pat-1']);
  });

  it('is closed to everybody else', async () => {
    const asked = serveMock({ signedIn: 'biller' });
    await openApp('/patients/pat-1/privacy');
    expect(await screen.findByText('Your role may not see this.')).toBeTruthy();
    await waitFor(() => expect(screen.getByTestId('privacy-patient').textContent).toContain('Sample-Synthetic'));
    expect(asked.some((one) => one.url.startsWith('/privacy'))).toBe(false);
  });
});

describe('a request that staff take in', () => {
  it('is written below the record, and goes to the staff’s door', async () => {
    const asked = serveMock({ signedIn: 'physician' });
    await openApp('/patients/pat-1?item=Condition/con-1');
    fireEvent.click(await screen.findByTestId('amend'));
    type('amend-words', 'The patient says it was bronchitis.');
    fireEvent.click(screen.getByTestId('amend-send'));
    expect(await screen.findByText('The request is taken in.')).toBeTruthy();
    expect(asked.find((one) => one.url === '/privacy/amendments')).toMatchObject({ method: 'POST', body: '{"record":"Condition/con-1","words":"The patient says it was bronchitis."}' });
  });
});

describe('an incident', () => {
  it('names the patients whom the reader may see, and numbers the others', async () => {
    serveMock({ signedIn: 'compliance' });
    await openApp('/breaches');
    const list = await screen.findAllByTestId('incident-patient');
    await waitFor(() => expect(list[0]?.textContent).toContain('Sample-Synthetic, Andrea'));
    expect(within(list[0] as HTMLElement).getByRole('link').getAttribute('aria-label')).toContain('Sample-Synthetic');
  });
});

describe('who acts for a patient', () => {
  it('is given with what the right asks for, and the code is shown once', async () => {
    const asked = serveMock({ signedIn: 'compliance' });
    await openApp('/patients/pat-1/privacy');
    expect(await screen.findAllByTestId('given-proxy')).toHaveLength(2);
    fireEvent.click(screen.getByTestId('proxy-give'));
    expect(screen.queryByTestId('gift-papers')).toBeNull();
    fireEvent.change(screen.getByTestId('gift-kind'), { target: { value: 'guardian' } });
    expect((screen.getByTestId<HTMLInputElement>('gift-until')).required).toBe(true);
    type('gift-name', 'Test Guardian Two');
    type('gift-until', '2027-05-01');
    type('gift-papers', 'DocumentReference/doc-1');
    fireEvent.change(screen.getByTestId('gift-relationship'), { target: { value: 'GUARD' } });
    fireEvent.click(screen.getByTestId('form-send'));
    expect((await screen.findByTestId('gift-code')).textContent).toBe('NPQR-STVW-XYZ2');
    expect(JSON.parse(asked.find((one) => one.method === 'POST' && one.url === '/privacy/proxies')?.body ?? '{}')).toEqual({
      patient: 'pat-1', kind: 'guardian', name: 'Test Guardian Two', relationship: 'GUARD', until: '2027-05-01', papers: 'DocumentReference/doc-1',
    });
    await waitFor(() => expect(screen.getAllByTestId('given-proxy')).toHaveLength(3));
  });
});

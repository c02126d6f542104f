import { fireEvent, screen, waitFor } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { describe, expect, it } from 'vitest';
import { network, openApp, serveMock, type, usesNetwork } from '../../../dev/test-app';

usesNetwork();

describe('my privacy', () => {
  it('tells a patient who looked, to whom the record went, and what became of a request, and takes a disagreement once', async () => {
    const asked = serveMock({ signedIn: 'patient' });
    await openApp('/my-privacy');
    expect((await screen.findAllByTestId('look'))[0]?.textContent).toContain('Test Physician One');
    expect((await screen.findByTestId('disclosure')).textContent).toContain('3 times');
    expect(screen.getByTestId('disclosures-document').getAttribute('href')).toBe('/my-record/disclosures?format=pdf');
    const request = await screen.findByTestId('amendment');
    expect(request.textContent).toContain('Problem: Type 2 diabetes mellitus');
    expect(request.textContent).toContain('Not corrected');
    expect(request.textContent).toContain('The record is accurate and complete.');
    fireEvent.click(screen.getByTestId('disagree'));
    type('disagree-words', 'It is still not mine.');
    fireEvent.click(screen.getByTestId('disagree-send'));
    await waitFor(() => expect(screen.getByTestId('amendment').textContent).toContain('It is still not mine.'));
    expect(screen.queryByTestId('disagree')).toBeNull();
    expect(asked.find((one) => one.url === '/my-record/amendments/amd-1/disagreement')).toMatchObject({ method: 'POST', app: '1', body: '{"words":"It is still not mine."}' });
  });

  it('says so when a list cannot be read, and when there is nothing', async () => {
    serveMock({ signedIn: 'patient' });
    network.use(
      http.get('*/my-record/looks', () => HttpResponse.json({ title: 'broken', code: 'broken' }, { status: 500 })),
      http.get('*/my-record/amendments', () => HttpResponse.json({ requests: [] })),
    );
    await openApp('/my-privacy', 'es');
    const retry = await screen.findByRole('button', { name: 'Reintentar' });
    expect(await screen.findByText(/No ha pedido ninguna corrección/)).toBeTruthy();
    network.use(http.get('*/my-record/looks', () => HttpResponse.json({ looks: [] })));
    fireEvent.click(retry);
    expect(await screen.findByText('Nadie ha visto su expediente.')).toBeTruthy();
  });

  it.each([['patient', 1], ['biller', 0]] as const)('offers a correction below an entry of the record to the %s: %i', async (user, offers) => {
    const asked = serveMock({ signedIn: user });
    await openApp('/patients/pat-1?item=Condition/con-1');
    await screen.findByTestId('resource-drawer');
    await waitFor(() => expect(asked.some((one) => one.url.startsWith('/fhir/Condition/con-1'))).toBe(true));
    if (offers === 0) {
      await screen.findByTestId('patient-banner');
      expect(screen.queryByTestId('amend')).toBeNull();
      return;
    }
    fireEvent.click(await screen.findByTestId('amend'));
    type('amend-words', 'I never had this.');
    fireEvent.click(screen.getByTestId('amend-send'));
    expect(await screen.findByText(/Your request was sent/)).toBeTruthy();
    expect(asked.find((one) => one.url === '/my-record/amendments')).toMatchObject({ method: 'POST', body: '{"record":"Condition/con-1","words":"I never had this."}' });
  });
});

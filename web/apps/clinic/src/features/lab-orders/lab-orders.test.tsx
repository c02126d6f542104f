import type { Bundle, FhirResource } from '@carewright/fhir-client';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { describe, expect, it } from 'vitest';
import { network, openApp, serveMock, type, usesNetwork } from '../../../dev/test-app';

usesNetwork();

/** The record's orders, written by transactions and updates. */
function serveOrders(before: readonly FhirResource[] = []) {
  const kept = new Map<string, FhirResource>(before.map((one) => [`${one.resourceType}/${one.id ?? ''}`, one]));
  const sent: Bundle[] = [];
  const list = (kind: string) => HttpResponse.json({ resourceType: 'Bundle', type: 'searchset', entry: [...kept.values()].filter((one) => one.resourceType === kind).map((resource) => ({ resource })) });
  network.use(
    http.get('*/fhir/ServiceRequest', () => list('ServiceRequest')),
    http.get('*/fhir/Specimen', () => list('Specimen')),
    http.put('*/fhir/ServiceRequest/:id', async ({ request, params }) => {
      kept.set(`ServiceRequest/${String(params['id'])}`, (await request.json()) as FhirResource);
      return HttpResponse.json({});
    }),
    http.post('*/fhir', async ({ request }) => {
      const bundle = (await request.clone().json()) as Bundle;
      if (bundle.type !== 'transaction') return undefined;
      sent.push(bundle);
      const ids = new Map((bundle.entry ?? []).map((entry, index) => [entry.fullUrl ?? '', `${entry.resource?.resourceType ?? ''}/new-${sent.length}-${index}`]));
      const entry = (JSON.parse([...ids].reduce((text, [from, to]) => (from === '' ? text : text.replaceAll(`"${from}"`, `"${to}"`)), JSON.stringify(bundle.entry))) as NonNullable<Bundle['entry']>).map(({ resource, request: asked }, index) => {
        const reference = asked?.method === 'PUT' ? asked.url : `${resource?.resourceType ?? ''}/new-${sent.length}-${index}`;
        if (resource) kept.set(reference, { ...resource, id: reference.split('/')[1] ?? '' });
        return { response: { status: '201', location: `${reference}/_history/1` } };
      });
      return HttpResponse.json({ resourceType: 'Bundle', type: 'transaction-response', entry });
    }),
  );
  return { sent, kept };
}

async function find(words: string, name: string) {
  type('test-finder', words);
  await screen.findByText(name, { selector: '[data-testid="test-row"] *' });
  fireEvent.keyDown(screen.getByTestId('test-finder'), { key: 'Enter' });
  await waitFor(() => expect(screen.getAllByTestId('basket-line').some((line) => line.textContent.includes(name))).toBe(true));
}

describe('ordering tests', () => {
  it.each([['physician', true], ['patient', false]] as const)('is reached from the chart by the %s: %s', async (user, offered) => {
    serveMock({ signedIn: user });
    await openApp('/patients/pat-1');
    await screen.findByTestId('patient-banner');
    await screen.findByTestId('chart-print');
    expect(screen.queryByTestId('chart-order-tests')?.getAttribute('href')).toBe(offered ? '/patients/pat-1/order-tests' : undefined);
  });

  it('places an order with its numbers, without a mouse in the search', async () => {
    const asked = serveMock({ signedIn: 'physician' });
    const { sent } = serveOrders();
    await openApp('/patients/pat-1/order-tests');
    await screen.findByTestId('test-finder');
    expect(screen.getByTestId('place-order')).toHaveProperty('disabled', true);
    await find('gluc', 'Glucose');
    expect(screen.getByTestId('no-reason').textContent).toContain('No reason is given');
    expect(screen.getByTestId('missing-answers').textContent).toContain('nothing but water');
    expect(screen.getByTestId('place-order')).toHaveProperty('disabled', true);
    fireEvent.change(screen.getByTestId('question-FASTING'), { target: { value: 'yes' } });
    fireEvent.change(screen.getByTestId('collect'), { target: { value: 'now' } });
    fireEvent.click(within((await screen.findAllByTestId('reason-problem'))[0] as HTMLElement).getByRole('checkbox'));
    expect(screen.queryByTestId('no-reason')).toBeNull();
    fireEvent.click(screen.getByTestId('place-order'));
    const placed = await screen.findByTestId('placed');
    const order = sent[0]?.entry?.map((one) => one.resource).find((one) => one?.resourceType === 'ServiceRequest');
    expect(order).toMatchObject({ status: 'active', requester: { reference: 'Practitioner/doc-1' }, performer: [{ reference: 'Organization/lab-north' }] });
    expect(order?.resourceType === 'ServiceRequest' && order.reasonReference?.[0]?.reference?.startsWith('Condition/')).toBe(true);
    const number = order?.resourceType === 'ServiceRequest' ? order.identifier?.[0]?.value : undefined;
    expect(placed.textContent).toContain(`order ${number ?? '?'}`);
    expect(within(placed).getByTestId('print-labels')).toBeTruthy();
    await waitFor(() => expect(screen.getByTestId('lab-order').textContent).toContain('Collected'));
    expect(screen.queryByTestId('basket-line')).toBeNull();
    expect(asked.some((one) => one.url.startsWith('/laboratory/catalogue') && one.url.includes('q=gluc'))).toBe(true);
  });

  it('warns of a test that was ordered lately, collects it, and takes it back with a reason', async () => {
    serveMock({ signedIn: 'physician' });
    const yesterday = new Date(Date.now() - 86_400_000).toISOString();
    const { kept } = serveOrders([{
      resourceType: 'ServiceRequest', id: 'o1', status: 'active', intent: 'order', subject: { reference: 'Patient/pat-1' }, authoredOn: yesterday, meta: { versionId: '3' },
      code: { coding: [{ system: 'https://carewright.example/fhir/CodeSystem/lab-north/test', code: 'NA' }], text: 'Sodium' }, identifier: [{ system: 'https://carewright.example/fhir/NamingSystem/order', value: 'ABCDEFGHJK' }],
    }]);
    await openApp('/patients/pat-1/order-tests');
    await screen.findByText(/ABCDEFGHJK/);
    await find('sod', 'Sodium');
    expect((await screen.findByTestId('duplicate')).textContent).toContain('Sodium was ordered on');
    fireEvent.click(screen.getByTestId('order-collect'));
    await waitFor(() => expect(screen.getByTestId('lab-order').textContent).toContain('Collected'));
    expect([...kept.values()].find((one) => one.resourceType === 'Specimen')).toMatchObject({ request: [{ reference: 'ServiceRequest/o1' }] });
    fireEvent.click(screen.getByTestId('order-cancel'));
    expect(await screen.findByTestId('cancel-confirm')).toHaveProperty('disabled', true);
    type('cancel-reason', 'The patient declined.');
    fireEvent.click(screen.getByTestId('cancel-confirm'));
    await waitFor(() => expect(screen.getByTestId('lab-order').textContent).toContain('Cancelled'));
    expect(kept.get('ServiceRequest/o1')).toMatchObject({ status: 'revoked', note: [{ text: 'The patient declined.' }] });
  });

  it('keeps what a nurse orders for a signature', async () => {
    serveMock({ signedIn: 'nurse' });
    const { sent } = serveOrders();
    await openApp('/patients/pat-1/order-tests');
    await screen.findByTestId('test-finder');
    await find('bmp', 'Basic metabolic panel');
    fireEvent.click(screen.getByTestId('place-order'));
    await screen.findByTestId('placed');
    expect(sent[0]?.entry?.[0]?.resource).toMatchObject({ resourceType: 'ServiceRequest', status: 'draft' });
    await waitFor(() => expect(screen.getByTestId('lab-order').textContent).toContain('Waits for signature'));
    expect(screen.queryByTestId('order-sign')).toBeNull();
  });

  it('says why the laboratory could not be asked, and does not offer ordering to who may not', async () => {
    serveMock({ signedIn: 'physician' });
    serveOrders();
    network.use(http.get('*/laboratory/catalogue', () => HttpResponse.json({ title: 'busy', code: 'busy' }, { status: 429 })), http.get('*/fhir/ServiceRequest', () => HttpResponse.json({}, { status: 500 })));
    const { unmount } = await openApp('/patients/pat-1/order-tests', 'es');
    expect((await screen.findAllByRole('alert')).length).toBeGreaterThan(0);
    unmount();
    serveMock({ signedIn: 'biller' });
    await openApp('/patients/pat-1/order-tests');
    await screen.findByTestId('order-patient');
    expect(screen.queryByTestId('test-finder')).toBeNull();
  });
});

import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { describe, expect, it } from 'vitest';
import { network, openApp, serveMock, type, usesNetwork } from '../../../dev/test-app';

usesNetwork();

const add = async () => {
  await waitFor(() => expect(screen.getByTestId<HTMLButtonElement>('partner-add').disabled).toBe(false));
  fireEvent.click(screen.getByTestId('partner-add'));
};
const refused = (path: string) => network.use(http.get(path, () => HttpResponse.json({ title: 'broken', code: 'broken' }, { status: 500 })));

describe('partners', () => {
  it('say how they do in words, and what is amiss first', async () => {
    serveMock({ signedIn: 'admin' });
    await openApp('/interfaces');
    const line = await screen.findByTestId('partner');
    expect(line.textContent).toContain('Needs somebody now');
    expect(within(line).getAllByTestId('partner-finding').map((one) => one.textContent)).toEqual(['1 message cannot be put into the record as it is.', '3 messages wait for a person’s decision.']);
    expect(line.textContent).toContain('last message 3 minutes ago');
    expect(line.textContent).toContain('Port 26575, encrypted');
  });

  it('are made after a proof, with the server’s faults at their fields', async () => {
    const asked = serveMock({ signedIn: 'admin', isFresh: false });
    await openApp('/interfaces');
    await add();
    type('partner-name', 'North Clinic');
    type('partner-port', '0');
    type('partner-addresses', '192.0.2.9');
    type('partner-maps', '# mine\ntype ZZ gives Nope');
    fireEvent.click(screen.getByTestId('partner-save'));
    await screen.findByTestId('step-up-code');
    expect(asked.some((one) => one.method === 'PUT')).toBe(false);
    type('step-up-code', 'synthetic');
    fireEvent.click(screen.getByTestId('step-up-submit'));
    expect(await screen.findByText('A port is a number from 1 to 65535.')).toBeTruthy();
    expect(screen.getByTestId('partner-port').getAttribute('aria-invalid')).toBe('true');
    const fault = screen.getByTestId('map-issue');
    expect(fault.textContent).toContain('type ZZ gives Nope');
    fireEvent.click(within(fault).getByRole('button', { name: 'Line 2' }));
    const maps = screen.getByTestId<HTMLTextAreaElement>('partner-maps');
    expect(maps.value.slice(maps.selectionStart, maps.selectionEnd)).toBe('type ZZ gives Nope');
    type('partner-port', '2575');
    type('partner-maps', '');
    for (const xml of ['<HL7v2xConformanceProfile/>', '<gone/>']) {
      fireEvent.click(screen.getByTestId('partner-profile-add'));
      fireEvent.change(within(screen.getAllByTestId('partner-profile').slice(-1)[0] ?? document.body).getByRole('textbox'), { target: { value: xml } });
    }
    fireEvent.click(within(screen.getByRole('group', { name: 'Profile 1' })).getByRole('checkbox'));
    fireEvent.click(screen.getByRole('button', { name: 'Remove profile 2' }));
    fireEvent.click(screen.getByTestId('partner-save'));
    await waitFor(() => expect(screen.getAllByTestId('partner')).toHaveLength(2));
    const sent = JSON.parse(asked.filter((one) => one.method === 'PUT').at(-1)?.body ?? '{}') as object;
    expect(sent).toMatchObject({ id: 'north-clinic', name: 'North Clinic', receive: { port: 2575, addresses: ['192.0.2.9'], isSecure: true }, profiles: [{ xml: '<HL7v2xConformanceProfile/>', isBinding: true }] });
  });

  it('are switched off and removed', async () => {
    const asked = serveMock({ signedIn: 'admin' });
    await openApp('/interfaces');
    fireEvent.click(await screen.findByRole('switch', { name: 'Exchange messages with Test Laboratory' }));
    await waitFor(() => expect(screen.getByTestId('partner').textContent).toContain('Switched off'));
    expect(JSON.parse(asked.find((one) => one.method === 'PUT')?.body ?? '{}')).toMatchObject({ id: 'city-lab', isEnabled: false, codes: [{ code: 'GLU' }] });
    fireEvent.click(screen.getByTestId('partner-remove'));
    fireEvent.click(await screen.findByTestId('partner-remove-go'));
    expect(await screen.findByText('There is no partner yet. Add one to receive its messages.')).toBeTruthy();
  });

  it('say so when they cannot be read', async () => {
    serveMock({ signedIn: 'admin' });
    refused('*/interfaces/partners');
    await openApp('/interfaces');
    expect(await screen.findByRole('button', { name: 'Try again' })).toBeTruthy();
  });

  it('are no screen for who has not the area', async () => {
    serveMock({ signedIn: 'nurse' });
    await openApp('/messages');
    expect(await screen.findByRole('link', { name: 'Messages' })).toBeTruthy();
    expect(screen.queryByRole('link', { name: 'Interfaces' })).toBeNull();
  });
});

describe('the try-out', () => {
  const tryOut = async () => {
    type('try-message', 'MSH|^~\\&|LAB|CITY|EHR|CLINIC|20260302||ORU^R01|C1|P|2.5.1\nPID|1||LAB7||Sample-Synthetic^Andrea||19580315|F\nOBX|1|NM|G||180\nOBX|2|NM|H||13.2\nZXX|unread');
    fireEvent.click(screen.getByTestId('try-go'));
    await screen.findByTestId('try-result');
  };
  const chosen = (testId: string) => [...screen.getByTestId(testId).querySelectorAll<HTMLElement>('[data-chosen="true"]')];
  const pick = (selector: string) => fireEvent.click(document.querySelector(selector) ?? document.body);

  it('leads from a field to its elements and back', async () => {
    serveMock({ signedIn: 'admin' });
    await openApp('/interfaces?view=try');
    await screen.findByTestId('try-message');
    await tryOut();
    expect(chosen('message-pane')).toEqual([]);
    pick('[data-path="PID-5"]');
    expect(chosen('fhir-pane').map((one) => one.dataset['element'])).toEqual(['name[0].family', 'name[0].given[0]']);
    pick('section[aria-label="Observation 2"] [data-element="valueQuantity.value"]');
    expect(chosen('message-pane').map((one) => one.dataset['path'])).toEqual(['OBX[2]-5']);
    pick('[data-element="name[0].given[0]"]');
    expect(chosen('message-pane')[0]?.querySelector('mark')?.textContent).toBe('Andrea');
  });

  it('shows what is not read, what refers to what, and how the message was written', async () => {
    serveMock({ signedIn: 'admin' });
    await openApp('/interfaces?view=try');
    await screen.findByTestId('try-message');
    await tryOut();
    expect(screen.getByRole('button', { name: 'ZXX-1, not read: unread' })).toBeTruthy();
    expect(screen.getByTestId('try-result').textContent).toContain('1 place has a value that is not read');
    expect(screen.getByTestId('try-result').textContent).toContain('Segments end with a line feed (5×)');
    fireEvent.click(screen.getByRole('button', { name: 'Show ZXX in the message' }));
    expect(chosen('message-pane')).toHaveLength(1);
  });

  it('goes from field to field by the arrow keys, with one stop of the tab key', async () => {
    serveMock({ signedIn: 'admin' });
    await openApp('/interfaces?view=try');
    await screen.findByTestId('try-message');
    await tryOut();
    const pane = screen.getByTestId('message-pane');
    expect(pane.querySelectorAll('button[tabindex="0"]')).toHaveLength(1);
    pane.querySelector<HTMLElement>('[data-path="PID-1"]')?.focus();
    fireEvent.keyDown(document.activeElement ?? pane, { key: 'ArrowRight' });
    expect((document.activeElement as HTMLElement).dataset['path']).toBe('PID-3');
  });

  it('takes settings that are not saved yet, and says what cannot be read', async () => {
    const asked = serveMock({ signedIn: 'admin' });
    await openApp('/interfaces');
    await add();
    type('partner-name', 'Unsaved');
    fireEvent.click(screen.getByTestId('partner-try'));
    await screen.findByTestId('try-message');
    type('try-message', 'hello');
    fireEvent.click(screen.getByTestId('try-go'));
    expect(await screen.findByText('A message begins with MSH.')).toBeTruthy();
    expect(JSON.parse(asked.find((one) => one.url === '/interfaces/try')?.body ?? '{}')).toMatchObject({ message: 'hello', settings: { name: 'Unsaved' } });
    fireEvent.click(screen.getByRole('tab', { name: 'Partners' }));
    await waitFor(() => expect(screen.getByTestId<HTMLInputElement>('partner-name').value).toBe('Unsaved'));
  });
});

describe('the list of messages', () => {
  it('says where each is and why, and asks for what the filters say', async () => {
    const asked = serveMock({ signedIn: 'admin' });
    await openApp('/interfaces?view=messages');
    const rows = await screen.findAllByTestId('message-row');
    expect(rows).toHaveLength(5);
    expect(rows.find((row) => row.dataset['state'] === 'Dead')?.textContent).toContain('It does not say of whom, or of what, it speaks.');
    type('filter-control', 'C5');
    fireEvent.click(screen.getByTestId('messages-apply'));
    await waitFor(() => expect(screen.getAllByTestId('message-row')).toHaveLength(1));
    expect(asked.some((one) => one.url === '/interfaces/messages?control=C5&count=50')).toBe(true);
    type('filter-control', 'nothing');
    fireEvent.click(screen.getByTestId('messages-apply'));
    expect(await screen.findByText('No messages match.')).toBeTruthy();
  });

  it('fetches the next page, and says so when it cannot be read', async () => {
    serveMock({ signedIn: 'admin' });
    const line = { id: 'x', sequence: 9, at: '2026-03-02T09:00:00Z', direction: 'Outbound', state: 'Applied', partner: '', partnerName: null, controlId: '', type: '^', attempts: 0, reason: null, replaces: null, decision: null, hasRaw: false };
    network.use(http.get('*/interfaces/messages', ({ request }) => HttpResponse.json(new URL(request.url).searchParams.get('before') === '9' ? { messages: [{ ...line, id: 'y' }], nextBefore: null } : { messages: [line], nextBefore: 9 })));
    await openApp('/interfaces?view=messages');
    fireEvent.click(await screen.findByRole('button', { name: 'Show more' }));
    await waitFor(() => expect(screen.getAllByTestId('message-row')).toHaveLength(2));
    expect(screen.getAllByTestId('message-row')[0]?.textContent).toContain('to an unknown sender');
    refused('*/interfaces/messages');
    fireEvent.click(screen.getByTestId('messages-apply'));
    expect(await screen.findByRole('button', { name: 'Try again' })).toBeTruthy();
  });
});

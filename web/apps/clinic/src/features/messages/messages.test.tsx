import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { describe, expect, it } from 'vitest';
import { network, openApp, serveMock, type, usesNetwork } from '../../../dev/test-app';

usesNetwork();

const decided = (asked: ReturnType<typeof serveMock>) => asked.filter((one) => one.method === 'POST' && one.url.startsWith('/interfaces/')).map((one) => `${one.url} ${one.body}`);

describe('messages that wait', () => {
  it('are listed in plain words, the longest waiting first, and those behind another apart', async () => {
    serveMock({ signedIn: 'nurse' });
    await openApp('/messages');
    const lines = await screen.findAllByTestId('review-line');
    expect(lines.map((line) => line.textContent)).toEqual([expect.stringContaining('Are they the same person?'), expect.stringContaining('Changed patient data'), expect.stringContaining('Waits until an earlier message')]);
    expect(screen.getByTestId('messages-behind').textContent).toContain('1 more waits behind one of these');
    expect(screen.getAllByTestId('review-line')[0]?.textContent).not.toContain('RECEIVE-ALIKE');
  });

  it('show the person beside the candidate, with what differs in words', async () => {
    serveMock({ signedIn: 'nurse' });
    await openApp('/messages?message=msg-alike');
    const table = await screen.findByTestId('comparison');
    const likeness = [...table.querySelectorAll<HTMLElement>('tr[data-likeness]')].map((row) => `${row.querySelector('th')?.firstChild?.textContent ?? ''}: ${row.dataset['likeness'] ?? ''}`);
    expect(likeness).toEqual(['Name: partly', 'Birth date: differs', 'Sex: same', 'Numbers: apart', 'Phone: same', 'Address: differs']);
    expect(table.textContent).toContain('differs');
    expect(document.body.textContent).toContain('Glucose: 180 mg/dL (High)');
  });

  it('are put into a chart after the name was said once more', async () => {
    const asked = serveMock({ signedIn: 'nurse' });
    const { router } = await openApp('/messages?message=msg-alike');
    fireEvent.click(await screen.findByTestId('choose-person'));
    expect((await screen.findByRole('dialog')).textContent).toContain('Put it into the chart of Sample-Synthetic, Andrea Test?');
    expect(screen.getByRole('dialog').textContent).toContain('2 things differ');
    expect(screen.getByRole('dialog').textContent).toContain('T000001');
    expect(decided(asked)).toEqual([]);
    fireEvent.click(screen.getByTestId('confirm-person'));
    expect((await screen.findByTestId('message-done')).textContent).toContain('what waited behind it follows by itself');
    expect(decided(asked)).toEqual(['/interfaces/messages/msg-alike/decision {"decision":"Patient/pat-1"}']);
    expect(router.state.location.search).toEqual({ view: 'held' });
    await waitFor(() => expect(document.body.textContent).not.toContain('Are they the same person?'));
  });

  it('make somebody new when it is nobody here', async () => {
    const asked = serveMock({ signedIn: 'nurse' });
    await openApp('/messages?message=msg-alike');
    fireEvent.click(await screen.findByTestId('choose-new'));
    fireEvent.click(await screen.findByTestId('confirm-person'));
    await screen.findByTestId('message-done');
    expect(decided(asked)).toEqual(['/interfaces/messages/msg-alike/decision {"decision":"new"}']);
  });

  it('show both values of what was changed twice, and take one of them', async () => {
    const asked = serveMock({ signedIn: 'nurse' });
    await openApp('/messages?message=msg-changed');
    const table = await screen.findByTestId('conflict');
    await waitFor(() => expect(table.textContent).toContain('1 Example Street Testville MA 00000'));
    expect(table.textContent).toContain('3 Third Street Testville');
    fireEvent.click(screen.getByTestId('keep-clinic'));
    expect((await screen.findByTestId('message-done')).textContent).toContain('What the clinic has stays');
    expect(decided(asked)).toEqual(['/interfaces/messages/msg-changed/decision {"decision":"clinic"}']);
  });

  it('ask nothing when they only wait behind another', async () => {
    serveMock({ signedIn: 'nurse' });
    await openApp('/messages?message=msg-behind');
    expect((await screen.findByTestId('message-why')).textContent).toContain('Nothing is to be done here');
    expect(screen.queryByTestId('choose-new')).toBeNull();
  });

  it('tell kindly that somebody else was faster', async () => {
    serveMock({ signedIn: 'nurse' });
    network.use(http.post('*/interfaces/messages/*/decision', () => HttpResponse.json({ title: 'The message is in another state by now', code: 'conflict' }, { status: 409 })));
    await openApp('/messages?message=msg-changed');
    fireEvent.click(await screen.findByTestId('take-sender'));
    expect((await screen.findByTestId('message-conflict')).textContent).toContain('Somebody else has just decided');
  });

  it('are taken out with a reason, and not without', async () => {
    const asked = serveMock({ signedIn: 'nurse' });
    await openApp('/messages?message=msg-alike');
    fireEvent.click(await screen.findByTestId('message-discard'));
    await screen.findByRole('dialog');
    type('discard-reason', '   ');
    fireEvent.click(screen.getByTestId('discard-go'));
    expect(decided(asked)).toEqual([]);
    type('discard-reason', 'Sent by mistake');
    fireEvent.click(screen.getByTestId('discard-go'));
    await screen.findByTestId('message-done');
    expect(decided(asked)).toEqual(['/interfaces/messages/msg-alike/discard {"reason":"Sent by mistake"}']);
  });
});

describe('messages that cannot be applied', () => {
  it('are corrected and sent again, with the server’s faults told', async () => {
    const asked = serveMock({ signedIn: 'nurse' });
    await openApp('/messages?view=dead&message=msg-dead');
    expect((await screen.findByTestId('message-pane')).querySelectorAll('[data-chosen="true"]').length).toBeGreaterThan(0);
    fireEvent.click(screen.getByTestId('message-mend'));
    expect(screen.getByTestId<HTMLButtonElement>('mend-go').disabled).toBe(true);
    type('mend-text', 'BROKEN');
    fireEvent.click(screen.getByTestId('mend-go'));
    expect(await screen.findByText('The message names no Patient.')).toBeTruthy();
    type('mend-text', 'MSH|right');
    fireEvent.click(screen.getByTestId('mend-go'));
    expect((await screen.findByTestId('message-done')).textContent).toContain('The corrected message is on its way');
    expect(decided(asked).at(-1)).toBe('/interfaces/messages/msg-dead/mend {"text":"MSH|right"}');
    expect(await screen.findByText('Nothing is stuck.')).toBeTruthy();
  });

  it('are tried once more', async () => {
    const asked = serveMock({ signedIn: 'nurse' });
    await openApp('/messages?view=dead');
    fireEvent.click(within(await screen.findByTestId('review-line')).getByTestId('review-open'));
    fireEvent.click(await screen.findByTestId('message-again'));
    await screen.findByTestId('message-done');
    expect(decided(asked)).toEqual(['/interfaces/messages/msg-dead/again ']);
  });
});

describe('the queue', () => {
  it('says so when it cannot be read, and when nothing waits; in Spanish as well', async () => {
    serveMock({ signedIn: 'nurse' });
    network.use(http.get('*/interfaces/review', () => HttpResponse.json({ title: 'broken', code: 'broken' }, { status: 500 })));
    await openApp('/messages', 'es');
    const retry = await screen.findByRole('button', { name: 'Reintentar' });
    network.use(http.get('*/interfaces/review', () => HttpResponse.json({ messages: [], nextBefore: null })));
    fireEvent.click(retry);
    expect(await screen.findByText('No espera nada. Todos los mensajes están en su historia.')).toBeTruthy();
  });

  it('says that a message is settled, or not to be found', async () => {
    serveMock({ signedIn: 'nurse' });
    const { unmount } = await openApp('/messages?message=msg-applied');
    expect((await screen.findByTestId('message-settled')).textContent).toContain('It is in the chart already');
    unmount();
    await openApp('/messages?message=nothing');
    expect(await screen.findByText('This record is not here, or not for your role.')).toBeTruthy();
  });
});

import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { describe, expect, it } from 'vitest';
import { network, openApp, serveMock, type, usesNetwork } from '../../../dev/test-app';

usesNetwork();

const acts = (asked: ReturnType<typeof serveMock>) => asked.filter((one) => one.method === 'POST' && one.url.startsWith('/in-basket')).map((one) => `${one.url} ${one.body}`);
const press = (key: string) => fireEvent.keyDown(document.body, { key });

describe('the in-basket', () => {
  it('lists the gravest first, each with what is out of range, and counts in the navigation', async () => {
    serveMock({ signedIn: 'physician' });
    await openApp('/in-basket');
    const rows = await screen.findAllByTestId('review-row');
    expect(rows.map((row) => row.dataset['rating'])).toEqual(['critical', 'abnormal', 'normal', 'normal']);
    expect(rows[0]?.textContent).toContain('Potassium 7.2 mmol/L HH');
    expect(rows[0]?.textContent).not.toContain('Sodium');
    expect(rows[0]?.textContent).toContain('overdue since');
    expect(rows[2]?.textContent).toContain('1 value, normal');
    expect(await screen.findByRole('link', { name: 'In-basket 1!, 4 results wait, 1 critical' })).toBeTruthy();
  });

  it('shows all values, what was corrected struck through, and why it was ordered', async () => {
    serveMock({ signedIn: 'physician' });
    await openApp('/in-basket?review=rev-corrected');
    const table = await screen.findByTestId('review-values');
    expect(screen.getByTestId('value-was').textContent).toBe('98 mg/dL');
    expect(table.textContent).toContain('180 mg/dL');
    expect(screen.getByTestId('review-detail').textContent).toContain('Weakness');
  });

  it('tells the server that a critical result was opened, and no other', async () => {
    const asked = serveMock({ signedIn: 'physician' });
    const { unmount } = await openApp('/in-basket?review=rev-corrected');
    await screen.findByTestId('review-values');
    expect(acts(asked)).toEqual([]);
    unmount();
    await openApp('/in-basket?review=rev-critical');
    await waitFor(() => expect(acts(asked)).toEqual(['/in-basket/reviews/rev-critical/act {"act":"open"}']));
  });

  it('is gone through and signed by keys alone', async () => {
    const asked = serveMock({ signedIn: 'physician' });
    const { router } = await openApp('/in-basket?review=rev-corrected');
    await screen.findByTestId('review-sign');
    type('review-comment', 'Repeat');
    press('s');
    await screen.findByTestId('review-done');
    expect(acts(asked)).toEqual(['/in-basket/reviews/rev-corrected/act {"act":"sign","seen":"seen-rev-corrected","comment":"Repeat"}']);
    await waitFor(() => expect(router.state.location.search).toMatchObject({ review: 'rev-normal' }));
    await screen.findByTestId('review-values');
    press('j');
    await waitFor(() => expect(router.state.location.search).toMatchObject({ review: 'rev-normal-2' }));
    press('k');
    await waitFor(() => expect(router.state.location.search).toMatchObject({ review: 'rev-normal' }));
  });

  it('types letters into a comment without going anywhere', async () => {
    const asked = serveMock({ signedIn: 'physician' });
    const { router } = await openApp('/in-basket?review=rev-normal');
    fireEvent.keyDown(await screen.findByTestId('review-comment'), { key: 's' });
    fireEvent.keyDown(screen.getByTestId('review-comment'), { key: 'j' });
    expect(acts(asked)).toEqual([]);
    expect(router.state.location.search).toMatchObject({ review: 'rev-normal' });
  });

  it('signs what is normal together, and nothing else can be chosen', async () => {
    const asked = serveMock({ signedIn: 'physician' });
    await openApp('/in-basket');
    await screen.findAllByTestId('review-row');
    expect(screen.getAllByRole('checkbox')).toHaveLength(2);
    fireEvent.click(screen.getByTestId('select-normal'));
    fireEvent.click(screen.getByTestId('sign-selected'));
    expect((await screen.findByTestId('bulk-result')).textContent).toContain('2 results signed.');
    expect(acts(asked)).toEqual(['/in-basket/sign {"tasks":[{"id":"rev-normal","seen":"seen-rev-normal"},{"id":"rev-normal-2","seen":"seen-rev-normal-2"}]}']);
    await waitFor(() => expect(screen.getAllByTestId('review-row')).toHaveLength(2));
  });

  it('says that the report has changed, and shows it anew', async () => {
    serveMock({ signedIn: 'physician' });
    network.use(http.post('*/in-basket/reviews/*/act', () => HttpResponse.json({ title: 'newer', code: 'newer' }, { status: 409 })));
    await openApp('/in-basket?review=rev-normal');
    fireEvent.click(await screen.findByTestId('review-sign'));
    const told = await screen.findByTestId('review-conflict');
    expect(told.textContent).toContain('The report has changed since you opened it');
    fireEvent.click(within(told).getByRole('button', { name: 'Look again' }));
    await waitFor(() => expect(screen.queryByTestId('review-conflict')).toBeNull());
  });

  it('tells the patient, and keeps who was told a critical value', async () => {
    const asked = serveMock({ signedIn: 'physician' });
    await openApp('/in-basket?review=rev-critical');
    fireEvent.click(await screen.findByTestId('review-read-back'));
    type('read-back-to', 'Ward');
    type('read-back-text', '7.2');
    fireEvent.click(screen.getByTestId('read-back-go'));
    expect((await screen.findByTestId('review-done')).textContent).toContain('It is on record.');
    fireEvent.click(await screen.findByTestId('review-tell'));
    expect(screen.getByTestId<HTMLButtonElement>('tell-go').disabled).toBe(true);
    type('tell-text', 'Please come in.');
    fireEvent.click(screen.getByTestId('tell-go'));
    await waitFor(() => expect(acts(asked).slice(-2)).toEqual(['/in-basket/reviews/rev-critical/act {"act":"read-back","to":"Ward","text":"7.2"}', '/in-basket/reviews/rev-critical/act {"act":"tell","text":"Please come in."}']));
  });

  it('lets a nurse take from the shared list, and not sign', async () => {
    const asked = serveMock({ signedIn: 'nurse' });
    await openApp('/in-basket?view=shared&review=rev-shared');
    fireEvent.click(await screen.findByTestId('review-take'));
    await screen.findByTestId('review-done');
    expect(acts(asked)).toEqual(['/in-basket/reviews/rev-shared/act {"act":"take"}']);
    expect(screen.queryByTestId('review-sign')).toBeNull();
  });

  it('says so when it cannot be read, is refused, or nothing waits; in Spanish as well', async () => {
    serveMock({ signedIn: 'physician' });
    network.use(http.get('*/in-basket/reviews', () => HttpResponse.json({ title: 'no', code: 'forbidden' }, { status: 403 })));
    await openApp('/in-basket', 'es');
    const retry = await screen.findByRole('button', { name: 'Reintentar' });
    network.use(http.get('*/in-basket/reviews', () => HttpResponse.json({ rows: [], next: null })));
    fireEvent.click(retry);
    expect(await screen.findByText('Aquí no espera nada.')).toBeTruthy();
  });

  it('says that a review is not to be found', async () => {
    serveMock({ signedIn: 'physician' });
    await openApp('/in-basket?review=nothing');
    expect(await screen.findByText('This record is not here, or not for your role.')).toBeTruthy();
  });
});

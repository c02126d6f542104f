import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { network, openApp, serveMock, type, usesNetwork } from '../../../dev/test-app';
import { http, HttpResponse } from 'msw';
import { directoryId } from './directories/directory-draft';

usesNetwork();

describe('how people sign in', () => {
  it('says whom a change asks for a second proof before it is saved, and asks who one is first', async () => {
    const asked = serveMock({ signedIn: 'admin', isFresh: false });
    await openApp('/sign-in-rules');
    const save = await screen.findByTestId('rules-save');
    expect((save as HTMLButtonElement).disabled).toBe(true);
    expect(screen.queryByTestId('rules-effect')).toBeNull();
    fireEvent.click(within(screen.getByTestId('rules-demonstration')).getByRole('switch'));
    // All of the staff but the nurse, who has an app; patients choose.
    const effect = await screen.findByTestId('rules-effect');
    expect(effect.textContent).toContain('6 people have no second proof');
    expect(effect.textContent).toContain('Test Biller One');
    expect(effect.textContent).not.toContain('Test Nurse One');
    fireEvent.click(save);
    type('step-up-code', 'synthetic');
    expect(asked.some((one) => one.method === 'PUT')).toBe(false);
    fireEvent.click(screen.getByTestId('step-up-submit'));
    expect(await screen.findByText('Saved.')).toBeTruthy();
    expect(JSON.parse(asked.find((one) => one.method === 'PUT')?.body ?? '{}')).toMatchObject({ isDemonstration: false, default: { factors: 'required' }, roles: { patient: { factors: 'optional' } } });
  });

  it('shows what the server found wrong', async () => {
    serveMock({ signedIn: 'admin' });
    network.use(http.put('*/users/sign-in-policy', () => HttpResponse.json({ title: 'no', code: 'invalid', issues: [{ code: 'SIGN-IN-POLICY-REVIEW', message: 'A review is due every 1 to 366 days.' }] }, { status: 422 })));
    await openApp('/sign-in-rules', 'es');
    fireEvent.change(await screen.findByTestId('rules-review-days'), { target: { value: '30' } });
    fireEvent.click(screen.getByTestId('rules-save'));
    expect(await screen.findByText('A review is due every 1 to 366 days.')).toBeTruthy();
  });
});

describe('the access review', () => {
  it('is signed only when everybody is decided about, with a reason where access ends, and is kept', async () => {
    const asked = serveMock({ signedIn: 'admin' });
    await openApp('/access-review');
    const lines = await screen.findAllByTestId('review-account');
    const sign = await screen.findByTestId('review-sign');
    expect((sign as HTMLButtonElement).disabled).toBe(true);
    for (const line of lines.slice(1)) fireEvent.click(within(line).getByTestId('review-keep'));
    fireEvent.click(within(lines[0] as HTMLElement).getByTestId('review-end'));
    fireEvent.click(await screen.findByTestId('review-decide'));
    expect(asked.some((one) => one.body.includes('"end"'))).toBe(false);
    type('review-note', 'Left in May');
    fireEvent.click(screen.getByTestId('review-decide'));
    await waitFor(() => expect(screen.getByTestId<HTMLButtonElement>('review-sign').disabled).toBe(false));
    expect(screen.getByTestId('review-progress').textContent).toBe(`${lines.length} of ${lines.length} decided`);
    fireEvent.click(screen.getByTestId('review-sign'));
    const dialog = await screen.findByRole('dialog');
    expect(dialog.textContent).toContain('1 person loses access and is signed out at once: Test Physician One.');
    fireEvent.click(within(dialog).getByTestId('review-sign-go'));
    expect((await screen.findByTestId('review-signed')).textContent).toContain('Review 1 is signed');
    expect((await screen.findByTestId('past-review')).textContent).toContain(`${lines.length - 1} kept, 0 to change, 1 ended`);
    expect(asked.find((one) => one.url === '/users/review/physician')).toMatchObject({ method: 'PUT', body: '{"decision":"end","note":"Left in May"}', app: '1' });
  });
});

describe('the clinic’s directories', () => {
  it('are switched on after a test alone, and say what their removal does', async () => {
    const asked = serveMock({ signedIn: 'admin' });
    await openApp('/directories');
    const on = await screen.findByTestId('directory-on');
    expect((on as HTMLButtonElement).disabled).toBe(true);
    fireEvent.click(screen.getByTestId('directory-test'));
    expect((await screen.findByTestId('directory-tested')).textContent).toContain('answers as it should');
    fireEvent.click(screen.getByTestId('directory-on'));
    await screen.findByTestId('directory-off');
    const sent = JSON.parse(asked.find((one) => one.method === 'PUT')?.body ?? '{}') as Record<string, unknown>;
    expect(sent).toMatchObject({ isEnabled: true, issuer: 'https://login.clinic.example' });
    expect(Object.keys(sent)).not.toContain('secret');
    expect(Object.keys(sent)).not.toContain('id');
    fireEvent.click(screen.getByTestId('directory-remove'));
    expect((await screen.findByRole('dialog')).textContent).toContain('1 account is opened by it: nurse.');
    fireEvent.click(screen.getByTestId('directory-remove-go'));
    expect(await screen.findByText(/None: people sign in with a user name/)).toBeTruthy();
  });

  it('are off again when they are spoken to otherwise', async () => {
    const asked = serveMock({ signedIn: 'admin' });
    await openApp('/directories');
    fireEvent.click(await screen.findByTestId('directory-edit'));
    const dialog = await screen.findByRole('dialog');
    fireEvent.change(within(dialog).getByLabelText(/Secret/), { target: { value: 'another' } });
    fireEvent.click(within(dialog).getByTestId('directory-save'));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(JSON.parse(asked.find((one) => one.method === 'PUT')?.body ?? '{}')).toMatchObject({ isEnabled: false, secret: 'another', roles: [{ group: 'doctors', role: 'physician' }], trustedFactors: ['mfa'] });
  });

  it.each([['Clinic directory', [], 'clinic-directory'], ['Clínica', ['clinica'], 'clinica-2'], ['3', [], 'directory'], ['x'.repeat(60), [], 'x'.repeat(28)]] as const)('get an id of their own: %s', (name, taken, id) => {
    expect(directoryId(name, taken)).toBe(id);
  });
});

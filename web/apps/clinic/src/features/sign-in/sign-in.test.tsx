import { fireEvent, screen, waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { openApp, serveMock, signIn, usesNetwork } from '../../../dev/test-app';

usesNetwork();

describe('sign-in', () => {
  it('leads to the day’s schedule, and back to where one came from', async () => {
    const asked = serveMock();
    const { router } = await openApp('/patients/pat-1');
    await signIn('physician');
    expect(await screen.findByTestId('patient-banner')).toBeTruthy();
    expect(router.state.location.pathname).toBe('/patients/pat-1');
    expect(asked.find((one) => one.url === '/auth/sign-in')?.app).toBe('1');
  });

  it('says that the password is wrong, and that the account is locked and for how long', async () => {
    serveMock();
    await openApp('/sign-in');
    await signIn('physician', 'wrong');
    expect((await screen.findByRole('alert')).textContent).toContain('do not match');
    await signIn('locked');
    await waitFor(() => expect(screen.getByRole('alert').textContent).toContain('10 minutes'));
  });

  it('is in Spanish for those who read Spanish', async () => {
    serveMock();
    await openApp('/sign-in', 'es');
    expect(await screen.findByRole('heading', { name: 'Iniciar sesión' })).toBeTruthy();
    expect(document.documentElement.lang).toBe('es');
  });

  it('offers the set-up of a new store, and says what was not acceptable', async () => {
    serveMock({ needsSetup: true });
    await openApp('/');
    const fill = (label: RegExp, value: string) => fireEvent.change(screen.getByLabelText(label), { target: { value } });
    await screen.findByRole('heading', { name: 'Set up this clinic' });
    fill(/One-time code/, '123456');
    fill(/Clinic/, 'Synthetic');
    fill(/Your name/, 'Test');
    fill(/User name/, 'admin');
    fill(/Password/, 'short');
    fireEvent.click(screen.getByRole('button', { name: 'Create the clinic' }));
    expect((await screen.findByRole('alert')).textContent).toContain('12 characters');
    fill(/Password/, 'long enough synthetic');
    fireEvent.click(screen.getByRole('button', { name: 'Create the clinic' }));
    expect(await screen.findByRole('heading', { name: 'Users' })).toBeTruthy();
  });
});

import { fireEvent, screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { openApp, serveMock, usesNetwork } from '../../../dev/test-app';

usesNetwork();

describe('users', () => {
  it('disables a user and sends only what changed', async () => {
    const asked = serveMock({ signedIn: 'admin' });
    await openApp('/staff');
    fireEvent.click(await screen.findByRole('button', { name: 'Disable Test Nurse One' }));
    expect(await screen.findByRole('button', { name: 'Enable Test Nurse One' })).toBeTruthy();
    expect(asked.find((one) => one.method === 'PATCH')).toMatchObject({ url: '/users/nurse', body: '{"disabled":true}', app: '1' });
  });

  it('shows why a password was not taken', async () => {
    const asked = serveMock({ signedIn: 'admin' });
    await openApp('/staff');
    fireEvent.click(await screen.findByRole('button', { name: 'Edit Test Nurse One' }));
    const dialog = await screen.findByRole('dialog');
    fireEvent.change(within(dialog).getByLabelText(/New password/), { target: { value: 'short' } });
    fireEvent.click(within(dialog).getByRole('button', { name: 'Save' }));
    expect((await within(dialog).findByRole('alert')).textContent).toContain('12 characters');
    expect(asked.find((one) => one.method === 'PATCH')?.body).toBe('{"password":"short"}');
  });
});

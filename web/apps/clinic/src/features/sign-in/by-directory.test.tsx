import { fireEvent, screen, waitFor } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { mockSessions } from '../../../dev/mock-sessions';
import { network, openApp, serveMock } from '../../../dev/test-app';

beforeAll(() => network.listen({ onUnhandledRequest: 'error' }));
beforeEach(() => sessionStorage.clear());
afterEach(() => network.resetHandlers());
afterAll(() => network.close());

const names = () => http.get('*/auth/directories', () => HttpResponse.json({ directories: [{ id: 'main', name: 'Clinic directory' }] }));

describe('sign-in by the clinic’s directory', () => {
  it('is offered by its name, and says so when the directory is away', async () => {
    serveMock();
    network.use(names(), http.post('*/auth/directories/main/begin', () => HttpResponse.json({ code: 'directory-away' }, { status: 503 })));
    await openApp('/sign-in');
    fireEvent.click(await screen.findByRole('button', { name: 'Sign in with Clinic directory' }));
    expect((await screen.findByRole('alert')).textContent).toContain('does not answer');
  });

  it('hands the answer in once, with the app’s header, and goes on where one was', async () => {
    serveMock();
    const handed: unknown[] = [];
    network.use(names(), http.post('*/auth/directories/finish', async ({ request }) => {
      handed.push([await request.json(), request.headers.get('X-Carewright-App')]);
      return HttpResponse.json(mockSessions['physician']);
    }));
    sessionStorage.setItem('carewright-way-back', '/patients/pat-1');
    const { router } = await openApp('/sign-in?returned=abc');
    await waitFor(() => expect(router.state.location.pathname).toBe('/patients/pat-1'));
    expect(handed).toEqual([[{ returned: 'abc' }, '1']]);
    expect(sessionStorage.length).toBe(0);
  });

  it('does not follow a way back to another site', async () => {
    serveMock();
    network.use(names(), http.post('*/auth/directories/finish', () => HttpResponse.json(mockSessions['physician'])));
    sessionStorage.setItem('carewright-way-back', '//evil.example/');
    const { router } = await openApp('/sign-in?returned=abc');
    await waitFor(() => expect(router.state.location.pathname).toBe('/schedule'));
  });

  it('asks for the second factor where the directory’s own does not count', async () => {
    serveMock();
    network.use(names(), http.post('*/auth/directories/finish', () => HttpResponse.json({ challenge: 'c', kinds: ['totp'], endsAt: '2030-01-01T00:00:00Z' }, { status: 202 })));
    await openApp('/sign-in?returned=abc');
    expect(await screen.findByTestId('factor-code')).toBeTruthy();
  });

  it('says in words that an account is not linked yet, and leads back', async () => {
    serveMock();
    network.use(names(), http.post('*/auth/directories/finish', () => HttpResponse.json({ code: 'directory-not-linked' }, { status: 403 })));
    await openApp('/sign-in?returned=abc');
    expect((await screen.findByRole('alert')).textContent).toContain('Ask your administrator to link it');
    fireEvent.click(screen.getByTestId('sign-in-again'));
    expect(await screen.findByTestId('sign-in-user')).toBeTruthy();
  });
});

import { createServer, ServerProvider, SessionProvider, useServer, useSessionControls } from '@carewright/core';
import { fireEvent, render, screen, waitFor } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { useEffect } from 'react';
import { describe, expect, it } from 'vitest';
import { mockSessions } from '../../dev/mock-sessions';
import { network, openApp, serveMock, usesNetwork } from '../../dev/test-app';

usesNetwork();

/** A screen whose first request is refused at once, before anything else has run. */
function Refused() {
  const { state } = useSessionControls();
  const server = useServer();
  const isSignedIn = state.kind === 'signed-in';
  useEffect(() => {
    if (!isSignedIn) return;
    network.use(http.get('*/auth/session', () => HttpResponse.json({ code: 'session-ended' }, { status: 401 })));
    server.onUnauthorized.call();
  }, [isSignedIn, server]);
  return <p>{state.kind}</p>;
}

describe('session', () => {
  it('leaves nothing of the record behind after sign-out', async () => {
    serveMock({ signedIn: 'physician' });
    const { server } = await openApp('/patients/pat-1');
    await screen.findByTestId('panel-problems');
    await waitFor(() => expect(server.queries.getQueryCache().getAll().length).toBeGreaterThan(5));
    fireEvent.click(screen.getByTestId('user-menu'));
    fireEvent.click(await screen.findByTestId('sign-out'));
    await screen.findByTestId('sign-in-user');
    expect(server.queries.getQueryCache().getAll()).toEqual([]);
    expect(JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage)])).not.toContain('Sample');
    expect(document.body.textContent).not.toContain('Sample');
  });

  it('counts an idle session down, ends it, and leaves nothing behind', async () => {
    const asked = serveMock({ signedIn: 'physician', idleTimeoutSeconds: 9 });
    const { router, server } = await openApp('/patients/pat-1');
    expect((await screen.findByRole('alertdialog')).textContent).toMatch(/signed out in \d seconds?/);
    await screen.findByTestId('sign-in-user', undefined, { timeout: 20_000 });
    expect(asked.some((one) => one.url === '/auth/sign-out' && one.app === '1')).toBe(true);
    expect(server.queries.getQueryCache().getAll()).toEqual([]);
    expect(screen.getByRole('alert').textContent).toContain('nothing happened');
    expect(router.state.location.search).toEqual({ return: '/patients/pat-1' });
  });

  it('goes on when the person says so in time', async () => {
    const asked = serveMock({ signedIn: 'physician', idleTimeoutSeconds: 50 });
    await openApp('/schedule');
    fireEvent.click(await screen.findByRole('button', { name: 'Stay signed in' }));
    await waitFor(() => expect(asked.filter((one) => one.url === '/auth/session').length).toBe(2));
  });

  it('a 401 anywhere leads to sign-in and keeps the way back', async () => {
    serveMock({ signedIn: 'physician' });
    const { router, server } = await openApp('/patients/pat-1');
    await screen.findByTestId('panel-problems');
    network.use(...['*/fhir/*', '*/auth/session'].map((door) => http.get(door, () => HttpResponse.json({ code: 'session-ended' }, { status: 401 }))));
    await server.client.read('Patient/pat-1').catch(() => undefined);
    await screen.findByTestId('sign-in-user');
    expect(router.state.location.search).toEqual({ return: '/patients/pat-1' });
    expect(screen.getByRole('alert').textContent).toContain('session ended');
  });

  it('that ends while a screen first asks is over', async () => {
    serveMock({ signedIn: 'physician' });
    const server = createServer((input, init) => fetch(new URL(input as string, 'http://localhost'), init));
    render(<ServerProvider server={server}><SessionProvider><Refused /></SessionProvider></ServerProvider>);
    await screen.findByText('signed-out');
  });

  it('that is held puts the screen out of sight until the person has proved who they are, and loses nothing', async () => {
    serveMock({ signedIn: 'physician' });
    const { server } = await openApp('/patients/pat-1');
    const panel = await screen.findByTestId('panel-problems');
    const proved: string[] = [];
    const refuse = () => HttpResponse.json({ code: 'proof-required' }, { status: 401 });
    network.use(
      http.get('*/fhir/*', () => (proved.length > 0 ? HttpResponse.json({ resourceType: 'Patient', id: 'pat-1' }) : refuse())),
      http.get('*/auth/session', () => HttpResponse.json({ ...mockSessions['physician'], mustProve: proved.length === 0 })),
      http.get('*/account', () => HttpResponse.json({ userName: 'physician', display: 'x', role: 'physician', factors: { totp: null, passkeys: [], recoveryCodesLeft: 0 }, required: false, kinds: [], leaveUntil: null, fresh: false, stepUp: ['password'], directory: null })),
      http.post('*/account/step-up', async ({ request }) => {
        proved.push(((await request.json()) as { code: string }).code);
        return new HttpResponse(null, { status: 204 });
      }),
    );
    await server.client.read('Patient/pat-1').catch(() => undefined);
    const code = await screen.findByTestId('step-up-code');
    expect(panel.isConnected).toBe(true);
    expect(panel.closest('[inert]')).not.toBeNull();
    fireEvent.change(code, { target: { value: 'synthetic' } });
    fireEvent.click(screen.getByTestId('step-up-submit'));
    await waitFor(() => expect(screen.queryByTestId('step-up-code')).toBeNull());
    expect(proved).toEqual(['synthetic']);
    expect(screen.getByTestId('panel-problems')).toBe(panel);
    expect(panel.closest('[inert]')).toBeNull();
  });
});

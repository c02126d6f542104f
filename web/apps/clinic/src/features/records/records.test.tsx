import { fireEvent, screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { openApp, serveMock, type, usesNetwork } from '../../../dev/test-app';

usesNetwork();

describe('a proxy', () => {
  it('begins with the choice of whose record, and is told in the chart for whom', async () => {
    serveMock({ signedIn: 'proxy' });
    await openApp('/');
    expect(await screen.findAllByTestId('represented')).toHaveLength(2);
    fireEvent.click(screen.getAllByTestId('record-open')[1] as HTMLElement);
    expect((await screen.findByTestId('acting-for')).textContent).toContain('On behalf of');
    expect(screen.queryByTestId('my-privacy')).toBeNull();
  });

  it('adds a person by a code, and is told when the code is not good', async () => {
    const asked = serveMock({ signedIn: 'proxy' });
    await openApp('/records');
    fireEvent.click(await screen.findByTestId('record-add'));
    type('join-code', 'WRON-GGGG-CODE');
    type('join-birth-date', '2014-03-04');
    fireEvent.click(screen.getByTestId('record-add-send'));
    expect((await screen.findByRole('alert')).textContent).toContain('The code is not right');
    type('join-code', 'ABCD-EFGH-JKLM');
    fireEvent.click(screen.getByTestId('record-add-send'));
    expect(await screen.findByTestId('record-add')).toBeTruthy();
    expect(asked.filter((one) => one.url === '/proxies/join').at(-1)?.body).toBe('{"code":"ABCD-EFGH-JKLM","birthDate":"2014-03-04"}');
  });

  it('makes an account by a code and is signed in with it', async () => {
    const asked = serveMock();
    await openApp('/sign-in');
    fireEvent.click(await screen.findByTestId('sign-in-join'));
    await screen.findByTestId('join-code');
    type('join-code', 'ABCD-EFGH-JKLM');
    type('join-birth-date', '2014-03-04');
    type('join-user', 'proxy');
    type('join-password', 'synthetic');
    fireEvent.click(screen.getByTestId('join-submit'));
    expect(await screen.findAllByTestId('represented')).toHaveLength(2);
    expect(asked.find((one) => one.url === '/proxies/join')).toMatchObject({ method: 'POST', app: '1', body: '{"code":"ABCD-EFGH-JKLM","birthDate":"2014-03-04","userName":"proxy","password":"synthetic"}' });
  });
});

import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { openApp, serveMock, type, usesNetwork } from '../../../dev/test-app';

usesNetwork();

describe('who acts for a patient', () => {
  it('shows them, ends only those that are the patient’s, and asks before it ends one', async () => {
    const asked = serveMock({ signedIn: 'patient' });
    await openApp('/my-privacy');
    const [friend, guardian] = await screen.findAllByTestId('proxy');
    expect(friend?.textContent).toContain('Test Friend One');
    expect(guardian?.textContent).toContain('The clinic ends this one');
    expect(within(guardian as HTMLElement).queryByTestId('proxy-end')).toBeNull();
    fireEvent.click(within(friend as HTMLElement).getByTestId('proxy-end'));
    expect(asked.some((one) => one.url.endsWith('/end'))).toBe(false);
    fireEvent.click(await screen.findByTestId('proxy-end-yes'));
    await waitFor(() => expect(screen.getAllByTestId('proxy')[0]?.textContent).toContain('ended'));
    expect(asked.find((one) => one.url === '/my-record/proxies/prx-1/end')).toMatchObject({ method: 'POST', app: '1' });
    expect(screen.queryByTestId('proxy-end')).toBeNull();
  });

  it('names one and tells the code once', async () => {
    const asked = serveMock({ signedIn: 'patient' });
    await openApp('/my-privacy');
    fireEvent.click(await screen.findByTestId('proxy-name'));
    type('proxy-name-field', 'Test Sister');
    type('proxy-relationship', 'SIB');
    fireEvent.click(screen.getByTestId('proxy-name-send'));
    expect((await screen.findByTestId('proxy-code')).textContent).toBe('ABCD-EFGH-JKLM');
    expect(asked.find((one) => one.url === '/my-record/proxies' && one.method === 'POST')?.body).toBe('{"name":"Test Sister","relationship":"SIB","until":null}');
    fireEvent.click(screen.getByTestId('proxy-name'));
    expect(screen.queryByTestId('proxy-code')).toBeNull();
  });

  it('says what a proxy who looked is to the patient', async () => {
    serveMock({ signedIn: 'patient' });
    await openApp('/my-privacy');
    const looks = await screen.findAllByTestId('look');
    expect(looks[1]?.textContent).toContain('On your behalf: Friend');
  });
});

import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { openApp, serveMock, type, usesNetwork } from '../../../dev/test-app';
import { certificatesIn } from './certificate-fields';

usesNetwork();

const lineOf = async (name: string) => {
  const lines = await screen.findAllByTestId('registered-app');
  return lines.find((line) => line.textContent.includes(name)) as HTMLElement;
};

describe('registered apps', () => {
  it('send only what was changed, and wait for approval again when it is more than words', async () => {
    const asked = serveMock({ signedIn: 'admin' });
    await openApp('/apps');
    fireEvent.click(within(await lineOf('Growth chart')).getByTestId('app-edit'));
    let dialog = await screen.findByRole('dialog');
    expect(dialog.textContent).toContain('take the approval back');
    fireEvent.change(within(dialog).getByLabelText(/^Name/), { target: { value: 'Growth curves' } });
    fireEvent.click(within(dialog).getByTestId('app-edit-save'));
    await waitFor(async () => expect((await lineOf('Growth curves')).textContent).toContain('approved'));
    fireEvent.click(within(await lineOf('Growth curves')).getByTestId('app-edit'));
    dialog = await screen.findByRole('dialog');
    fireEvent.change(within(dialog).getByLabelText(/^Redirect/), { target: { value: 'https://app.example/after\nhttps://app.example/other' } });
    fireEvent.click(within(dialog).getByTestId('app-edit-save'));
    await waitFor(async () => expect((await lineOf('Growth curves')).textContent).toContain('waits for approval'));
    expect(asked.filter((one) => one.method === 'PATCH').map((one) => one.body)).toEqual(['{"name":"Growth curves"}', '{"redirectUris":["https://app.example/after","https://app.example/other"]}']);
  });

  it('are approved after a fresh proof, and stopped without one', async () => {
    const asked = serveMock({ signedIn: 'admin', isFresh: false });
    await openApp('/apps');
    fireEvent.click(within(await lineOf('Growth chart')).getByTestId('app-decide'));
    await waitFor(async () => expect((await lineOf('Growth chart')).textContent).toContain('suspended'));
    fireEvent.click(within(await lineOf('Growth chart')).getByTestId('app-decide'));
    await screen.findByTestId('step-up-code');
    type('step-up-code', 'synthetic');
    fireEvent.click(screen.getByTestId('step-up-submit'));
    await waitFor(async () => expect((await lineOf('Growth chart')).textContent).toContain('approved'));
    expect(asked.filter((one) => one.method === 'PATCH').map((one) => one.body)).toEqual(['{"state":"suspended"}', '{"state":"approved"}']);
  });

  it('of partners are registered with their certificates', async () => {
    const asked = serveMock({ signedIn: 'admin' });
    await openApp('/apps');
    expect(within(await lineOf('Laboratory')).getByTestId('app-certificates')).toBeTruthy();
    expect(within(await lineOf('Growth chart')).queryByTestId('app-certificates')).toBeNull();
    fireEvent.click(within(await lineOf('Laboratory')).getByTestId('app-certificates'));
    const dialog = await screen.findByRole('dialog');
    expect(dialog.textContent).toContain('CN=lab.example');
    fireEvent.change(within(dialog).getByLabelText(/^Its certificates/), { target: { value: pem('one') + pem('two') } });
    fireEvent.click(within(dialog).getByTestId('certificates-save'));
    await waitFor(() => expect(asked.some((one) => one.method === 'PUT')).toBe(true));
    expect((JSON.parse(asked.find((one) => one.method === 'PUT')?.body ?? '{}') as { own: string[] }).own).toEqual([pem('one'), pem('two')]);
  });

  it.each([['', 0], [pem('one'), 1], [`${pem('one')}\n\n${pem('two')}`, 2], [`${pem('one')}rest`, 2], ['no certificate', 1]])('are sent every certificate of a text, and what is none: %#', (text, count) => {
    expect(certificatesIn(text)).toHaveLength(count);
  });
});

function pem(name: string): string {
  return `-----BEGIN CERTIFICATE-----\n${name}\n-----END CERTIFICATE-----\n`;
}

import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { openApp, serveMock, type, usesNetwork } from '../../dev/test-app';

usesNetwork();

describe('finder', () => {
  it('finds by two letters, moves by arrow keys and opens with Enter', async () => {
    const asked = serveMock({ signedIn: 'physician' });
    const { router } = await openApp('/schedule');
    const input = await screen.findByTestId('finder-input');
    fireEvent.focus(input);
    fireEvent.change(input, { target: { value: 'a' } });
    fireEvent.change(input, { target: { value: 'an' } });
    await waitFor(() => expect(screen.getAllByTestId('finder-row').length).toBeGreaterThan(2));
    const [firstRow, second] = screen.getAllByTestId('finder-row');
    expect(firstRow?.textContent).toMatch(/Sample-Synthetic, Andrea Test.*68 years · female · Mar 14, 1958 · MRN T000001|years/);
    fireEvent.keyDown(input, { key: 'ArrowDown' });
    await waitFor(() => expect(second?.getAttribute('aria-selected')).toBe('true'));
    expect(input.getAttribute('aria-activedescendant')).toBe(second?.id);
    fireEvent.keyDown(input, { key: 'Enter' });
    await waitFor(() => expect(router.state.location.pathname).toMatch(/^\/patients\/pat-/));
    expect(asked.filter((one) => one.url.includes('/fhir/Patient?')).length).toBe(1);
  });

  it('never takes a row of an older text: Enter waits for the answer, and opens it only when it is one patient', async () => {
    serveMock({ signedIn: 'physician' });
    const { router } = await openApp('/schedule');
    const input = await screen.findByTestId('finder-input');
    fireEvent.focus(input);
    fireEvent.change(input, { target: { value: 'sa' } });
    await waitFor(() => expect(screen.getAllByTestId('finder-row').length).toBeGreaterThan(2));
    fireEvent.change(input, { target: { value: 'sample-' } });
    fireEvent.keyDown(input, { key: 'Enter' });
    await waitFor(() => expect(screen.getByRole('listbox').dataset['answered']).toBe('sample-'));
    expect(router.state.location.pathname).toBe('/schedule');
    fireEvent.change(input, { target: { value: 'T000002' } });
    fireEvent.keyDown(input, { key: 'Enter' });
    await waitFor(() => expect(router.state.location.pathname).toBe('/patients/pat-2'));
  });

  it('Ctrl+K has patients and commands, and gives the focus back', async () => {
    serveMock({ signedIn: 'physician' });
    const { router } = await openApp('/schedule');
    await screen.findAllByTestId('appointment-row');
    fireEvent.keyDown(document, { key: 'k', ctrlKey: true });
    const palette = await screen.findByTestId('palette');
    const input = within(palette).getByTestId('finder-input');
    await waitFor(() => expect(within(palette).getAllByTestId('finder-command').map((one) => one.textContent)).toEqual(
      ['Go to schedule', 'Schedule of site Synthetic Harbour', 'Schedule of site Synthetic North', 'Schedule of site Synthetic South', 'Theme: Light', 'Theme: Dark', 'Theme: System', 'Language: Español', 'Sign out']));
    fireEvent.change(input, { target: { value: 'dark' } });
    await waitFor(() => expect(input.getAttribute('aria-activedescendant')).toMatch(/-0$/));
    expect(within(palette).getAllByTestId('finder-command').map((one) => one.textContent)).toEqual(['Theme: Dark']);
    // A patient outranks a command of the same letters.
    fireEvent.change(input, { target: { value: 'sa' } });
    await waitFor(() => expect(within(palette).getAllByTestId('finder-row')[0]?.getAttribute('aria-selected')).toBe('true'));
    fireEvent.change(input, { target: { value: 'site har' } });
    await waitFor(() => expect(within(palette).getAllByTestId('finder-command')).toHaveLength(1));
    await waitFor(() => expect(input.getAttribute('aria-activedescendant')).toMatch(/-0$/));
    fireEvent.keyDown(input, { key: 'Enter' });
    await waitFor(() => expect(router.state.location.search).toMatchObject({ site: 'Location/site-3' }));
    await waitFor(() => expect(screen.queryByTestId('palette')).toBeNull());
  });

  it('a command that is typed and entered before the patients are found is run when there are none', async () => {
    serveMock({ signedIn: 'physician' });
    await openApp('/schedule');
    await screen.findAllByTestId('appointment-row');
    fireEvent.keyDown(document, { key: 'k', ctrlKey: true });
    const input = within(await screen.findByTestId('palette')).getByTestId('finder-input');
    fireEvent.change(input, { target: { value: 'espa' } });
    fireEvent.keyDown(input, { key: 'Enter' });
    await waitFor(() => expect(document.documentElement.lang).toBe('es'));
    await waitFor(() => expect(screen.queryByTestId('palette')).toBeNull());
  });

  it('Ctrl+K has commands alone for who finds no patients, and asks for none', async () => {
    const asked = serveMock({ signedIn: 'admin' });
    await openApp('/staff');
    await screen.findAllByTestId('user-row');
    fireEvent.keyDown(document, { key: 'k', metaKey: true });
    const palette = await screen.findByTestId('palette');
    fireEvent.change(within(palette).getByTestId('finder-input'), { target: { value: 'sign o' } });
    await waitFor(() => expect(within(palette).getAllByTestId('finder-command').map((one) => one.textContent)).toEqual(['Sign out']));
    expect(asked.some((one) => one.url.includes('/fhir/Patient'))).toBe(false);
  });

  it('finds by a birth date as people write it', async () => {
    const asked = serveMock({ signedIn: 'physician' });
    await openApp('/schedule');
    fireEvent.focus(await screen.findByTestId('finder-input'));
    type('finder-input', '03/14/1958');
    await waitFor(() => expect(asked.some((one) => one.url.includes('birthdate=1958-03-14'))).toBe(true));
    expect((await screen.findAllByTestId('finder-row'))[0]?.textContent).toContain('Sample-Synthetic');
  });
});

import type { RetentionRules } from '@carewright/core';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { openApp, serveMock, usesNetwork } from '../../../../dev/test-app';
import { warningsOf } from './warnings';

usesNetwork();

describe('where the log goes', () => {
  it('takes a second place, keeps the others, and warns of a log without any', async () => {
    const asked = serveMock({ signedIn: 'compliance' });
    await openApp('/log-keeping');
    expect((await screen.findByTestId('place')).textContent).toContain('log.clinic.example:6514');
    fireEvent.click(screen.getByTestId('place-add'));
    const dialog = await screen.findByRole('dialog');
    fireEvent.change(within(dialog).getByLabelText(/^Name/), { target: { value: 'Archive' } });
    fireEvent.change(within(dialog).getByLabelText(/Whole path/), { target: { value: '/mnt/log' } });
    fireEvent.click(within(dialog).getByTestId('place-save'));
    expect((await within(dialog).findByRole('alert')).textContent).toContain('name already');
    expect(asked.some((one) => one.method === 'PUT')).toBe(false);
    fireEvent.change(within(dialog).getByLabelText(/^Name/), { target: { value: 'Other disk' } });
    fireEvent.click(within(dialog).getByTestId('place-save'));
    await waitFor(() => expect(screen.getAllByTestId('place')).toHaveLength(2));
    expect(JSON.parse(asked.find((one) => one.method === 'PUT')?.body ?? '{}')).toMatchObject({ places: [{ name: 'Archive', kind: 'syslog' }, { name: 'Other disk', kind: 'file', path: '/mnt/log', syslog: null, s3: null }] });
    for (const name of ['Archive', 'Other disk']) {
      fireEvent.click(await screen.findByRole('button', { name: `Remove ${name}` }));
      fireEvent.click(await screen.findByTestId('confirm'));
      await waitFor(() => expect(screen.queryByRole('button', { name: `Remove ${name}` })).toBeNull());
    }
    expect(await screen.findByText(/could rewrite the log unseen/)).toBeTruthy();
  });
});

describe('how long the log is kept', () => {
  it('is changed with a warning of what can go, and a month is destroyed only by who says that nobody needs it', async () => {
    const asked = serveMock({ signedIn: 'compliance' });
    await openApp('/log-keeping');
    fireEvent.change(await screen.findByTestId('rule-years'), { target: { value: '6' } });
    expect(await screen.findByText(/shorter time than now/)).toBeTruthy();
    fireEvent.click(screen.getByTestId('retention-save'));
    await waitFor(() => expect(screen.getByTestId('kept-years').textContent).toContain('6 full years'));
    fireEvent.click(await screen.findByTestId('log-dispose'));
    expect((await screen.findByRole('dialog')).textContent).toContain('812 records of December 2018');
    expect(screen.getByTestId<HTMLButtonElement>('confirm').disabled).toBe(true);
    fireEvent.click(within(screen.getByTestId('dispose-sure')).getByRole('checkbox'));
    fireEvent.click(screen.getByTestId('confirm'));
    expect(await screen.findByTestId('nothing-due')).toBeTruthy();
    expect(asked.filter((one) => one.url === '/audit/retention/dispose')).toHaveLength(1);
  });

  const rules = (change: Partial<RetentionRules>): RetentionRules => ({ rules: [{ name: 'default', years: 7, because: '' }], holds: [{ name: 'Case', reason: 'x', patient: null, user: null }], isAutomatic: false, ...change });

  it.each([
    [{}, []], [{ rules: [{ name: 'default', years: 10, because: '' }] }, []], [{ rules: [{ name: 'default', years: 6, because: '' }] }, ['shorter']], [{ holds: [] }, ['released']],
    [{ holds: [{ name: 'Case', reason: 'x', patient: 'Patient/1', user: null }] }, ['released']], [{ isAutomatic: true }, ['automatic']],
  ] as const)('warns of what a change lets go: %j', (change, expected) => {
    expect(warningsOf(rules({}), rules(change))).toEqual(expected);
  });
});

import { afterAll, describe, expect, inject, it } from 'vitest';
import { axeFaults, settled, Visitors } from './visitor';

const origin = inject('origin');
const visitors = new Visitors(() => origin);

afterAll(() => visitors.close());

describe('an export of a record', () => {
  it('is asked for, downloaded whole and deleted by the compliance officer, with the keyboard alone', async () => {
    const { page, complaints } = await visitors.signIn('compliance-officer');
    await page.goto(`${origin}/exports`);
    await settled(page);
    expect(await axeFaults(page)).toEqual([]);
    await page.getByTestId('export-patient').getByTestId('finder-input').focus();
    await page.keyboard.type('ma');
    await page.getByTestId('finder-row').first().waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    expect(await axeFaults(page)).toEqual([]);
    await page.getByTestId('export-confirm').focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => page.getByTestId('export-row').first().getAttribute('data-state'), { timeout: 60_000 }).toBe('done');
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByTestId('export-download').first().press('Enter')]);
    expect(file.suggestedFilename()).toBe('record.zip');
    expect(await file.failure()).toBeNull();
    await page.getByTestId('export-delete').first().press('Enter');
    await page.getByTestId('export-confirm').press('Enter');
    await expect.poll(() => page.getByTestId('export-row').count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  it('is not offered to who may not take records out', async () => {
    const { page } = await visitors.signIn('physician');
    expect(await page.getByRole('link', { name: 'Exports' }).count()).toBe(0);
  });
});

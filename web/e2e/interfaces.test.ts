import { connect } from 'node:net';
import type { Page } from 'playwright-core';
import { afterAll, describe, expect, inject, it } from 'vitest';
import { axeFaults, demoPassword, settled, Visitors } from './visitor';

const origin = inject('origin');
const visitors = new Visitors(() => origin);
const port = 20_000 + (process.pid % 20_000);

afterAll(() => visitors.close());

/** Sends a message as a partner does (MLLP), and waits for the acknowledgement. */
function send(message: string): Promise<string> {
  return new Promise((done, failed) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(`\x0b${message}\x1c\r`));
    let answer = '';
    socket.on('error', failed);
    socket.on('data', (bytes) => {
      answer += bytes.toString('utf8');
      if (answer.includes('\x1c')) socket.end(() => done(answer));
    });
  });
}

interface Person {
  readonly name: readonly { readonly family: string; readonly given: readonly string[] }[];
  readonly birthDate: string;
  readonly gender: string;
}

/** A result for somebody who is like a patient here, with another day of birth and a number that nobody knows. */
function result({ name, birthDate, gender }: Person, control: string): string {
  const [year = '', month = '', day = ''] = birthDate.split('-');
  const person = `${name[0]?.family ?? ''}^${name[0]?.given[0] ?? ''}||${year}${month}${day === '01' ? '02' : '01'}|${gender === 'male' ? 'M' : 'F'}`;
  return [`MSH|^~\\&|LAB|TEST|EHR|CLINIC|20260302090000||ORU^R01^ORU_R01|${control}|P|2.5.1`, `PID|1||L1^^^TESTLAB^MR||${person}`, 'ZXX|not read', `OBR|1|A${control}|F${control}|2345-7^Glucose^LN|||20260302080000|||||||||||||||||F`, 'OBX|1|NM|2345-7^Glucose^LN||180|mg/dL|70-99|H|||F', ''].join('\r');
}

/** A child of school age: the demonstration's hospital speaks of adults, its registry of small children. */
const patientLike = (page: Page): Promise<Person> => page.evaluate(async () => {
  const found = await (await fetch('/fhir/Patient?birthdate=gt2010-01-01&birthdate=lt2016-01-01&_count=1')).json() as { entry: readonly { resource: unknown }[] };
  return found.entry[0]?.resource as never;
});

async function prove(page: Page): Promise<void> {
  await page.getByTestId('step-up-code').fill(demoPassword);
  await page.getByTestId('step-up-submit').click();
  await page.getByTestId('step-up-code').waitFor({ state: 'detached' });
}

describe('a partner', () => {
  it('is made by the administrator, and its port opens', async () => {
    const { page, complaints } = await visitors.signIn('administrator');
    // The server takes a proof of the last ten minutes; the screen is told that it was longer ago.
    await page.route('**/account', async (route) => {
      const answer = await route.fetch();
      await route.fulfill({ response: answer, json: { ...await answer.json() as object, fresh: false } });
    });
    await page.goto(`${origin}/interfaces`);
    await page.getByTestId('partner-add').click();
    await page.getByTestId('partner-name').fill('Test Laboratory');
    await page.getByTestId('partner-port').fill('0');
    await page.getByTestId('partner-addresses').fill('127.0.0.1');
    await page.getByTestId('partner-secure').click();
    await page.getByTestId('partner-save').click();
    await prove(page);
    await page.getByText('A port is a number from 1 to 65535.').waitFor();
    expect(await page.getByTestId('partner-port').evaluate((field) => field === document.activeElement)).toBe(true);
    expect(await axeFaults(page)).toEqual([]);
    await page.getByTestId('partner-port').fill(String(port));
    await page.getByTestId('partner-save').click();
    await prove(page);
    await page.getByTestId('partner').filter({ hasText: 'Test Laboratory' }).waitFor();
    await expect.poll(async () => {
      await page.reload();
      return page.getByTestId('partner').filter({ hasText: 'Test Laboratory' }).textContent();
    }, { timeout: 40_000, interval: 1_000 }).toContain('0 connected');
    expect(complaints).toEqual([]);
  });

  it('sends a result, of which a nurse says whose it is, and what waits behind it follows', async () => {
    const { page, complaints } = await visitors.signIn('nurse');
    const person = await patientLike(page);
    expect(await send(result(person, '1'))).toContain('MSA|AA|1');
    expect(await send(result(person, '2'))).toContain('MSA|AA|2');
    await page.getByRole('link', { name: 'Messages' }).click();
    await page.waitForURL('**/messages');
    await expect.poll(async () => {
      await page.reload();
      await page.locator('#messages-view').waitFor();
      await settled(page);
      return page.getByTestId('messages-behind').count();
    }, { timeout: 30_000, interval: 1_000 }).toBe(1);
    expect(await axeFaults(page)).toEqual([]);
    await page.getByTestId('review-open').first().press('Enter');
    await page.getByTestId('comparison').first().waitFor();
    await settled(page);
    expect(await page.locator('[data-likeness="differs"]').first().textContent()).toContain('differs');
    expect(await axeFaults(page)).toEqual([]);
    await page.setViewportSize({ width: 390, height: 844 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBeLessThan(2);
    await page.getByTestId('choose-person').first().press('Enter');
    await page.getByTestId('confirm-person').waitFor();
    expect(await axeFaults(page)).toEqual([]);
    await page.getByTestId('confirm-person').press('Enter');
    await page.getByTestId('message-done').waitFor();
    await expect.poll(async () => {
      await page.reload();
      await page.locator('#messages-view').waitFor();
      await settled(page);
      return page.getByTestId('review-line').count();
    }, { timeout: 30_000, interval: 1_000 }).toBe(0);
    expect(complaints).toEqual([]);
  });

  it('has its messages in the administrator’s list, and shows in the try-out what becomes of one', async () => {
    const { page, complaints } = await visitors.signIn('administrator');
    await page.goto(`${origin}/interfaces?view=messages`);
    await page.locator('[data-testid="message-row"][data-state="Applied"]').nth(1).waitFor();
    expect(await axeFaults(page)).toEqual([]);
    await page.getByRole('tab', { name: 'Try out' }).click();
    await page.getByTestId('try-message').fill(result({ name: [{ family: 'Sample', given: ['Test'] }], birthDate: '1970-01-05', gender: 'female' }, '9').replaceAll('\r', '\n'));
    await page.getByTestId('try-go').click();
    await page.locator('[data-path="PID-5"]').click();
    await expect.poll(() => page.locator('[data-testid="fhir-pane"] [data-chosen="true"]').count()).toBeGreaterThan(1);
    await page.locator('[data-element="valueQuantity.value"]').first().click();
    expect(await page.locator('[data-testid="message-pane"] [data-chosen="true"]').textContent()).toBe('180');
    expect(await axeFaults(page)).toEqual([]);
    for (const width of [820, 390]) {
      await page.setViewportSize({ width, height: 900 });
      expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBeLessThan(2);
      expect(await axeFaults(page)).toEqual([]);
    }
    expect(complaints).toEqual([]);
  });

  it('is removed again', async () => {
    const { page } = await visitors.signIn('administrator');
    await page.goto(`${origin}/interfaces`);
    const partner = page.getByTestId('partner').filter({ hasText: 'Test Laboratory' });
    await partner.getByTestId('partner-remove').click();
    await page.getByTestId('partner-remove-go').click();
    await expect.poll(() => partner.count()).toBe(0);
    // The demonstration's own stay: its laboratory, hospital, registry and analyzer.
    expect(await page.getByTestId('partner').count()).toBe(4);
  });
});

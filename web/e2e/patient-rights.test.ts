import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { settled, Visitors } from './visitor';

const origin = inject('origin');
const visitors = new Visitors(() => origin);
const patient = 'rights-patient';
const subject = { reference: `Patient/${patient}` };

const problem = (id: string, text: string, note?: string) => ({
  resourceType: 'Condition', id, subject, code: { text }, clinicalStatus: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/condition-clinical', code: 'active' }] }, ...(note ? { note: [{ text: note }] } : {}),
});

const put = (page: Page, resource: { resourceType: string; id: string }) => page.evaluate(async (body) => {
  const answer = await fetch(`/fhir/${body.resourceType}/${body.id}`, { method: 'PUT', headers: { 'Content-Type': 'application/fhir+json', 'X-Carewright-App': '1' }, body: JSON.stringify(body) });
  return answer.status;
}, resource);

let writer: Page;

beforeAll(async () => {
  writer = (await visitors.signIn('system-interface')).page;
  const resources = [
    { resourceType: 'Patient', id: patient, name: [{ family: 'Rightswalk', given: ['Rita'] }], birthDate: '1970-03-04', gender: 'female' },
    { resourceType: 'Patient', id: 'rights-child', name: [{ family: 'Rightschild', given: ['Rolf'] }], birthDate: `${new Date().getFullYear() - 6}-03-04`, gender: 'male' },
    problem('rights-asthma', 'Asthma of the walk'), problem('rights-gout', 'Gout of the walk'),
  ];
  for (const resource of resources) expect([200, 201]).toContain(await put(writer, resource));
});

afterAll(() => visitors.close());

async function choose(page: Page, field: string, option: string | RegExp): Promise<void> {
  await page.getByRole('dialog').getByRole('combobox', { name: field }).click();
  await page.getByRole('option', { name: option }).click();
}

const send = async (page: Page) => {
  await page.getByTestId('form-send').click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
};

const row = (page: Page, text: string) => page.getByTestId('request-row').filter({ hasText: text }).getByRole('button');

/** Says something in the dialog that a button opens. */
async function say(page: Page, button: string, words: string): Promise<void> {
  await page.getByTestId(button).click();
  await page.getByTestId('words-words').fill(words);
  await send(page);
}

describe('requests for correction', () => {
  it('are taken in beside the record by a physician, and answered by the privacy officer, who reads no chart', async () => {
    const { page, complaints } = await visitors.signIn('physician');
    for (const [id, words] of [['rights-asthma', 'I never had asthma, it was bronchitis.'], ['rights-gout', 'That was my brother, not me.']] as const) {
      await page.goto(`${origin}/patients/${patient}?item=Condition/${id}`);
      await page.getByTestId('amend').click();
      await page.getByTestId('amend-words').fill(words);
      await page.getByTestId('amend-send').click();
      await page.getByText('The request is taken in.').waitFor();
    }
    const officer = await visitors.signIn('compliance-officer');
    const desk = officer.page;
    await desk.getByRole('link', { name: 'Patients\' rights' }).click();
    await row(desk, 'Asthma of the walk').click();
    await settled(desk);
    expect(await row(desk, 'Asthma of the walk').textContent()).toMatch(/Rightswalk, Rita.*59 days left/);
    expect(await desk.getByTestId('request').textContent()).toContain('it was bronchitis');

    // Nothing corrects it yet.
    await desk.getByTestId('request-accept').click();
    await desk.getByTestId('not-corrected').waitFor();
    await desk.getByRole('button', { name: 'Close' }).click();
    await say(desk, 'request-extend', 'The laboratory has not answered yet.');
    await row(desk, 'Asthma of the walk').filter({ hasText: '89 days left' }).waitFor();
    expect(await desk.getByTestId('request-extend').count()).toBe(0);
    expect(await put(writer, problem('rights-asthma', 'Asthma of the walk', 'Was bronchitis.'))).toBe(200);
    await desk.reload();
    await row(desk, 'Asthma of the walk').click();
    await desk.getByTestId('request-accept').click();
    await desk.getByLabel(/^Version 2/).waitFor();
    await desk.getByTestId('words-words').fill('The entry says bronchitis now.');
    await send(desk);
    await row(desk, 'Asthma of the walk').filter({ hasText: 'Corrected' }).waitFor();
    const provenance = await writer.evaluate(async (id) => (await fetch(`/fhir/Provenance?patient=Patient/${id}`)).text(), patient);
    expect(provenance).toContain('Condition/rights-asthma/_history/2');

    await row(desk, 'Gout of the walk').click();
    await desk.getByTestId('request-deny').click();
    await desk.getByLabel('It is not part of the designated record set').check();
    await desk.getByTestId('words-words').fill('It stands in a note of another clinic.');
    await send(desk);
    await expect.poll(() => desk.getByTestId('request-steps').textContent()).toMatch(/not part of the designated record set[\s\S]*statement of disagreement/);

    // The disagreement is taken in where the patient is, and replied to at the desk.
    await page.getByTestId('chart-privacy').click();
    const denied = page.getByTestId('request').filter({ hasText: 'Gout of the walk' });
    await denied.getByTestId('request-disagree').click();
    await page.getByTestId('words-words').fill('It is in my record, and it is not mine.');
    await send(page);
    await expect.poll(() => denied.textContent()).toContain('it is not mine');
    expect(await page.getByTestId('request-rebut').count()).toBe(0);
    await desk.reload();
    await desk.getByRole('button', { name: 'All', exact: true }).click();
    await row(desk, 'Gout of the walk').click();
    await say(desk, 'request-rebut', 'We have asked that clinic to correct it.');
    await expect.poll(() => desk.getByTestId('request-steps').textContent()).toContain('asked that clinic');
    expect([...complaints, ...officer.complaints]).toEqual([]);
  }, 240_000);
});

describe('one patient’s privacy', () => {
  it('has holds, who looked, and the accounting with what is held back for an agency', async () => {
    const nurse = await visitors.signIn('nurse');
    await nurse.page.goto(`${origin}/patients/${patient}/privacy`);
    await nurse.page.getByTestId('disclosure-add').click();
    await choose(nurse.page, 'On what ground', 'Law enforcement');
    await nurse.page.getByTestId('disclosure-to').fill('Sheriff of the walk');
    await nurse.page.getByTestId('disclosure-what').fill('One visit note');
    await nurse.page.getByTestId('disclosure-purpose').fill('A subpoena');
    await send(nurse.page);
    await nurse.page.getByTestId('entered').waitFor();
    expect(await nurse.page.getByTestId('accounting-line').count()).toBe(0);

    const { page, complaints } = await visitors.signIn('compliance-officer');
    await page.goto(`${origin}/patient-rights`);
    await page.getByTestId('rights-patient').getByTestId('finder-input').fill('rightswalk');
    await page.getByTestId('finder-row').filter({ hasText: 'Rightswalk' }).click();
    await expect.poll(() => page.getByTestId('privacy-patient').textContent()).toContain('Rightswalk, Rita');
    await page.getByTestId('hold-add').click();
    await page.getByTestId('words-reason').fill('Letter of the court, case of the walk.');
    await send(page);
    const hold = page.getByTestId('hold').filter({ hasText: 'case of the walk' });
    await hold.getByTestId('hold-release').click();
    await page.getByTestId('words-reason').fill('The case is closed.');
    await send(page);
    await expect.poll(() => hold.textContent()).toMatch(/Released.*The case is closed/);
    await expect.poll(() => page.getByTestId('look-of-day').filter({ hasText: 'Physician' }).count()).toBeGreaterThan(0);
    const [report] = await Promise.all([page.waitForEvent('download'), page.getByTestId('looks-pdf').click()]);
    expect(await report.failure()).toBeNull();

    const given = page.getByTestId('accounting-line').filter({ hasText: 'Sheriff of the walk' });
    expect(await given.textContent()).not.toContain('Not told to the patient');
    await page.getByTestId('suspension-add').click();
    await page.getByTestId('suspension-agency').fill('Sheriff of the walk');
    await page.getByLabel('by word of mouth').check();
    await page.getByTestId('suspension-until').fill(new Date(Date.now() + 20 * 86_400_000).toISOString().slice(0, 10));
    await page.getByTestId('words-statement').fill('An investigation is under way, said the sergeant.');
    await send(page);
    await expect.poll(() => given.textContent()).toContain('Not told to the patient');
    const table = () => page.evaluate(async (id) => (await fetch(`/privacy/disclosures?patient=${id}&format=csv`)).text(), patient);
    expect(await table()).not.toContain('Sheriff');
    const [paper] = await Promise.all([page.waitForEvent('download'), page.getByTestId('disclosures-pdf').click()]);
    expect(await paper.failure()).toBeNull();
    await given.getByTestId('disclosure-withdraw').click();
    await page.getByTestId('words-reason').fill('It was another patient’s.');
    await send(page);
    await given.waitFor({ state: 'detached' });
    expect(complaints).toEqual([]);
  }, 240_000);

  it('is not there for who takes no patient’s wish in', async () => {
    const { page } = await visitors.signIn('biller');
    await page.goto(`${origin}/patients/${patient}`);
    await page.getByTestId('patient-banner').waitFor();
    await settled(page);
    expect(await page.getByTestId('chart-privacy').count()).toBe(0);
    expect(await page.getByRole('link', { name: 'Patients\' rights' }).count()).toBe(0);
  });
});

describe('the register of information blocking', () => {
  it('takes an entry, finds it by its exception, exports it and ends it', async () => {
    const { page, complaints } = await visitors.signIn('compliance-officer');
    await page.goto(`${origin}/patient-rights?view=exceptions`);
    await page.getByTestId('exception-add').click();
    await choose(page, 'Exception', /^Infeasibility/);
    await page.getByTestId('exception-requester').fill('Research group of the walk');
    await page.getByTestId('words-reason').fill('The images cannot be separated from those of others.');
    await send(page);
    const entry = page.getByTestId('exception').filter({ hasText: 'of the walk' });
    await expect.poll(() => entry.textContent()).toMatch(/Infeasibility.*reason in writing due by/);
    await page.getByRole('combobox', { name: 'Exception' }).click();
    await page.getByRole('option', { name: 'Fees' }).click();
    await page.getByTestId('exceptions-apply').click();
    await entry.waitFor({ state: 'detached' });
    await page.getByRole('combobox', { name: 'Exception' }).click();
    await page.getByRole('option', { name: 'Infeasibility' }).click();
    await page.getByTestId('exceptions-apply').click();
    await entry.waitFor();
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByTestId('exceptions-export').click()]);
    expect(file.suggestedFilename()).toBe('exceptions.csv');
    expect(await file.failure()).toBeNull();
    await entry.getByTestId('exception-end').click();
    await page.getByTestId('words-reason').fill('They have been separated after all.');
    await send(page);
    await expect.poll(() => entry.textContent()).toMatch(/Over.*separated after all/);
    expect(await entry.getByTestId('exception-end').count()).toBe(0);
    expect(complaints).toEqual([]);
  });
});

describe('who acts for a patient', () => {
  it('is given by the privacy officer to a parent, who gets a code that is shown once, and is ended with a reason', async () => {
    const { page, complaints } = await visitors.signIn('compliance-officer');
    await page.goto(`${origin}/patients/rights-child/privacy`);
    await page.getByTestId('proxy-give').click();
    await page.getByTestId('gift-name').fill('Rosa Rightschild');
    await choose(page, 'What the person is to the patient', /^Parent$/);
    await send(page);
    expect(await page.getByTestId('gift-code').textContent()).toMatch(/^[0-9A-Z]+(-[0-9A-Z]+)+$/);
    const given = page.getByTestId('given-proxy').filter({ hasText: 'Rosa Rightschild' });
    await given.getByText('has not joined yet').waitFor();
    await page.reload();
    await settled(page);
    expect(await page.getByTestId('gift-code').count()).toBe(0);
    await given.getByTestId('given-proxy-end').click();
    await page.getByTestId('words-reason').fill('The court has ended it.');
    await send(page);
    await given.getByText('ended', { exact: true }).waitFor();
    expect(complaints).toEqual([]);
  });

  it('is not a parent once the patient is of age, and the form says so', async () => {
    const { page } = await visitors.signIn('compliance-officer');
    await page.goto(`${origin}/patients/${patient}/privacy`);
    await page.getByTestId('proxy-give').click();
    await page.getByTestId('gift-name').fill('Rosa Rightswalk');
    await choose(page, 'What the person is to the patient', /^Parent$/);
    await page.getByTestId('form-send').click();
    await page.getByRole('dialog').getByRole('alert').waitFor();
    expect(await page.getByTestId('given-proxy').count()).toBe(0);
  });
});

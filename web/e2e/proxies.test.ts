import { afterAll, describe, expect, inject, it } from 'vitest';
import { axeFaults, chartName, settled, Visitors } from './visitor';

const origin = inject('origin');
const visitors = new Visitors(() => origin);
const friend = 'Browser Walk Friend';

afterAll(() => visitors.close());

describe('somebody whom a patient has named', () => {
  it('joins by the code, sees that record and whose it is, and is out at once when the patient ends it', async () => {
    const patient = await visitors.signIn('patient');
    const session = (await (await patient.page.request.get(`${origin}/auth/session`)).json()) as { fhirUser: string };
    const { birthDate } = (await (await patient.page.request.get(`${origin}/fhir/${session.fhirUser}`)).json()) as { birthDate: string };
    const name = await chartName(patient.page);
    await patient.page.goto(`${origin}/my-privacy`);
    await settled(patient.page);
    await patient.page.getByTestId('proxy-name').click();
    await patient.page.getByTestId('proxy-name-field').fill(friend);
    await patient.page.getByLabel('What the person is to you').click();
    await patient.page.getByRole('option', { name: 'Friend' }).click();
    expect(await axeFaults(patient.page)).toEqual([]);
    await patient.page.getByTestId('proxy-name-send').click();
    const code = (await patient.page.getByTestId('proxy-code').textContent()) ?? '';

    const proxy = await visitors.open();
    await proxy.page.goto(origin);
    await proxy.page.getByTestId('sign-in-join').click();
    await proxy.page.getByTestId('join-code').fill(code);
    await proxy.page.getByTestId('join-birth-date').fill(birthDate);
    await proxy.page.getByTestId('join-user').fill('browser.walk.friend');
    await proxy.page.getByTestId('join-password').fill('plum otter lantern 42');
    await proxy.page.getByTestId('join-submit').click();
    await proxy.page.getByTestId('represented').waitFor();
    await settled(proxy.page);
    expect(await axeFaults(proxy.page)).toEqual([]);
    await proxy.page.getByTestId('record-open').click();
    await settled(proxy.page);
    expect(await chartName(proxy.page)).toBe(name);
    expect(await proxy.page.getByTestId('acting-for').textContent()).toContain('On behalf of');
    expect(await proxy.page.getByTestId('my-privacy').count()).toBe(0);
    expect(await axeFaults(proxy.page)).toEqual([]);

    await patient.page.reload();
    const line = patient.page.getByTestId('proxy').filter({ hasText: friend });
    await line.getByTestId('proxy-end').click();
    await line.getByTestId('proxy-end-yes').click();
    await expect.poll(() => line.textContent()).toContain('ended');
    expect(await patient.page.getByTestId('look').filter({ hasText: 'On your behalf: Friend' }).count()).toBeGreaterThan(0);
    await proxy.page.reload();
    await proxy.page.getByTestId('sign-in-user').waitFor();
    expect([...patient.complaints, ...proxy.complaints]).toEqual([]);
  }, 180_000);
});

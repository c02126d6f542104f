import type { RegistryAnswer } from '@carewright/core';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { describe, expect, it } from 'vitest';
import { network, openApp, serveMock, usesNetwork } from '../../../../dev/test-app';

usesNetwork();

const empty: RegistryAnswer = { message: 'm-1', outcome: 'Nobody', persons: [], doses: [], chart: [], forecast: [] };

async function openDialog(language: 'en' | 'es' = 'en') {
  await openApp('/patients/pat-1', language);
  fireEvent.click(await screen.findByTestId('ask-registry'));
  return screen.findByTestId('registry-dialog');
}

const ask = () => fireEvent.click(screen.getByTestId('registry-go'));

describe('asking a registry', () => {
  it('asks nothing until somebody says so, and then shows both lists', async () => {
    const asked = serveMock({ signedIn: 'physician' });
    await openDialog();
    expect(asked.some((one) => one.url.endsWith('/query'))).toBe(false);
    ask();
    const doses = await screen.findAllByTestId('registry-dose');
    expect(doses.map((dose) => dose.textContent).map((text) => ['Not in the chart', 'The chart has one like it on this day', 'In the chart already'].find((word) => text.includes(word)))).toEqual(['Not in the chart', 'The chart has one like it on this day', 'In the chart already']);
    expect(screen.getByTestId('registry-own').textContent).toContain('Pneumococcal');
    expect(screen.getByTestId('registry-forecast').textContent).toContain('Zoster');
    expect(JSON.parse(asked.find((one) => one.url.endsWith('/query'))?.body ?? '')).toEqual({ patient: 'pat-1', hasForecast: true, candidate: null });
  });

  it('takes what the chart lacks, and what somebody chooses besides; never what it has already', async () => {
    const asked = serveMock({ signedIn: 'physician' });
    await openDialog();
    ask();
    const doses = await screen.findAllByTestId('registry-dose');
    expect(doses.map((dose) => within(dose).queryByRole<HTMLInputElement>('checkbox')?.checked)).toEqual([true, false, undefined]);
    fireEvent.click(within(doses[1] as HTMLElement).getByRole('checkbox'));
    fireEvent.click(screen.getByTestId('registry-take'));
    expect((await screen.findByTestId('registry-taken')).textContent).toContain('2 immunizations');
    expect(JSON.parse(asked.find((one) => one.url.endsWith('/take'))?.body ?? '')).toEqual({ patient: 'pat-1', message: 'registry-message-1', doses: ['urn:example|1', 'urn:example|2'] });
    expect(screen.queryByTestId('registry-take')).toBeNull();
  });

  it('asks again for the one that is chosen of several', async () => {
    const asked = serveMock({ signedIn: 'physician' });
    const persons = ['Mockley, Mara', 'Mockley, Marina'].map((name, index) => ({ place: index + 1, name, birthDate: '1962-04-17', gender: 'F', address: '' }));
    network.use(http.post('*/interfaces/registries/iis/query', () => HttpResponse.json({ ...empty, outcome: 'Several', persons }), { once: true }));
    await openDialog();
    ask();
    fireEvent.click(within((await screen.findAllByTestId('registry-candidate'))[1] as HTMLElement).getByRole('button'));
    await screen.findAllByTestId('registry-dose');
    expect(JSON.parse(asked.find((one) => one.url.endsWith('/query'))?.body ?? '')).toMatchObject({ candidate: { message: 'm-1', place: 2 } });
  });

  it.each([[504, 'does not answer'], [502, 'did not take the question']] as const)('says of %s that nothing has come', async (status, words) => {
    serveMock({ signedIn: 'physician' });
    network.use(http.post('*/interfaces/registries/iis/query', () => HttpResponse.json({ code: 'registry', status }, { status })));
    await openDialog();
    ask();
    expect((await screen.findByTestId('registry-error')).textContent).toContain(words);
  });

  it('says that the registry knows nobody, in Spanish, too', async () => {
    serveMock({ signedIn: 'physician' });
    network.use(http.post('*/interfaces/registries/iis/query', () => HttpResponse.json(empty)));
    await openDialog('es');
    ask();
    expect((await screen.findByTestId('registry-nobody')).textContent).toContain('no conoce a nadie');
  });

  it('tells of another date of birth, and chooses nothing by itself then', async () => {
    serveMock({ signedIn: 'physician' });
    const dose = { key: 'urn:example|1', status: 'Historical', date: '2020-03-01', code: '113', vaccine: 'Td', lot: null, manufacturer: null, route: null, site: null, number: null, isValid: null, here: null };
    network.use(http.post('*/interfaces/registries/iis/query', () => HttpResponse.json({ ...empty, outcome: 'Found', doses: [dose], persons: [{ place: 1, name: 'Mockley, Mara', birthDate: '1901-01-01', gender: 'F', address: '' }] })));
    await openDialog();
    ask();
    expect(await screen.findByTestId('registry-other-birth')).toBeTruthy();
    expect(screen.getByTestId('registry-take')).toHaveProperty('disabled', true);
  });

  it('is not offered where no registry is connected', async () => {
    const asked = serveMock({ signedIn: 'physician' });
    network.use(http.get('*/interfaces/registries', () => HttpResponse.json({ registries: [] })));
    await openApp('/patients/pat-1');
    await screen.findByTestId('panel-immunizations');
    await waitFor(() => expect(asked.length).toBeGreaterThan(2));
    expect(screen.queryByTestId('ask-registry')).toBeNull();
  });
});

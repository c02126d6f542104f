import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { describe, expect, it } from 'vitest';
import { createRecords } from '../../../dev/records';
import { network, openApp, serveMock, usesNetwork } from '../../../dev/test-app';

usesNetwork();

describe('chart', () => {
  it('loads its first view by one batch', async () => {
    const asked = serveMock({ signedIn: 'physician' });
    await openApp('/patients/pat-1');
    await waitFor(() => expect(screen.getByTestId('panel-results').dataset['state']).toBe('data'));
    const sent = asked.filter((one) => one.url.startsWith('/fhir'));
    expect(sent.map((one) => one.method)).toEqual(['POST']);
    expect((JSON.parse(sent[0]?.body ?? '{}') as { entry: unknown[] }).entry).toHaveLength(13);
  });

  it('keeps allergies and alerts in the banner', async () => {
    serveMock({ signedIn: 'physician' });
    await openApp('/patients/pat-1');
    const banner = await screen.findByTestId('patient-banner');
    await waitFor(() => expect(banner.textContent).toContain('Penicillin'));
    expect(banner.textContent).toContain('“Andy”');
    expect(banner.textContent).toContain('Fall risk');
    expect(banner.textContent).not.toContain('Strawberry');
  });

  it.each([['pat-12', 'Not recorded'], ['pat-3', 'None known']])('says of %s: %s', async (patient, words) => {
    serveMock({ signedIn: 'physician' });
    await openApp(`/patients/${patient}`);
    await waitFor(() => expect(screen.getByTestId('patient-banner').textContent).toContain(words));
    expect(screen.getByTestId('panel-allergies').textContent).toContain(words);
  });

  it('opens any item in full with one click, and its versions with what changed', async () => {
    serveMock({ signedIn: 'physician' });
    await openApp('/patients/pat-1');
    fireEvent.click(await screen.findByRole('button', { name: /Type 2 diabetes/ }));
    const drawer = await screen.findByTestId('resource-drawer');
    fireEvent.click(within(drawer).getByRole('tab', { name: 'Record' }));
    await waitFor(() => expect(drawer.textContent).toContain('onsetDateTime'));
    fireEvent.click(within(drawer).getByRole('tab', { name: 'Versions' }));
    const versions = await within(drawer).findAllByTestId('version');
    expect(versions[0]?.textContent).toContain('note[0].textwas Earlier wording');
    expect(versions[1]?.textContent).toContain('Created');
    fireEvent.keyDown(document, { key: 'Escape' });
    await waitFor(() => expect(screen.queryByTestId('resource-drawer')).toBeNull());
  });

  it('shows an HTML note without what could run or call out', async () => {
    serveMock({ signedIn: 'physician' });
    await openApp('/patients/pat-1?item=DocumentReference%2Fdoc-1');
    const note = await screen.findByTestId('note-html');
    expect(note.textContent).toContain('Refill');
    expect(note.innerHTML).not.toMatch(/script|img|onclick|example\.invalid/);
  });

  it('has no trace of clinical panels for the desk', async () => {
    const asked = serveMock({ signedIn: 'front' });
    await openApp('/patients/pat-1');
    await waitFor(() => expect(screen.getByTestId('panel-coverage').dataset['state']).toBe('data'));
    for (const panel of ['problems', 'medications', 'allergies', 'immunizations', 'vitals', 'results', 'timeline']) expect(screen.queryByTestId(`panel-${panel}`)).toBeNull();
    expect(screen.getByTestId('patient-banner').textContent).not.toContain('Allergies');
    expect(asked.map((one) => one.body).join()).not.toMatch(/Condition|Observation|AllergyIntolerance/);
  });

  it('shows the biller codes and charges, and neither notes nor results', async () => {
    const asked = serveMock({ signedIn: 'biller' });
    await openApp('/patients/pat-1');
    await waitFor(() => expect(screen.getByTestId('panel-claims').textContent).toContain('$184.50'));
    expect(screen.getByTestId('panel-problems').dataset['state']).toBe('data');
    for (const panel of ['allergies', 'vitals', 'results']) expect(screen.queryByTestId(`panel-${panel}`)).toBeNull();
    expect(asked.map((one) => one.body).join()).not.toMatch(/DocumentReference|Observation/);
  });

  it('survives a required element that the server hid from this role', async () => {
    const records = createRecords(new Date());
    const hidden = records.all.map((one) => (one.resourceType === 'Appointment' ? { ...one, subject: one.participant[0]?.actor, participant: undefined } : one)) as unknown as typeof records.all;
    serveMock({ signedIn: 'patient', records: { ...records, all: hidden } });
    await openApp('/patients/pat-1');
    await waitFor(() => expect(screen.getByTestId('panel-appointments').dataset['state']).toBe('data'));
  });

  it('pages a list by the next link', async () => {
    const asked = serveMock({ signedIn: 'physician' });
    network.use(http.post('*/fhir', () => HttpResponse.json({ resourceType: 'Bundle', type: 'batch-response', entry: Array.from({ length: 13 }, () => ({ response: { status: '200' }, resource: { resourceType: 'Bundle', type: 'searchset', link: [{ relation: 'next', url: 'https://other.example:8443/fhir/Immunization?patient=pat-1&_page=0' }], entry: [] } })) })));
    await openApp('/patients/pat-1');
    const panel = await screen.findByTestId('panel-immunizations');
    fireEvent.click(await within(panel).findByRole('button', { name: 'Show more' }));
    await waitFor(() => expect(panel.textContent).toContain('Zoster'));
    expect(asked.some((one) => one.url === '/fhir/Immunization?patient=pat-1&_page=0')).toBe(true);
  });
});

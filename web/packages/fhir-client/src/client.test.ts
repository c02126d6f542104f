import { describe, expect, it, vi } from 'vitest';
import { createBatcher, createClient, errorFromBody, escapeSearchValue, HttpError, nextLink, parseFhir, searchPath, toLocal } from './index';

function answering(status: number, body: string) {
  return vi.fn<typeof fetch>(() => Promise.resolve(new Response(body, { status })));
}

describe('client', () => {
  it('marks every request that is not a read as the app’s own', async () => {
    const fetch = answering(200, '{}');
    const client = createClient({ fetch });
    await client.json('POST', '/auth/sign-out');
    await client.json('GET', '/auth/session');
    const headers = fetch.mock.calls.map(([, init]) => init?.headers as Record<string, string>);
    expect(headers[0]?.['X-Carewright-App']).toBe('1');
    expect(headers[1]?.['X-Carewright-App']).toBeUndefined();
  });

  it('never lets the HTTP cache hold an answer', async () => {
    const fetch = answering(200, '{}');
    await createClient({ fetch }).read('Patient/1');
    expect(fetch.mock.calls[0]?.[1]?.cache).toBe('no-store');
  });

  it('tells of a 401 and does not count it as activity', async () => {
    const [onUnauthorized, onActivity] = [vi.fn(), vi.fn()];
    const client = createClient({ fetch: answering(401, '{"code":"no-session"}'), onUnauthorized, onActivity });
    await expect(client.read('Patient/1')).rejects.toMatchObject({ status: 401, code: 'no-session' });
    expect(onUnauthorized).toHaveBeenCalledOnce();
    expect(onActivity).not.toHaveBeenCalled();
  });

  it('a peek at the session is no activity', async () => {
    const onActivity = vi.fn();
    await createClient({ fetch: answering(200, '{}'), onActivity }).json('GET', '/auth/session?peek=1');
    expect(onActivity).not.toHaveBeenCalled();
  });
});

describe('links', () => {
  it.each([
    ['Patient/1', '/fhir/Patient/1'],
    ['Patient?name=an', '/fhir/Patient?name=an'],
    ['https://clinic.example:8443/fhir/Patient?page=2', '/fhir/Patient?page=2'],
    ['/fhir/Observation/1/_history/2', '/fhir/Observation/1/_history/2'],
  ])('%s stays on this origin', (link, local) => expect(toLocal(link, '/fhir')).toBe(local));

  it.each(['https://elsewhere.example/steal', '../auth/session', '/fhirx/Patient'])('%s is refused', (link) => {
    expect(() => toLocal(link, '/fhir')).toThrow('not a link');
  });

  it('finds the next page', () => {
    expect(nextLink({ resourceType: 'Bundle', type: 'searchset', link: [{ relation: 'self', url: 'a' }, { relation: 'next', url: 'b' }] })).toBe('b');
    expect(nextLink({ resourceType: 'Bundle', type: 'searchset' })).toBeUndefined();
  });

  it('repeats a parameter for AND and escapes what FHIR gives a meaning', () => {
    expect(searchPath('Patient', { name: ['an', 'be'], _count: 5, identifier: undefined })).toBe('Patient?name=an&name=be&_count=5');
    expect(escapeSearchValue('a,b|c$d\\')).toBe('a\\,b\\|c\\$d\\\\');
  });
});

describe('decimals', () => {
  it('keeps the trailing zeros of a value beside the number', () => {
    expect(parseFhir('{"valueQuantity":{"value":7.40,"unit":"x"}}')).toEqual({ valueQuantity: { value: 7.4, valueText: '7.40', unit: 'x' } });
  });

  it('touches neither other numbers nor text that looks like one', () => {
    const note = JSON.stringify({ text: '"value":7.40}', value: 7.25 });
    expect(parseFhir(note)).toEqual({ text: '"value":7.40}', value: 7.25 });
  });
});

describe('errors', () => {
  it('reads an OperationOutcome with all its issues', () => {
    const error = errorFromBody(422, JSON.stringify({ resourceType: 'OperationOutcome', issue: [{ severity: 'error', code: 'required', diagnostics: 'missing', expression: ['Patient.name'] }, { severity: 'error', code: 'value' }] }));
    expect(error.issues).toEqual([{ code: 'required', message: 'missing', location: 'Patient.name' }, { code: 'value', message: 'value', location: undefined }]);
  });

  it('reads a problem with its retry time, and survives HTML', () => {
    expect(errorFromBody(423, '{"code":"locked-out","retryAfterSeconds":60}')).toMatchObject({ code: 'locked-out', retryAfterSeconds: 60 });
    expect(errorFromBody(502, '<html>')).toMatchObject({ status: 502, code: 'http' });
  });
});

describe('batcher', () => {
  const batchAnswer = (entry: object[]) => JSON.stringify({ resourceType: 'Bundle', type: 'batch-response', entry });

  it('sends all that was asked in one turn as one batch, and answers each by itself', async () => {
    const fetch = answering(200, batchAnswer([
      { resource: { resourceType: 'Patient', id: '1' }, response: { status: '200 OK' } },
      { response: { status: '403', outcome: { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code: 'forbidden', diagnostics: 'no' }] } } },
    ]));
    const batcher = createBatcher(createClient({ fetch }));
    const [patient, refused] = await Promise.allSettled([batcher.get('Patient/1'), batcher.get('Condition?patient=1')]);
    expect(fetch).toHaveBeenCalledOnce();
    expect(JSON.parse(fetch.mock.calls[0]?.[1]?.body as string)).toMatchObject({ type: 'batch', entry: [{ request: { method: 'GET', url: 'Patient/1' } }, { request: { method: 'GET', url: 'Condition?patient=1' } }] });
    expect(patient).toMatchObject({ status: 'fulfilled', value: { id: '1' } });
    expect(refused).toMatchObject({ status: 'rejected', reason: { status: 403, code: 'forbidden' } });
  });

  it('rejects an entry that the answer leaves out, rather than showing it as empty', async () => {
    const batcher = createBatcher(createClient({ fetch: answering(200, batchAnswer([])) }));
    await expect(batcher.get('AllergyIntolerance?patient=1')).rejects.toBeInstanceOf(HttpError);
  });

  it('rejects everyone when the batch fails', async () => {
    const batcher = createBatcher(createClient({ fetch: answering(500, '') }));
    const all = await Promise.allSettled([batcher.get('A'), batcher.get('B')]);
    expect(all.map((one) => one.status)).toEqual(['rejected', 'rejected']);
  });
});

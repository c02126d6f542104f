import type { FhirResource, ServiceRequest } from '@carewright/fhir-client';
import { describe, expect, it } from 'vitest';
import { answerFits, duplicatesOf, emptyDraft, labOrders, newNumber, questionsOf, requisitionsOf, standingOf, type LabQuestion, type LabTest, type OrderDraft } from './index';

const question = (code: string, type: LabQuestion['type'], isRequired = false): LabQuestion => ({ code, text: `${code}?`, type, choices: type === 'Choice' ? [{ code: 'MID', text: 'Midstream' }] : [], isRequired });

const test = (code: string, change: Partial<LabTest> = {}): LabTest => ({
  id: `ad-${code}`, laboratory: 'north', url: `https://carewright.example/fhir/ActivityDefinition/north/${code}`, code, name: `Test ${code}`, loinc: null, section: 'CH', specimenType: 'SER', container: 'Gold tube', volume: null, preparation: null, members: [],
  questionnaire: null, questions: [], concept: { coding: [{ system: 'north-tests', code }], text: `Test ${code}` }, ...change,
});

const frame = { patientId: 'pat-1', encounter: undefined, requester: 'Practitioner/doc-1', pends: false, laboratory: undefined, now: '2026-03-01T09:00:00.000Z' };
const draft = (change: Partial<OrderDraft>): OrderDraft => ({ ...emptyDraft, ...change });
const resources = (found: ReturnType<typeof requisitionsOf>, type: string) => found.flatMap((one) => (one.bundle.entry ?? []).flatMap(({ resource }) => (resource?.resourceType === type ? [resource] : [])));
const orders = (found: ReturnType<typeof requisitionsOf>) => resources(found, 'ServiceRequest') as ServiceRequest[];

describe('requisitions', () => {
  it('makes one transaction for each laboratory, whose orders share a number', () => {
    const found = requisitionsOf(draft({ tests: [test('A'), test('B'), test('C', { laboratory: 'south' }), test('D', { laboratory: null })] }), { ...frame, laboratory: 'south' });
    expect(found.map((one) => [one.laboratory, one.orders.map((order) => order.name)])).toEqual([['north', ['Test A', 'Test B']], ['south', ['Test C', 'Test D']]]);
    const numbers = orders(found).map((order) => [order.requisition?.value, order.performer?.[0]?.reference]);
    expect(numbers[0]).toEqual(numbers[1]);
    expect(numbers[1]).not.toEqual(numbers[2]);
    expect(new Set(orders(found).map((order) => order.identifier?.[0]?.value)).size).toBe(4);
    expect(orders(found)[3]?.performer?.[0]?.reference).toBe('Organization/south');
  });

  it('says in each order what was agreed on', () => {
    const [order] = orders(requisitionsOf(draft({ tests: [test('A')], priority: 'stat', collectOn: '2026-03-04', problems: ['Condition/con-1'], reasonCode: 'E11.9', reasonText: 'Diabetes', note: ' Fasting ' }), frame));
    expect(order).toMatchObject({
      status: 'active', intent: 'order', priority: 'stat', authoredOn: frame.now, occurrenceDateTime: '2026-03-04', subject: { reference: 'Patient/pat-1' }, requester: { reference: 'Practitioner/doc-1' },
      category: [{ coding: [{ system: 'http://snomed.info/sct', code: '108252007' }] }], code: { text: 'Test A' }, reasonReference: [{ reference: 'Condition/con-1' }], reasonCode: [{ coding: [{ code: 'E11.9' }], text: 'Diabetes' }], note: [{ text: 'Fasting' }],
      identifier: [{ system: 'https://carewright.example/fhir/NamingSystem/order' }],
    });
    expect(order?.specimen).toBeUndefined();
  });

  it('takes one specimen for the tests of one kind, and links it both ways', () => {
    const found = requisitionsOf(draft({ tests: [test('A'), test('B'), test('U', { specimenType: 'UR', container: 'Cup' })], collect: 'now' }), frame);
    const [first, second, third] = orders(found);
    expect(first?.specimen).toEqual(second?.specimen);
    expect(third?.specimen).not.toEqual(first?.specimen);
    const entry = found[0]?.bundle.entry ?? [];
    const specimen = entry.find((one) => one.fullUrl === first?.specimen?.[0]?.reference)?.resource;
    expect(specimen).toMatchObject({ resourceType: 'Specimen', status: 'available', accessionIdentifier: { system: 'https://carewright.example/fhir/NamingSystem/specimen' }, request: [{ reference: entry[0]?.fullUrl }, { reference: entry[1]?.fullUrl }] });
  });

  it('answers each test what it asks, in the kind that the question takes', () => {
    const asked = test('A', { questionnaire: 'q/A', questions: [question('B', 'Boolean'), question('I', 'Integer'), question('C', 'Choice'), question('D', 'Date'), question('N', 'String')] });
    const found = requisitionsOf(draft({ tests: [asked, test('X')], answers: { B: 'yes', I: '7', C: 'MID', D: '2026-01-02', N: ' ' } }), frame);
    expect(resources(found, 'QuestionnaireResponse')).toMatchObject([{ questionnaire: 'q/A', item: [{ linkId: 'B', answer: [{ valueBoolean: true }] }, { answer: [{ valueInteger: 7 }] }, { answer: [{ valueCoding: { code: 'MID', display: 'Midstream' } }] }, { answer: [{ valueDate: '2026-01-02' }] }] }]);
    expect(orders(found)[0]?.supportingInfo?.[0]?.reference).toBe(found[0]?.bundle.entry?.[0]?.fullUrl);
    expect(orders(found)[1]?.supportingInfo).toBeUndefined();
  });

  it('repeats a standing order, and pends what waits for a signature, without a specimen', () => {
    const [standing] = orders(requisitionsOf(draft({ tests: [test('A')], collect: 'standing', collectOn: '2026-04-01', every: 2, unit: 'wk', times: 6 }), frame));
    expect(standing?.occurrenceTiming?.repeat).toEqual({ boundsPeriod: { start: '2026-04-01' }, count: 6, frequency: 1, period: 2, periodUnit: 'wk' });
    const pended = requisitionsOf(draft({ tests: [test('A')], collect: 'now' }), { ...frame, pends: true });
    expect(orders(pended)[0]?.status).toBe('draft');
    expect(resources(pended, 'Specimen')).toEqual([]);
  });
});

describe('laboratory orders', () => {
  const order = (id: string, change: Partial<ServiceRequest> = {}): ServiceRequest => ({ resourceType: 'ServiceRequest', id, status: 'active', intent: 'order', subject: { reference: 'Patient/pat-1' }, authoredOn: '2026-02-20', code: test('A').concept, ...change });

  it('knows how far an order is', () => {
    const all: FhirResource[] = [
      order('draft', { status: 'draft' }), order('placed'), order('taken', { identifier: [{ type: { coding: [{ code: 'FILL' }] }, value: '1' }] }), order('named', { specimen: [{ reference: 'Specimen/s' }] }), order('asked'), order('done'), order('gone', { status: 'revoked' }), order('wrong', { status: 'entered-in-error' }),
      { resourceType: 'Specimen', id: 's2', request: [{ reference: 'ServiceRequest/asked' }] }, { resourceType: 'DiagnosticReport', id: 'r', status: 'preliminary', code: {}, basedOn: [{ reference: 'ServiceRequest/done' }] },
    ];
    expect(Object.fromEntries(labOrders(all).map((one) => [one.order.id, one.state]))).toEqual({ draft: 'pended', placed: 'placed', taken: 'taken', named: 'collected', asked: 'collected', done: 'results', gone: 'cancelled' });
  });

  it('finds what was ordered or resulted in the last thirty days', () => {
    const now = Date.parse('2026-03-01T12:00:00Z');
    const before: FhirResource[] = [order('one'), order('old', { authoredOn: '2026-01-01', code: test('B').concept }), order('taken back', { status: 'revoked', code: test('C').concept }), { resourceType: 'Observation', status: 'final', code: test('D').concept, effectiveDateTime: '2026-02-25' }];
    expect(duplicatesOf([test('A'), test('B'), test('C'), test('D')], before, now).map((one) => [one.test.code, one.kind, one.on])).toEqual([['A', 'ordered', '2026-02-20'], ['D', 'resulted', '2026-02-25']]);
  });

  it('asks each question once, and as strictly as the strictest test', () => {
    const asked = questionsOf([test('A', { questions: [question('F', 'Boolean'), question('S', 'String')] }), test('B', { questions: [question('F', 'Boolean', true)] })]);
    expect(asked.map((one) => [one.code, one.isRequired])).toEqual([['F', true], ['S', false]]);
  });

  it.each([['Integer', '7', true], ['Integer', '7.5', false], ['Decimal', '7.5', true], ['Decimal', 'seven', false], ['Date', '2026-02-03', true], ['Date', 'yesterday', false], ['String', 'anything', true], ['String', ' ', false]] as const)('takes for %s the answer "%s": %s', (type, text, fits) => {
    expect(answerFits(question('Q', type, true), text)).toBe(fits);
  });

  it('numbers orders in ten letters of base 32 that nobody mistakes', () => {
    expect(newNumber()).toMatch(/^[0-9A-HJKMNP-TV-Z]{10}$/);
    expect(new Set(Array.from({ length: 200 }, newNumber)).size).toBe(200);
  });
});

describe('standing orders', () => {
  const standing = (change: Partial<OrderDraft>) => ({ ...orders(requisitionsOf(draft({ tests: [test('A')], collect: 'standing', collectOn: '2026-01-31', every: 1, unit: 'mo', times: 3, ...change }), frame))[0], id: 's' }) as ServiceRequest;
  const given = (on: string): FhirResource => ({ resourceType: 'ServiceRequest', id: `g-${on}`, status: 'active', intent: 'order', subject: {}, basedOn: [{ reference: 'ServiceRequest/s' }], occurrenceDateTime: on });

  it('tells what was given out and what is to come, through a short month', () => {
    const found = standingOf(standing({}), [given('2026-01-31')], '2026-02-01');
    expect(found?.given.map((one) => one.on)).toEqual(['2026-01-31']);
    expect(found?.coming).toEqual(['2026-02-28', '2026-03-31']);
  });

  it('ends on the last day that was said, however many times that is', () => {
    const order = standing({ every: 1, unit: 'wk', until: '2026-02-15' });
    expect(order.intent).toBe('original-order');
    expect(order.occurrenceTiming?.repeat?.count).toBeUndefined();
    expect(standingOf(order, [], '2026-01-01')?.coming).toEqual(['2026-01-31', '2026-02-07', '2026-02-14']);
  });

  it('has nothing to come once it was ended, and a single order is none', () => {
    expect(standingOf({ ...standing({}), status: 'revoked' }, [], '2026-01-01')?.coming).toEqual([]);
    expect(standingOf(orders(requisitionsOf(draft({ tests: [test('A')] }), frame))[0] as ServiceRequest, [], '2026-01-01')).toBeUndefined();
  });

  it('carries the insurance that was chosen', () => {
    expect(standing({ coverage: 'Coverage/c' }).insurance).toEqual([{ reference: 'Coverage/c' }]);
  });
});

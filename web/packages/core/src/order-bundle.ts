import type { Bundle, BundleEntry, CodeableConcept, FhirResource, QuestionnaireResponse, Reference, ServiceRequest, Specimen } from '@carewright/fhir-client';
import { laboratoryCategory, newNumber, orderSystem, requisitionSystem, specimenSystem, type LabQuestion, type LabTest } from './lab-orders';

export const priorities = ['routine', 'urgent', 'asap', 'stat'] as const;
export type Priority = (typeof priorities)[number];

export const periodUnits = ['d', 'wk', 'mo'] as const;
export type PeriodUnit = (typeof periodUnits)[number];

/** What somebody orders, as the screen keeps it. */
export interface OrderDraft {
  readonly tests: readonly LabTest[];
  readonly priority: Priority;
  /** `now`: the specimen is being taken; `later`: on `collectOn`; `standing`: again and again. */
  readonly collect: 'now' | 'later' | 'standing';
  /** A day, or empty. */
  readonly collectOn: string;
  readonly every: number;
  readonly unit: PeriodUnit;
  readonly times: number;
  /** The last day of a standing order, or empty: then `times` counts. */
  readonly until: string;
  /** Reference of the insurance that is to pay, or empty. */
  readonly coverage: string;
  /** References of the patient's problems. */
  readonly problems: readonly string[];
  readonly reasonCode: string;
  readonly reasonText: string;
  /** By the code of the question; as typed. */
  readonly answers: Readonly<Record<string, string>>;
  readonly note: string;
}

export const emptyDraft: OrderDraft = { tests: [], priority: 'routine', collect: 'later', collectOn: '', every: 3, unit: 'mo', times: 4, until: '', coverage: '', problems: [], reasonCode: '', reasonText: '', answers: {}, note: '' };

/** Who orders for whom, and when. */
export interface OrderFrame {
  readonly patientId: string;
  readonly encounter: string | undefined;
  /** `Practitioner/x`, or undefined where the account is nobody's in the record. */
  readonly requester: string | undefined;
  /** The order waits for somebody's signature. */
  readonly pends: boolean;
  /** The laboratory of tests that name none. */
  readonly laboratory: string | undefined;
  readonly now: string;
}

export interface Requisition {
  readonly number: string;
  readonly laboratory: string;
  readonly orders: readonly { readonly name: string; readonly number: string }[];
  readonly bundle: Bundle;
}

export function hasReason(draft: OrderDraft): boolean {
  return draft.problems.length > 0 || draft.reasonCode.trim() !== '' || draft.reasonText.trim() !== '';
}

const whole = /^[+-]?\d+$/;
const decimal = /^[+-]?\d+(\.\d+)?$/;
const isoDay = /^\d{4}-\d{2}-\d{2}$/;

/** Whether an answer fits its question; an empty one fits unless it is required. */
export function answerFits(question: LabQuestion, answer: string | undefined): boolean {
  const text = (answer ?? '').trim();
  if (text === '') return !question.isRequired;
  if (question.type === 'Integer') return whole.test(text);
  if (question.type === 'Decimal') return decimal.test(text);
  return question.type !== 'Date' || isoDay.test(text);
}

/** One transaction for each laboratory: its orders share a requisition, and leave in one message. */
export function requisitionsOf(draft: OrderDraft, frame: OrderFrame): Requisition[] {
  const byLaboratory = new Map<string, LabTest[]>();
  for (const test of draft.tests) {
    const laboratory = test.laboratory ?? frame.laboratory;
    if (laboratory !== undefined) byLaboratory.set(laboratory, [...(byLaboratory.get(laboratory) ?? []), test]);
  }
  return [...byLaboratory].map(([laboratory, tests]) => requisitionOf(laboratory, tests, draft, frame));
}

function requisitionOf(laboratory: string, tests: readonly LabTest[], draft: OrderDraft, frame: OrderFrame): Requisition {
  const number = newNumber();
  const orders = tests.map((test) => ({ test, number: newNumber(), url: urn(), answersUrl: urn() }));
  const specimens = draft.collect === 'now' && !frame.pends ? specimensOf(orders, frame) : [];
  const entries = orders.flatMap(({ test, number: orderNumber, url, answersUrl }) => {
    const answers = answersOf(test, draft, frame);
    const specimen = specimens.find((one) => one.orders.includes(url));
    const order = orderOf({ test, number: orderNumber, requisition: number, laboratory, answersUrl: answers ? answersUrl : undefined, specimenUrl: specimen?.url }, draft, frame);
    return [...(answers ? [post(answers, answersUrl)] : []), post(order, url)];
  });
  return {
    number, laboratory, orders: orders.map((one) => ({ name: one.test.name, number: one.number })),
    bundle: { resourceType: 'Bundle', type: 'transaction', entry: [...entries, ...specimens.map((one) => post(one.specimen, one.url))] },
  };
}

interface OrderParts {
  readonly test: LabTest;
  readonly number: string;
  readonly requisition: string;
  readonly laboratory: string;
  readonly answersUrl: string | undefined;
  readonly specimenUrl: string | undefined;
}

function orderOf(parts: OrderParts, draft: OrderDraft, frame: OrderFrame): ServiceRequest {
  const code = draft.reasonCode.trim();
  const words = draft.reasonText.trim();
  const reason: CodeableConcept = { ...(code === '' ? {} : { coding: [{ system: 'http://hl7.org/fhir/sid/icd-10-cm', code }] }), ...(words === '' ? {} : { text: words }) };
  return {
    resourceType: 'ServiceRequest', status: frame.pends ? 'draft' : 'active', intent: draft.collect === 'standing' ? 'original-order' : 'order', category: [{ coding: [laboratoryCategory] }], code: parts.test.concept, subject: { reference: `Patient/${frame.patientId}` },
    identifier: [{ type: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0203', code: 'PLAC' }] }, system: orderSystem, value: parts.number }],
    requisition: { system: requisitionSystem, value: parts.requisition }, performer: [{ reference: `Organization/${parts.laboratory}` }], priority: draft.priority, authoredOn: frame.now,
    ...(parts.test.url === null ? {} : { instantiatesCanonical: [parts.test.url] }),
    ...(frame.encounter === undefined ? {} : { encounter: { reference: frame.encounter } }),
    ...(frame.requester === undefined ? {} : { requester: { reference: frame.requester } }),
    ...occurrence(draft, frame),
    ...(draft.problems.length === 0 ? {} : { reasonReference: draft.problems.map((reference) => ({ reference })) }),
    ...(code === '' && words === '' ? {} : { reasonCode: [reason] }),
    ...(draft.note.trim() === '' ? {} : { note: [{ text: draft.note.trim() }] }),
    ...(draft.coverage === '' ? {} : { insurance: [{ reference: draft.coverage }] }),
    ...(parts.answersUrl === undefined ? {} : { supportingInfo: [{ reference: parts.answersUrl }] }),
    ...(parts.specimenUrl === undefined ? {} : { specimen: [{ reference: parts.specimenUrl }] }),
  };
}

function occurrence(draft: OrderDraft, frame: OrderFrame): Pick<ServiceRequest, 'occurrenceDateTime' | 'occurrenceTiming'> {
  if (draft.collect === 'now') return { occurrenceDateTime: frame.now };
  if (draft.collect === 'later') return draft.collectOn === '' ? {} : { occurrenceDateTime: draft.collectOn };
  return { occurrenceTiming: { repeat: { boundsPeriod: { start: draft.collectOn === '' ? frame.now.slice(0, 10) : draft.collectOn, ...(draft.until === '' ? {} : { end: draft.until }) }, ...(draft.until === '' ? { count: draft.times } : {}), frequency: 1, period: draft.every, periodUnit: draft.unit } } };
}

function answersOf(test: LabTest, draft: OrderDraft, frame: OrderFrame): QuestionnaireResponse | undefined {
  const item = test.questions.flatMap((question) => {
    const text = (draft.answers[question.code] ?? '').trim();
    return text === '' ? [] : [{ linkId: question.code, text: question.text, answer: [answerOf(test, question, text)] }];
  });
  if (item.length === 0) return undefined;
  return {
    resourceType: 'QuestionnaireResponse', status: 'completed', subject: { reference: `Patient/${frame.patientId}` }, authored: frame.now, item,
    ...(test.questionnaire === null ? {} : { questionnaire: test.questionnaire }), ...(frame.encounter === undefined ? {} : { encounter: { reference: frame.encounter } }), ...(frame.requester === undefined ? {} : { author: { reference: frame.requester } }),
  };
}

type Answer = NonNullable<NonNullable<NonNullable<QuestionnaireResponse['item']>[number]['answer']>[number]>;

function answerOf(test: LabTest, question: LabQuestion, text: string): Answer {
  switch (question.type) {
    case 'Boolean': return { valueBoolean: text === 'yes' };
    case 'Integer': return { valueInteger: Number(text) };
    case 'Decimal': return { valueDecimal: Number(text) };
    case 'Date': return { valueDate: text };
    case 'String': return { valueString: text };
    case 'Choice': {
      const display = question.choices.find((choice) => choice.code === text)?.text;
      return { valueCoding: { ...(test.laboratory === null ? {} : { system: `https://carewright.example/fhir/CodeSystem/${test.laboratory}/question` }), code: text, ...(display === undefined ? {} : { display }) } };
    }
  }
}

/** One specimen for all tests of a transaction that take the same kind in the same container. */
function specimensOf(orders: readonly { readonly test: LabTest; readonly url: string }[], frame: OrderFrame) {
  const byKind = new Map<string, { readonly test: LabTest; readonly orders: string[] }>();
  for (const { test, url } of orders) {
    const kind = `${test.specimenType ?? ''}|${test.container ?? ''}`;
    const known = byKind.get(kind);
    if (known) known.orders.push(url);
    else byKind.set(kind, { test, orders: [url] });
  }
  return [...byKind.values()].map(({ test, orders: urls }) => ({ url: urn(), orders: urls, specimen: specimenOf(frame, urls.map((reference) => ({ reference })), specimenType(test)) }));
}

export function specimenType(test: LabTest): CodeableConcept | undefined {
  return test.specimenType === null ? undefined : { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0487', code: test.specimenType }] };
}

/** A specimen that has just been taken, with a number of its own. */
export function specimenOf(frame: Pick<OrderFrame, 'patientId' | 'requester' | 'now'>, request: readonly Reference[], type: CodeableConcept | undefined): Specimen {
  return {
    resourceType: 'Specimen', status: 'available', accessionIdentifier: { system: specimenSystem, value: newNumber() }, subject: { reference: `Patient/${frame.patientId}` }, request: [...request], ...(type ? { type } : {}),
    collection: { collectedDateTime: frame.now, ...(frame.requester === undefined ? {} : { collector: { reference: frame.requester } }) },
  };
}

const urn = () => `urn:uuid:${crypto.randomUUID()}`;

function post(resource: FhirResource, fullUrl: string): BundleEntry {
  return { fullUrl, resource, request: { method: 'POST', url: resource.resourceType } };
}

import type { Client, CodeableConcept, Condition, DiagnosticReport, FhirResource, Observation, ServiceRequest, Specimen } from '@carewright/fhir-client';
import { ofType } from './chart/clinical';
import { dateMillis } from './dates';
import { hasCode, referenceOf } from './names';
import type { Session } from './session';

/** Orders for laboratories, typed as docs/architecture/laboratory.md writes them. */
export type QuestionKind = 'String' | 'Integer' | 'Decimal' | 'Date' | 'Boolean' | 'Choice';

export interface LabQuestion {
  readonly code: string;
  readonly text: string;
  readonly type: QuestionKind;
  readonly choices: readonly { readonly code: string; readonly text: string }[];
  readonly isRequired: boolean;
}

export interface LabTest {
  readonly id: string;
  /** Logical id of its Organization; null where the definition names none. */
  readonly laboratory: string | null;
  readonly url: string | null;
  readonly code: string;
  readonly name: string;
  readonly loinc: string | null;
  readonly section: string | null;
  readonly specimenType: string | null;
  readonly container: string | null;
  readonly volume: string | null;
  readonly preparation: string | null;
  readonly members: readonly string[];
  readonly questionnaire: string | null;
  readonly questions: readonly LabQuestion[];
  readonly concept: CodeableConcept;
}

export interface LabCatalogue {
  readonly laboratories: readonly { readonly id: string; readonly tests: number }[];
  readonly tests: readonly LabTest[];
}

export const labDoors = {
  find: (client: Client, laboratory: string | undefined, words: string, signal?: AbortSignal) =>
    client.json<LabCatalogue>('GET', `/laboratory/catalogue?${new URLSearchParams({ ...(laboratory === undefined ? {} : { lab: laboratory }), q: words, count: '20' }).toString()}`, undefined, signal),
  labels: (client: Client, specimens: readonly string[]) => client.file('POST', '/laboratory/labels', 'application/pdf', { specimens }),
  requisition: (client: Client, requisition: string) => client.file('POST', '/laboratory/requisitions', 'application/pdf', { requisition }),
};

export const orderSystem = 'https://carewright.example/fhir/NamingSystem/order';
export const requisitionSystem = 'https://carewright.example/fhir/NamingSystem/requisition';
export const specimenSystem = 'https://carewright.example/fhir/NamingSystem/specimen';
export const laboratoryCategory = { system: 'http://snomed.info/sct', code: '108252007' } as const;

export function mayOrder(session: Session): boolean {
  return session.may['ServiceRequest']?.includes('create') ?? false;
}

/** Whether what this actor orders waits for somebody's signature: by the policy that ships, only a physician makes an order active. */
export function pendsOrders(session: Session): boolean {
  return session.role === 'nurse' || session.role === 'medical-assistant';
}

const crockford = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Ten characters of Crockford's base 32, at random: 50 bits. */
export function newNumber(): string {
  return [...crypto.getRandomValues(new Uint8Array(10))].map((byte) => crockford[byte & 31]).join('');
}

export type OrderState = 'pended' | 'placed' | 'taken' | 'collected' | 'results' | 'cancelled';

export interface LabOrder {
  readonly order: ServiceRequest;
  readonly state: OrderState;
  readonly number: string | undefined;
  readonly requisition: string | undefined;
  readonly specimens: readonly Specimen[];
}

/** A patient's orders for laboratories, newest first, with how far each is. */
export function labOrders(resources: readonly FhirResource[]): LabOrder[] {
  const [specimens, reports] = [ofType<Specimen>(resources, 'Specimen'), ofType<DiagnosticReport>(resources, 'DiagnosticReport')];
  return ofType<ServiceRequest>(resources, 'ServiceRequest')
    .filter((order) => order.status !== 'entered-in-error')
    .map((order) => {
      const reference = referenceOf(order);
      const own = specimens.filter((one) => one.request?.some((asked) => asked.reference === reference) === true || order.specimen?.some((taken) => taken.reference === referenceOf(one)) === true);
      const reported = reports.some((one) => one.status !== 'cancelled' && one.status !== 'entered-in-error' && one.basedOn?.some((based) => based.reference === reference) === true);
      return { order, state: stateOf(order, own, reported), number: identifier(order, orderSystem), requisition: order.requisition?.system === requisitionSystem ? order.requisition.value : undefined, specimens: own };
    })
    .sort((left, right) => dateMillis(right.order.authoredOn) - dateMillis(left.order.authoredOn));
}

/** What a standing order has given out, and when the next comes; undefined: it is none. */
export interface StandingState {
  /** Orders that were given out, with their days, oldest first. */
  readonly given: readonly { readonly reference: string; readonly on: string }[];
  /** Days that are to come, at most the next three; none once it is over. */
  readonly coming: readonly string[];
}

const mostComing = 3;
const mostTimes = 1000;

/** What became of a standing order among a patient's orders. `today` is a day. */
export function standingOf(order: ServiceRequest, resources: readonly FhirResource[], today: string): StandingState | undefined {
  const repeat = order.occurrenceTiming?.repeat;
  const start = repeat?.boundsPeriod?.start?.slice(0, 10);
  if (repeat === undefined || start === undefined) return undefined;
  const reference = referenceOf(order);
  const given = ofType<ServiceRequest>(resources, 'ServiceRequest').filter((one) => one.basedOn?.some((based) => based.reference === reference) === true)
    .map((one) => ({ reference: referenceOf(one), on: one.occurrenceDateTime ?? '' })).sort((left, right) => left.on.localeCompare(right.on));
  const end = repeat.boundsPeriod?.end?.slice(0, 10);
  const coming: string[] = [];
  for (let at = 0; order.status === 'active' && coming.length < mostComing && at < Math.min(repeat.count ?? mostTimes, mostTimes); at++) {
    const on = dueOn(start, (repeat.period ?? 1) * at, repeat.periodUnit ?? 'd');
    if (end !== undefined && on > end) break;
    if (on > today && !given.some((one) => one.on === on)) coming.push(on);
  }
  return { given, coming };
}

/** A day so many units after another; the 31st of a short month is its last day. */
function dueOn(start: string, count: number, unit: string): string {
  const [year, month, day] = start.split('-').map(Number) as [number, number, number];
  if (unit !== 'mo') return new Date(Date.UTC(year, month - 1, day + count * (unit === 'wk' ? 7 : 1))).toISOString().slice(0, 10);
  const last = new Date(Date.UTC(year, month + count, 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 1 + count, Math.min(day, last))).toISOString().slice(0, 10);
}

function stateOf(order: ServiceRequest, specimens: readonly Specimen[], reported: boolean): OrderState {
  if (order.status === 'revoked') return 'cancelled';
  if (order.status === 'draft') return 'pended';
  if (reported || order.status === 'completed') return 'results';
  if (specimens.length > 0 || (order.specimen?.length ?? 0) > 0) return 'collected';
  return order.identifier?.some((one) => hasCode(one.type, 'FILL')) === true ? 'taken' : 'placed';
}

function identifier(order: ServiceRequest, system: string): string | undefined {
  return order.identifier?.find((one) => one.system === system)?.value;
}

export interface Duplicate {
  readonly test: LabTest;
  readonly on: string;
  readonly kind: 'ordered' | 'resulted';
}

const day = 86_400_000;

/** Tests that were ordered, or of which there is a result, in the last days; each at its latest. */
export function duplicatesOf(tests: readonly LabTest[], resources: readonly FhirResource[], now: number, days = 30): Duplicate[] {
  const ordered = ofType<ServiceRequest>(resources, 'ServiceRequest').filter((one) => one.status !== 'revoked' && one.status !== 'entered-in-error').map((one) => ({ code: one.code, on: one.authoredOn, kind: 'ordered' as const }));
  const resulted = [...ofType<Observation>(resources, 'Observation').map((one) => ({ code: one.code, on: one.effectiveDateTime ?? one.issued, kind: 'resulted' as const })), ...ofType<DiagnosticReport>(resources, 'DiagnosticReport').map((one) => ({ code: one.code, on: one.effectiveDateTime ?? one.issued, kind: 'resulted' as const }))];
  const recent = [...ordered, ...resulted].filter((one) => one.on !== undefined && now - dateMillis(one.on) < days * day && now >= dateMillis(one.on)).sort((left, right) => dateMillis(right.on) - dateMillis(left.on));
  return tests.flatMap((test) => {
    const same = recent.find((one) => isSame(one.code, test.concept));
    return same?.on === undefined ? [] : [{ test, on: same.on, kind: same.kind }];
  });
}

function isSame(left: CodeableConcept | undefined, right: CodeableConcept): boolean {
  return left?.coding?.some((one) => one.code !== undefined && right.coding?.some((other) => other.system === one.system && other.code === one.code) === true) ?? false;
}

/** The questions of some tests, each once. A question that one test must have answered must be answered. */
export function questionsOf(tests: readonly LabTest[]): LabQuestion[] {
  const byCode = new Map<string, LabQuestion>();
  for (const question of tests.flatMap((test) => test.questions)) {
    const known = byCode.get(question.code);
    byCode.set(question.code, known ? { ...known, isRequired: known.isRequired || question.isRequired } : question);
  }
  return [...byCode.values()];
}

/** Problems that can be the reason of an order. */
export function activeProblems(resources: readonly FhirResource[]): Condition[] {
  return ofType<Condition>(resources, 'Condition').filter((one) => !hasCode(one.verificationStatus, 'entered-in-error', 'refuted') && !hasCode(one.clinicalStatus, 'resolved', 'inactive', 'remission'));
}

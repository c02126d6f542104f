import type { ResultReview, ReviewAct, ReviewValue } from '@carewright/core';

const hour = 3_600_000;
const at = (milliseconds: number) => new Date(Date.now() + milliseconds).toISOString();

const value = (id: string, name: string, text: string, unit: string, range: string, flag: string, more: Partial<ReviewValue> = {}): ReviewValue => ({
  reference: `Observation/${id}`, name, codes: [`http://loinc.org|${id}`], text, unit, flags: [flag], rating: flag === 'N' ? 'normal' : flag.length === 2 ? 'critical' : 'abnormal', range, at: at(-3 * hour), notes: [], previous: null, was: null, ...more,
});

interface Draft {
  readonly id: string;
  readonly name: string;
  readonly title: string;
  readonly values: readonly ReviewValue[];
  readonly more?: Partial<ResultReview>;
}

function review({ id, name, title, values, more }: Draft): ResultReview {
  const rating = values.some((one) => one.rating === 'critical') ? 'critical' : values.some((one) => one.rating === 'abnormal') ? 'abnormal' : 'normal';
  return {
    id, status: 'requested', rating, corrected: false, withdrawn: false, replaces: null, authoredOn: at(-2 * hour), due: at(rating === 'critical' ? -hour : 20 * hour), step: rating === 'critical' ? 1 : 0,
    owner: { reference: 'Practitioner/doc-1', name: 'Test Physician One' }, role: null, patient: { reference: 'Patient/pat-1', name, birthDate: '1958-03-14', gender: 'female' },
    report: {
      reference: `DiagnosticReport/${id}`, title, status: 'final', issued: at(-2 * hour), conclusion: null, laboratory: 'Test Laboratory',
      order: { reference: `ServiceRequest/${id}`, title, authoredOn: at(-30 * hour), requester: { reference: 'Practitioner/doc-1', name: 'Test Physician One' }, reasons: ['Weakness'] },
      files: [{ title: null, contentType: 'application/pdf', data: 'JVBERi0=', url: null }],
    },
    values, valueCount: values.length, seen: `seen-${id}`, signedBy: null, signedAt: null, notes: [], ...more,
  };
}

export interface BasketMock {
  reviews: ResultReview[];
}

export const basketState = (): BasketMock => ({
  reviews: [
    review({ id: 'rev-critical', name: 'Andrea Sample-Synthetic', title: 'Potassium', values: [value('2823-3', 'Potassium', '7.2', 'mmol/L', '3.5–5.1', 'HH', { previous: { text: '4.4', unit: 'mmol/L', flags: ['N'], at: at(-900 * hour) } }), value('2951-2', 'Sodium', '140', 'mmol/L', '135–145', 'N')] }),
    review({ id: 'rev-corrected', name: 'Bertram Sample-Synthetic', title: 'Glucose', more: { corrected: true }, values: [value('2345-7', 'Glucose', '180', 'mg/dL', '70–99', 'H', { was: { text: '98', unit: 'mg/dL', flags: ['N'], at: at(-4 * hour) } })] }),
    review({ id: 'rev-normal', name: 'Carla Sample-Synthetic', title: 'Hemoglobin', values: [value('718-7', 'Hemoglobin', '13.2', 'g/dL', '12–16', 'N')] }),
    review({ id: 'rev-normal-2', name: 'Dario Sample-Synthetic', title: 'Lipids', values: [value('2093-3', 'Cholesterol', '160', 'mg/dL', '≤ 200', 'N')] }),
    review({ id: 'rev-shared', name: 'Erna Sample-Synthetic', title: 'Creatinine', more: { owner: null }, values: [value('2160-0', 'Creatinine', '1.6', 'mg/dL', '0.6–1.2', 'H')] }),
  ],
});

const problem = (status: number, code: string) => Response.json({ title: code, status, code }, { status, headers: { 'Content-Type': 'application/problem+json' } });

/** The doors of the in-basket. */
export async function inBasket(state: BasketMock, request: Request, url: URL, path: string, me: string | undefined): Promise<Response> {
  const [, , kind, id, act] = path.split('/');
  const open = state.reviews.filter((one) => one.signedAt === null);
  if (kind === 'counts') return Response.json({ mine: open.filter((one) => one.owner?.reference === me).length, critical: open.filter((one) => one.rating === 'critical').length, shared: open.filter((one) => one.owner === null).length });
  if (kind === 'sign') {
    const { tasks } = (await request.json()) as { tasks: { id: string; seen: string }[] };
    return Response.json({ results: tasks.map((one) => ({ id: one.id, ...sign(state, one.id, one.seen, me) })) });
  }
  if (id === undefined) return Response.json({ rows: state.reviews.filter((one) => isListed(one, url.searchParams, me)).map((one) => ({ ...one, values: one.values.filter((part) => part.rating !== 'normal') })), next: null });
  const found = state.reviews.find((one) => one.id === id);
  if (!found) return problem(404, 'not-found');
  if (act === undefined) return Response.json(found);
  const asked = (await request.json()) as ReviewAct;
  const outcome = asked.act === 'sign' ? sign(state, id, asked.seen ?? '', me) : { status: 200, code: 'done' };
  if (outcome.status !== 200) return problem(outcome.status, outcome.code);
  if (asked.act === 'take') change(state, id, { owner: { reference: me ?? '', name: 'Test Physician One' }, status: 'in-progress' });
  if (asked.act === 'open') change(state, id, { status: 'in-progress' });
  return Response.json({ id, ...outcome });
}

function isListed(review: ResultReview, query: URLSearchParams, me: string | undefined): boolean {
  if ((review.signedAt !== null) !== (query.get('state') === 'done')) return false;
  const view = query.get('view');
  return view === 'all' || (view === 'shared' ? review.owner === null : review.owner?.reference === me);
}

function change(state: BasketMock, id: string, by: Partial<ResultReview>): void {
  state.reviews = state.reviews.map((one) => (one.id === id ? { ...one, ...by } : one));
}

function sign(state: BasketMock, id: string, seen: string, me: string | undefined): { status: number; code: string } {
  const found = state.reviews.find((one) => one.id === id);
  if (!found) return { status: 404, code: 'not-found' };
  if (found.seen !== seen) return { status: 409, code: 'newer' };
  change(state, id, { status: 'completed', signedAt: at(0), signedBy: { reference: me ?? '', name: 'Test Physician One' } });
  return { status: 200, code: 'done' };
}

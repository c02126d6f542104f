import { describe, expect, it } from 'vitest';
import { holdsNow, looksByDay, privacyPaper, type BlockingException } from './privacy';
import { amendmentSteps, daysUntil, type Amendment } from './rights';
import type { AuditEntry } from './doors';

const at = '2026-03-02T09:00:00Z';

function request(kinds: readonly string[], change: Partial<Amendment['record']> = {}, isLate = false): Amendment {
  return {
    record: {
      id: 'a', patient: 'Patient/p', record: 'Condition/c', askedDisplay: 'P', isFromPatient: true, askedAt: at, dueAt: at, extended: null, decision: null,
      documents: kinds.map((kind) => ({ kind, reference: `DocumentReference/${kind}`, at })), ...change,
    },
    words: {}, isLate, about: { title: null, corrections: [] },
  };
}

const decided = (isAccepted: boolean) => ({ at, display: 'O', isAccepted, ground: null, correction: null });

describe('what can be done about a request', () => {
  it.each([
    ['waits', request(['request']), { decide: true, extend: true, disagree: false, rebut: false }],
    ['was extended', request(['request', 'extension'], { extended: { display: 'O', at } }), { decide: true, extend: false, disagree: false, rebut: false }],
    ['is late', request(['request'], {}, true), { decide: true, extend: false, disagree: false, rebut: false }],
    ['was accepted', request(['request', 'acceptance'], { decision: decided(true) }), { decide: false, extend: false, disagree: false, rebut: false }],
    ['was denied', request(['request', 'denial'], { decision: decided(false) }), { decide: false, extend: false, disagree: true, rebut: false }],
    ['was disagreed with', request(['request', 'denial', 'disagreement'], { decision: decided(false) }), { decide: false, extend: false, disagree: false, rebut: true }],
    ['was replied to', request(['request', 'denial', 'disagreement', 'rebuttal'], { decision: decided(false) }), { decide: false, extend: false, disagree: false, rebut: false }],
  ])('that %s', (_, one, steps) => expect(amendmentSteps(one)).toEqual(steps));

  it('is counted in whole days, below zero once it is late', () => {
    const now = Date.parse(at);
    expect([daysUntil('2026-03-03T08:59:00Z', now), daysUntil('2026-03-03T09:00:00Z', now), daysUntil('2026-03-02T08:59:00Z', now), daysUntil('2026-02-28T09:00:00Z', now)]).toEqual([0, 1, -1, -2]);
  });
});

describe('who looked', () => {
  const event = (id: string, when: string, userName: string, change: Partial<AuditEntry> = {}): AuditEntry => ({ id, at: when, userName, display: `${userName}!`, role: 'nurse', action: 'read', interaction: 'read', outcome: 'success', ...change });

  it('is one line for a person and a day of the site, with first, last, times and refusals', () => {
    const looks = looksByDay([
      event('4', '2026-03-03T04:30:00Z', 'ann', { interaction: 'search', outcome: 'refused' }),
      event('3', '2026-03-02T20:00:00Z', 'bob'),
      event('2', '2026-03-02T15:00:00Z', 'ann'),
      event('1', '2026-03-02T04:30:00Z', 'ann'),
    ], 'America/New_York');
    expect(looks).toEqual([
      { day: '2026-03-02', userName: 'ann', display: 'ann!', role: 'nurse', first: '2026-03-02T15:00:00Z', last: '2026-03-03T04:30:00Z', times: 2, refused: 1, interactions: ['search', 'read'] },
      { day: '2026-03-02', userName: 'bob', display: 'bob!', role: 'nurse', first: '2026-03-02T20:00:00Z', last: '2026-03-02T20:00:00Z', times: 1, refused: 0, interactions: ['read'] },
      { day: '2026-03-01', userName: 'ann', display: 'ann!', role: 'nurse', first: '2026-03-02T04:30:00Z', last: '2026-03-02T04:30:00Z', times: 1, refused: 0, interactions: ['read'] },
    ]);
  });
});

describe('the register', () => {
  const use = (change: Partial<BlockingException>): BlockingException => ({ id: 'u', exception: '171.203', practice: 'access', matter: 'app', patient: null, requester: 'x', reason: 'y', display: 'O', role: 'administrator', at, until: null, answerBy: null, ended: null, ...change });

  it('says what holds at a moment', () => {
    const now = Date.parse(at);
    expect([use({}), use({ until: '2026-03-02T09:00:01Z' }), use({ until: at }), use({ ended: { display: 'O', at, reason: 'over' } })].map((one) => holdsNow(one, now))).toEqual([true, true, false, false]);
  });

  it('exports what is shown, and leaves empty filters out', () => {
    expect(privacyPaper.exceptions({ exception: '171.203', from: '', to: undefined })).toBe('/privacy/exceptions/export?exception=171.203');
    expect(privacyPaper.accounting('p 1', 'pdf')).toBe('/privacy/disclosures?patient=p+1&format=pdf');
  });
});

import type { AllergyIntolerance, DiagnosticReport, FhirResource, Observation } from '@carewright/fhir-client';
import { describe, expect, it } from 'vitest';
import {
  addDays, ageOn, allergyState, attachmentBytes, datesIn, decodeText, diffJsonTrees, flagOf, homePath, idleState, instantOf, isClockChange, isoDay, isZone, localReference, mediaType, medicationList, personName, quantityNumber, quantityUnit,
  readFinderText, readJsonTree, readValue, recordNumber, resultGroups, safeReturnPath, sessionZone, sourcePath, sourcePathFor, startOfDay, timelineItems, visitState, vitalSigns, writeJsonTree, yearOf, type Session,
} from './index';

const newYork = datesIn('en-US', 'America/New_York');

describe('dates', () => {
  it.each([['1980', '1980'], ['1980-05', 'May 1980'], ['1980-05-17', 'May 17, 1980'], ['rubbish', 'rubbish'], [undefined, '']])('%s says no more than it says', (value, shown) => {
    expect(newYork.date(value)).toBe(shown);
  });

  it('writes dates in the reader’s language', () => expect(datesIn('es-ES', 'America/New_York').date('1980-05-17')).toBe('17 may 1980'));
  it('is the same birth date on every clock', () => {
    for (const zone of ['Pacific/Kiritimati', 'Pacific/Pago_Pago', 'Asia/Kolkata']) expect(datesIn('en-US', zone).date('1980-05-17')).toBe('May 17, 1980');
  });

  it.each([
    ['2026-11-20', { value: 2, unit: 'days' }], ['2026-10-01', { value: 7, unit: 'weeks' }], ['2025-11-23', { value: 11, unit: 'months' }], ['2024-11-22', { value: 2, unit: 'years' }],
    ['1958-11-23', { value: 67, unit: 'years' }], ['1958-11-22', { value: 68, unit: 'years' }], ['1958', { value: 68, unit: 'years' }], ['2026-10', undefined], ['2027-01-01', undefined], [undefined, undefined],
  ])('age of one born %s', (born, age) => expect(ageOn(born, '2026-11-22')).toEqual(age));

  it('counts days across daylight saving', () => {
    expect(addDays('2026-10-31', 1)).toBe('2026-11-01');
    expect(addDays('2026-11-01', 1)).toBe('2026-11-02');
    expect(addDays('2026-03-01', -1)).toBe('2026-02-28');
  });
});

describe('the clocks of a site', () => {
  const utc = (millis: number) => new Date(millis).toISOString();
  it('shows an instant as they do, whatever the clock of the device', () => {
    expect(newYork.time('2026-11-22T14:00:00Z')).toBe('9:00 AM');
    expect(newYork.dateTime('2026-11-22T03:30:00Z')).toBe('Nov 21, 2026, 10:30 PM');
    expect(datesIn('en-US', 'Asia/Tokyo').date('2026-11-22T15:00:00Z')).toBe('Nov 23, 2026');
    expect(yearOf('2027-01-01T03:00:00Z', 'America/New_York')).toBe('2026');
    expect(yearOf('2027', 'America/New_York')).toBe('2027');
  });

  it.each([
    ['2026-11-22', 'America/New_York', '2026-11-22T05:00:00.000Z'], ['2026-07-01', 'America/New_York', '2026-07-01T04:00:00.000Z'], ['2026-11-22', 'Asia/Kolkata', '2026-11-21T18:30:00.000Z'],
    ['2026-11-22', 'Pacific/Kiritimati', '2026-11-21T10:00:00.000Z'], ['2026-11-22', 'Pacific/Pago_Pago', '2026-11-22T11:00:00.000Z'],
    // The clocks go forward at midnight: the day begins at 1:00.
    ['2024-09-08', 'America/Santiago', '2024-09-08T04:00:00.000Z'],
    // They go back at 1:00: midnight comes twice, and the day begins with the first.
    ['2026-10-25', 'Atlantic/Azores', '2026-10-25T00:00:00.000Z'],
  ])('%s begins in %s at %s', (day, zone, begin) => expect(utc(startOfDay(day, zone))).toBe(begin));

  it('knows the days of 23 and 25 hours', () => {
    expect((startOfDay('2026-03-09', 'America/New_York') - startOfDay('2026-03-08', 'America/New_York')) / 3_600_000).toBe(23);
    expect((startOfDay('2026-11-02', 'America/New_York') - startOfDay('2026-11-01', 'America/New_York')) / 3_600_000).toBe(25);
    expect(['2026-03-07', '2026-03-08', '2026-11-01'].map((day) => isClockChange(day, 'America/New_York'))).toEqual([false, true, true]);
  });

  it('tells the two 1:30s of autumn apart', () => {
    expect([newYork.time('2026-11-01T05:30:00Z'), newYork.time('2026-11-01T06:30:00Z')]).toEqual(['1:30 AM EDT', '1:30 AM EST']);
  });

  it('takes a wall time to its instant, the first of two, and past the hour that spring skips', () => {
    expect(utc(instantOf('2026-11-22T09:00', 'America/New_York'))).toBe('2026-11-22T14:00:00.000Z');
    expect(utc(instantOf('2026-11-01T01:30', 'America/New_York'))).toBe('2026-11-01T05:30:00.000Z');
    expect(utc(instantOf('2026-03-08T02:30', 'America/New_York'))).toBe('2026-03-08T07:30:00.000Z');
    expect(instantOf('', 'America/New_York')).toBeNaN();
  });

  it('every day of a year begins where its day is that day and the moment before is not', () => {
    for (const zone of ['America/New_York', 'Europe/Madrid', 'America/Santiago', 'Australia/Lord_Howe', 'Asia/Kathmandu']) {
      for (let day = '2026-01-01'; day < '2027-01-01'; day = addDays(day, 1)) {
        const begin = startOfDay(day, zone);
        expect([isoDay(begin, zone), isoDay(begin - 1, zone)], `${day} ${zone}`).toEqual([day, addDays(day, -1)]);
      }
    }
  });

  it('are the session’s site’s, and the browser’s where the site has none that is known', () => {
    const of = (timeZone?: string | null) => sessionZone({ site: { reference: 'Location/1', timeZone } } as Session);
    expect(of('America/Denver')).toBe('America/Denver');
    expect([of(null), of('Mars/Olympus')]).toEqual(['America/New_York', 'America/New_York']);
    expect([isZone('Etc/UTC'), isZone(''), isZone('x')]).toEqual([true, false, false]);
  });
});

describe('finder text', () => {
  const read = (text: string, dayFirst = false) => readFinderText(text, dayFirst, 2026);
  it.each([
    ['an', { names: ['an'] }], ['Sample, Andrea', { names: ['Sample', 'Andrea'] }], ['T000001', { names: [], identifier: 'T000001' }],
    ['1980-05-17', { birthDate: '1980-05-17' }], ['05/17/1980', { birthDate: '1980-05-17' }], ['17.05.1980', { birthDate: '1980-05-17' }], ['5/6/80', { birthDate: '1980-05-06' }],
    ['17 may 1980', { birthDate: '1980-05-17' }], ['May 17, 1980', { birthDate: '1980-05-17' }], ['17 de mayo de 1980', { birthDate: '1980-05-17' }], ['1980', { birthDate: '1980' }], ['1980-05', { birthDate: '1980-05' }],
    ['sample 1980-05-17', { names: ['sample'], birthDate: '1980-05-17' }], ['5/6/30', { birthDate: '1930-05-06' }],
  ])('%s', (text, query) => expect(read(text)[0]).toMatchObject(query));

  it('reads the day first where the language does', () => expect(read('05/06/1980', true)[0]?.birthDate).toBe('1980-06-05'));
  it('takes what can only be one reading', () => expect(read('25/06/1980', false)[0]?.birthDate).toBe('1980-06-25'));
  it('asks for eight digits both ways', () => expect(read('19800517')).toEqual([{ names: [], birthDate: '1980-05-17', identifier: undefined }, { names: [], identifier: '19800517' }]));
  it('asks for letters and digits both as a record number and as a name', () => expect(read('Doe12 ann')).toEqual([{ names: ['ann'], birthDate: undefined, identifier: 'Doe12' }, { names: ['ann', 'Doe12'], birthDate: undefined, identifier: undefined }]));
  it.each(['', 'a', '   ', ','])('%j is too short to search', (text) => expect(read(text)).toEqual([]));
  it('takes an impossible date for no date', () => expect(read('1980-02-31')[0]?.birthDate).toBeUndefined());
});

describe('names and numbers', () => {
  it('takes the official name and the nickname that differs from it', () => {
    expect(personName([{ use: 'old', family: 'Former' }, { use: 'official', family: 'Sample', given: ['Andrea', 'Test'] }, { use: 'nickname', given: ['Andy'] }])).toEqual({ full: 'Sample, Andrea Test', initials: 'AS', preferred: 'Andy' });
    expect(personName([])).toBeUndefined();
  });

  it('prefers the medical record number and never shows a social security number as one', () => {
    const ssn = { type: { coding: [{ code: 'SS' }] }, value: '000-00-0000' };
    expect(recordNumber({ resourceType: 'Patient', identifier: [ssn, { value: 'X1' }, { type: { coding: [{ code: 'MR' }] }, value: 'T1' }] })).toBe('T1');
    expect(recordNumber({ resourceType: 'Patient', identifier: [ssn] })).toBeUndefined();
  });

  it.each([['Patient/1', 'Patient/1'], ['https://x.example/fhir/Patient/1/_history/3', 'Patient/1'], ['urn:uuid:1', undefined], [undefined, undefined]])('reference %s', (reference, local) => {
    expect(localReference(reference === undefined ? {} : { reference })).toBe(local);
  });

  it('writes a quantity with its digits and the reader’s decimal sign', () => {
    expect(quantityNumber({ value: 7.4, valueText: '7.40' } as never, 'en-US')).toBe('7.40');
    expect(quantityNumber({ value: 7.4 }, 'es-ES')).toBe('7,4');
    expect(quantityNumber({ value: 72.80000000000001, comparator: '<' }, 'en-US')).toBe('<72.8');
    expect(quantityUnit({ code: 'mm[Hg]' })).toBe('mmHg');
    expect(quantityUnit({ unit: '{score}' })).toBe('');
  });
});

describe('flags', () => {
  const range = [{ low: { value: 3.5, unit: 'mmol/L' }, high: { value: 5.1, unit: 'mmol/L' } }];
  const value = (number: number, unit = 'mmol/L') => readValue({ valueQuantity: { value: number, unit }, referenceRange: range }, 'en-US');
  it('takes the sender’s flag, the gravest first', () => expect(flagOf([{ coding: [{ code: 'H' }] }, { coding: [{ code: 'HH' }] }])).toBe('critical-high'));
  it('works a missing flag out from the range and says so', () => {
    expect(value(6.3)).toMatchObject({ flag: 'high', flagFromRange: true, range: '3.5–5.1 mmol/L' });
    expect(value(3.4)).toMatchObject({ flag: 'low' });
    expect(value(5.1)?.flag).toBeUndefined();
  });
  it('never compares across units', () => expect(value(6.3, 'mg/dL')?.flag).toBeUndefined());
});

describe('allergies', () => {
  const allergy = (code: string, extra: Partial<AllergyIntolerance> = {}): FhirResource => ({ resourceType: 'AllergyIntolerance', id: code, patient: {}, code: { coding: [{ code }] }, clinicalStatus: { coding: [{ code: 'active' }] }, ...extra });
  it('an empty list is not recorded, never none known', () => expect(allergyState([]).kind).toBe('not-recorded'));
  it('none known only when the record says so', () => expect(allergyState([allergy('716186003')]).kind).toBe('none-known'));
  it('a known allergy outweighs a statement of none', () => expect(allergyState([allergy('716186003'), allergy('x')]).kind).toBe('known'));
  it('a refuted or resolved entry is neither', () => {
    expect(allergyState([allergy('x', { verificationStatus: { coding: [{ code: 'refuted' }] } })]).kind).toBe('not-recorded');
    expect(allergyState([allergy('x', { clinicalStatus: { coding: [{ code: 'resolved' }] } })]).kind).toBe('not-recorded');
    expect(allergyState([allergy('x', { verificationStatus: { coding: [{ code: 'entered-in-error' }] } })]).kind).toBe('not-recorded');
  });
  it('lists the gravest first', () => {
    const state = allergyState([allergy('low', { criticality: 'low' }), allergy('unknown'), allergy('high', { criticality: 'high' })]);
    expect(state.kind === 'known' && state.allergies.map((one) => one.id)).toEqual(['high', 'unknown', 'low']);
  });
  it('an entry without a clinical status is shown', () => {
    expect(allergyState([allergy('x', { clinicalStatus: undefined })]).kind).toBe('known');
  });
});

const lab = (id: string, code: string, value: number, date: string, extra: Partial<Observation> = {}): Observation => ({
  resourceType: 'Observation', id, status: 'final', code: { text: code, coding: [{ system: 'http://loinc.org', code }] }, effectiveDateTime: date, valueQuantity: { value, unit: 'u' }, ...extra,
});
const report = (id: string, date: string, ...results: string[]): DiagnosticReport => ({ resourceType: 'DiagnosticReport', id, status: 'final', code: { text: id }, effectiveDateTime: date, result: results.map((one) => ({ reference: `Observation/${one}` })) });

describe('results', () => {
  const high = { interpretation: [{ coding: [{ code: 'H' }] }] };
  it('puts the abnormal first and the prior value beside the new', () => {
    const [newest] = resultGroups([report('r2', '2026-02-01', 'a2', 'b2'), report('r1', '2026-01-01', 'a1')], [lab('a2', 'A', 1, '2026-02-01'), lab('b2', 'B', 9, '2026-02-01', high), lab('a1', 'A', 2, '2026-01-01')], newYork, true);
    expect(newest?.rows.map((row) => row.observation.id)).toEqual(['b2', 'a2']);
    expect(newest?.abnormal).toBe(1);
    expect(newest?.rows[1]?.prior).toMatchObject({ value: { text: '2' }, date: '2026-01-01' });
  });
  it('never sets a value in another unit beside it', () => {
    const [newest] = resultGroups([], [lab('a2', 'A', 1, '2026-02-01'), lab('a1', 'A', 2, '2026-01-01', { valueQuantity: { value: 2, unit: 'other' } })], newYork, true);
    expect(newest?.rows[0]?.prior).toBeUndefined();
  });
  it('shows results without a report, by day', () => {
    const groups = resultGroups([report('r', '2026-01-01', 'a')], [lab('a', 'A', 1, '2026-01-01'), lab('b', 'B', 1, '2026-03-01'), lab('c', 'C', 1, '2020-01-01')], newYork, true);
    expect(groups.map((group) => [group.report?.id, group.rows.length])).toEqual([[undefined, 1], ['r', 1], [undefined, 1]]);
  });
  it('holds back what may belong to a report of a later page', () => {
    const groups = resultGroups([report('r', '2026-01-01', 'a')], [lab('a', 'A', 1, '2026-01-01'), lab('c', 'C', 1, '2020-01-01')], newYork, false);
    expect(groups).toHaveLength(1);
  });
  it('leaves out what was entered in error', () => expect(resultGroups([], [lab('a', 'A', 1, '2026-01-01', { status: 'entered-in-error' })], newYork, true)).toEqual([]));
});

describe('vitals', () => {
  const bp = (id: string, systolic: number, diastolic: number, date: string): Observation => ({
    resourceType: 'Observation', id, status: 'final', code: { text: 'BP', coding: [{ system: 'http://loinc.org', code: '85354-9' }] }, effectiveDateTime: date,
    component: [{ code: { text: 'Dia', coding: [{ code: '8462-4' }] }, valueQuantity: { value: diastolic, unit: 'mmHg' } }, { code: { text: 'Sys', coding: [{ code: '8480-6' }] }, valueQuantity: { value: systolic, unit: 'mmHg' } }],
  });
  it('reads blood pressure systolic first, latest value, oldest point first', () => {
    const [vital] = vitalSigns([lab('w', '29463-7', 80, '2026-01-01'), bp('1', 120, 80, '2026-01-01'), bp('2', 130, 85, '2026-02-01')], newYork);
    expect(vital?.parts.map((part) => part.value.text)).toEqual(['130', '85']);
    expect(vital?.lines.map((line) => line.points.map((point) => point.value))).toEqual([[120, 130], [80, 85]]);
  });
  it('plots only what is in the latest value’s unit', () => {
    const [vital] = vitalSigns([lab('1', 'W', 80, '2026-02-01'), lab('2', 'W', 176, '2026-01-01', { valueQuantity: { value: 176, unit: 'lb' } })], newYork);
    expect(vital?.lines[0]?.points).toHaveLength(1);
  });
});

describe('the rest of the chart', () => {
  it('puts a note under its encounter and keeps one without', () => {
    const items = timelineItems(
      [{ resourceType: 'Encounter', id: 'e', status: 'finished', class: {}, period: { start: '2026-01-01' } }],
      [{ resourceType: 'DocumentReference', id: 'n1', status: 'current', content: [], context: { encounter: [{ reference: 'Encounter/e' }] } }, { resourceType: 'DocumentReference', id: 'n2', status: 'current', date: '2026-02-01', content: [] }],
    );
    expect(items.map((item) => [item.id, item.notes.length])).toEqual([['DocumentReference/n2', 1], ['Encounter/e', 1]]);
  });
  it('names a medication from its include', () => {
    const lines = medicationList([{ resourceType: 'MedicationRequest', id: '1', status: 'active', intent: 'order', subject: {}, medicationReference: { reference: 'Medication/m' } }, { resourceType: 'Medication', id: 'm', code: { text: 'Test drug' } }]);
    expect(lines[0]?.name).toBe('Test drug');
  });
  it('says that the visit is on, else what is booked today', () => {
    const now = { ...newYork, today: () => '2026-01-01' };
    // Late in the evening there; the next day by UTC.
    const appointment: FhirResource = { resourceType: 'Appointment', id: 'a', status: 'arrived', start: '2026-01-02T04:30:00Z', participant: [] };
    expect(visitState([], [appointment], now)).toMatchObject({ kind: 'appointment', status: 'arrived' });
    expect(visitState([], [appointment], { ...now, zone: 'UTC' })).toBeUndefined();
    expect(visitState([{ resourceType: 'Encounter', id: 'e', status: 'in-progress', class: {} }], [appointment], now)).toMatchObject({ kind: 'encounter' });
    expect(visitState([], [], now)).toBeUndefined();
  });
  it('asks for active problems by exclusion, so that one without a state is not lost', () => expect(sourcePath('problems', 'p')).toContain('clinical-status%3Anot=resolved%2Cinactive'));
  it('asks for no include the role may not see', () => {
    const session = { may: { MedicationRequest: ['search'] } } as unknown as Session;
    expect(sourcePathFor(session, 'medications', 'p')).not.toContain('_include');
  });
});

describe('attachments', () => {
  it('decodes in the charset that is named', () => {
    const bytes = attachmentBytes(btoa('caf\u00e9'));
    expect(bytes && decodeText(bytes, mediaType('text/plain; charset=ISO-8859-1').charset)).toBe('café');
    expect(attachmentBytes('%%%')).toBeUndefined();
  });
});

describe('record tree', () => {
  const text = '{"a":1.50,"b":[true,null,{"c":"x \\"y\\" {"}],"d":{},"e":-1e-7}';
  it('keeps every digit', () => expect(writeJsonTree(readJsonTree(text)).replace(/\s*\n\s*/g, '').replace(/": /g, '":')).toBe(text));
  it('refuses what is no JSON', () => expect(() => readJsonTree('{"a":}')).toThrow(SyntaxError));
  it('names each change by its place and leaves out the version’s own stamp', () => {
    const tree = (value: object) => readJsonTree(JSON.stringify(value));
    expect(diffJsonTrees(tree({ meta: { versionId: '1' }, a: [1, 2], gone: 'x' }), tree({ meta: { versionId: '2', security: 's' }, a: [1, 3] }))).toEqual([
      { path: 'a[1]', before: '2', after: '3' }, { path: 'gone', before: 'x', after: undefined }, { path: 'meta.security', before: undefined, after: 's' },
    ]);
  });
});

describe('session', () => {
  const session = (areas: string[], fhirUser?: string) => ({ areas, fhirUser, may: {} }) as unknown as Session;
  it('starts each role at its own screen', () => {
    expect(homePath(session(['finder', 'chart', 'schedule']))).toBe('/schedule');
    expect(homePath(session(['audit']))).toBe('/audit-log');
    expect(homePath(session(['chart'], 'Patient/p'))).toBe('/patients/p');
    expect(homePath(session([]))).toBe('/welcome');
  });
  it.each([['/patients/1?item=a', '/patients/1?item=a'], ['//evil.example', undefined], ['https://evil.example', undefined], ['/\\evil.example', undefined], ['/sign-in', undefined], [undefined, undefined]])('return path %s', (path, safe) => {
    expect(safeReturnPath(path)).toBe(safe);
  });
  it('warns in the last minute and ends at the earlier of idle and absolute time', () => {
    expect(idleState(0, 900, 1e12, 800_000).kind).toBe('active');
    expect(idleState(0, 900, 1e12, 850_000)).toEqual({ kind: 'warning', secondsLeft: 50 });
    expect(idleState(0, 900, 1e12, 900_000).kind).toBe('over');
    expect(idleState(890_000, 900, 895_000, 895_000).kind).toBe('over');
  });
});

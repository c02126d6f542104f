import { datesIn } from '@carewright/core';
import type { Patient } from '@carewright/fhir-client';
import { describe, expect, it } from 'vitest';
import { chosenPatient, valuesOf } from './conflicts';
import { compare, factsOf, type PersonPart } from './person-facts';

const facts = (patient: Partial<Patient>) => factsOf({ resourceType: 'Patient', ...patient }, datesIn('en-US', 'UTC'), (gender) => gender);
const named = (family: string, ...given: string[]) => facts({ name: [{ family, given }] });

describe('people beside one another', () => {
  it.each([
    ['same', named('Sample', 'Anna'), named('SÀMPLE', 'anna')], ['partly', named('Sample', 'Anna'), named('Sample', 'Anna', 'Maria')], ['differs', named('Sample', 'Anna'), named('Sample', 'Berta')], ['unsaid', facts({}), named('Sample', 'Anna')],
  ])('have names that are: %s', (likeness, said, here) => {
    expect(compare('name', said, here)).toBe(likeness);
  });

  it('have the same telephone however it is written, and one in common is enough', () => {
    const phone = (...values: string[]) => facts({ telecom: values.map((value) => ({ system: 'phone', value })) });
    expect(compare('phone', phone('(555) 010-0199'), phone('555-0000', '+1 555 010 0199'))).toBe('same');
    expect(compare('phone', phone('555-0100'), phone('555-0199'))).toBe('differs');
  });

  it('differ in numbers only where the same authority gives both', () => {
    const number = (system: string, value: string) => facts({ identifier: [{ system, value }] });
    expect(compare('numbers', number('lab', '1'), number('clinic', '2'))).toBe('apart');
    expect(compare('numbers', number('lab', '1'), number('lab', '2'))).toBe('differs');
    expect(compare('numbers', number('lab', '1'), number('lab', '1'))).toBe('same');
  });

  it.each<PersonPart>(['birthDate', 'sex'])('differ in %s when it is not the same', (part) => {
    expect(compare(part, facts({ birthDate: '1958-03-14', gender: 'female' }), facts({ birthDate: '1958-03-15', gender: 'male' }))).toBe('differs');
  });
});

describe('values that were changed twice', () => {
  it('are lines of words, without systems and uses', () => {
    const patient = { resourceType: 'Patient', address: [{ use: 'home', line: ['1 First St'], city: 'Town' }], birthDate: '1958' } as const;
    expect(valuesOf(patient as never, 'address')).toEqual(['1 First St Town']);
    expect(valuesOf(patient as never, 'birthDate')).toEqual(['1958']);
    expect(valuesOf(patient as never, 'telecom')).toEqual([]);
    expect(valuesOf({ resourceType: 'Observation', valueQuantity: { value: 180, unit: 'mg/dL', code: 'mg/dL' } } as never, 'valueQuantity')).toEqual(['180 mg/dL']);
  });

  it.each([[null, undefined], ['new', undefined], ['Patient/a new Patient/b', 'Patient/b']])('are those of whom was chosen last in %s', (decision, patient) => {
    expect(chosenPatient(decision)).toBe(patient);
  });
});

import type { Policy } from '@carewright/core';
import { describe, expect, it } from 'vitest';
import { codeOf, codeText } from './label-words';
import { apart, codesOf } from './rule-change';
import { bySystem, issuesAt, ofSystems, put, putNamed, renameGroup, renameTimes, withoutEmpty } from './rule-edits';

const icd = 'http://hl7.org/fhir/sid/icd-10-cm';
const policy: Policy = {
  version: 1,
  times: { day: { days: ['mon'], from: '07:00', to: '19:00' }, night: { days: ['sat'], from: '22:00', to: '06:00' } },
  codes: { hiv: [`${icd}|B20`] },
  labelling: [{ name: 'HIV', types: ['Condition'], codes: ['*hiv', `${icd}|Z21`], label: { system: 's', code: 'HIV' } }],
  roles: { nurse: { purpose: 'TREAT', grants: [{ types: ['Patient'], interactions: ['read'], times: ['day'] }], breakGlass: { grants: [{ types: ['Patient'], interactions: ['read'], times: ['night', 'day'] }] } } },
};

describe('a rule that is saved', () => {
  it('leaves out what says nothing, also within it, and keeps an empty test so that the check refuses it', () => {
    const rule = { name: 'a', explanation: '', codes: [], ofMinors: false, hiddenFrom: { roles: [], purposes: ['TREAT'] } };
    expect(withoutEmpty(rule)).toEqual({ name: 'a', hiddenFrom: { purposes: ['TREAT'] } });
    expect(withoutEmpty({ name: 'a', hiddenFrom: { roles: [] } })).toEqual({ name: 'a', hiddenFrom: {} });
  });

  it('stands where it stood, is added at the end, and is taken away', () => {
    expect(put(['a', 'b'], 0, 'c')).toEqual(['c', 'b']);
    expect(put(['a'], undefined, 'b')).toEqual(['a', 'b']);
    expect(put(['a', 'b'], 0, undefined)).toEqual(['b']);
    expect(put(undefined, undefined, 'a')).toEqual(['a']);
  });
});

describe('a window that is renamed', () => {
  it('keeps its place, and grants of every occasion name it by its new name', () => {
    const next = renameTimes({ ...policy, times: putNamed(policy.times, 'day', 'office', { days: ['tue'], from: '08:00', to: '18:00' }) }, 'day', 'office');
    expect(Object.keys(next.times ?? {})).toEqual(['office', 'night']);
    expect(next.roles['nurse']?.grants?.[0]?.times).toEqual(['office']);
    expect(next.roles['nurse']?.breakGlass?.grants?.[0]?.times).toEqual(['night', 'office']);
    expect(policy.roles['nurse']?.grants?.[0]?.times).toEqual(['day']);
  });
});

describe('groups of codes', () => {
  it('are edited by system and come back as they were', () => {
    const codes = [`${icd}|B20`, `${icd}|O98.7*`, 'http://snomed.info/sct|86406008'];
    expect(bySystem(codes)).toEqual([{ system: icd, text: 'B20 O98.7*' }, { system: 'http://snomed.info/sct', text: '86406008' }]);
    expect(ofSystems(bySystem(codes))).toEqual(codes);
    expect(ofSystems([{ system: icd, text: ' B20,\nZ21 ; B20' }])).toEqual([`${icd}|B20`, `${icd}|Z21`]);
  });

  it('are followed by the rules that name them', () => {
    expect(renameGroup(policy, 'hiv', 'aids').labelling?.[0]?.codes).toEqual(['*aids', `${icd}|Z21`]);
    expect(codesOf(policy, policy.labelling?.[0])).toEqual([`${icd}|B20`, `${icd}|Z21`]);
  });

  it('are written as people write codes', () => {
    expect(codeText(`${icd}|B20`)).toBe('ICD-10-CM B20');
    expect(codeOf('icd-10-cm B20', [])).toBe(`${icd}|B20`);
    expect(codeOf('hiv', ['hiv'])).toBe('*hiv');
    expect(codeOf('B20', [])).toBe('B20');
  });
});

describe('what is wrong', () => {
  it('is told at its place and not at one that only begins alike', () => {
    const issue = (place: string, severity = 'error') => ({ severity, code: 'X', place, message: place });
    const all = [issue('labelling[1].codes'), issue('labelling[10].codes'), issue('labelling[1]'), issue('labelling[1].name', 'warning')];
    expect(issuesAt(all, 'labelling[1]').map((one) => one.place)).toEqual(['labelling[1].codes', 'labelling[1]']);
  });

  it('and what differs is each line that stands on one side', () => {
    expect(apart(['a', 'b'], ['b', 'c'])).toEqual({ gone: ['a'], come: ['c'] });
    expect(apart(['a'], ['a'])).toBeNull();
  });
});

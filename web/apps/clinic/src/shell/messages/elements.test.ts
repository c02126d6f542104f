import type { FhirResource } from '@carewright/fhir-client';
import { describe, expect, it } from 'vitest';
import { ago } from './ago';
import { leavesOf, namesOf, sourcesOf, unreadPlaces } from './elements';

const origins = [{ element: 'name[0].family', source: 'PID-5.1' }, { element: 'name[0].given[0]', source: 'PID-5.2' }, { element: 'address[0]', source: 'PID-11' }, { element: 'address[0].city', source: 'PID-11.3' }];

describe('elements and where they came from', () => {
  it('are every value of a resource by its path, but for its type', () => {
    const leaves = leavesOf({ resourceType: 'Patient', active: true, name: [{ given: ['A', 'B'] }] });
    expect(leaves.map((leaf) => `${leaf.path}=${leaf.value}`)).toEqual(['active=true', 'name[0].given[0]=A', 'name[0].given[1]=B']);
  });

  it.each([
    ['name[0].family', ['PID-5.1']], ['address[0].city', ['PID-11.3']], ['address[0].line[0]', ['PID-11']], ['name[0].given[1]', []], ['gender', []],
  ])('%s came from %j: the nearest that is said', (path, sources) => {
    expect(sourcesOf(path, origins)).toEqual(sources);
  });

  it('are numbered where a message makes several of a type', () => {
    const resource = (key: string, resourceType: string) => ({ key, resourceType, intent: 'Create' as const, business: [], cleared: [], json: { resourceType } as FhirResource, origins: [] });
    expect([...namesOf([resource('a', 'Patient'), resource('b', 'Observation'), resource('c', 'Observation')]).values()]).toEqual(['Patient', 'Observation 1', 'Observation 2']);
  });

  it('that are not read have their places, other issues none', () => {
    const issue = (code: string, location: string | null) => ({ severity: 'Warning' as const, code, message: '', location });
    expect(unreadPlaces([issue('V2-MAP-UNREAD', 'PID-9'), issue('V2-MAP-SEGMENT', 'ZXX'), issue('V2-MAP-CODE', 'PID-8'), issue('V2-MAP-UNREAD', null)]).map((one) => one.segment)).toEqual(['PID', 'ZXX']);
  });
});

describe('how long ago', () => {
  const now = Date.parse('2026-03-02T12:00:00Z');
  it.each([['2026-03-02T11:59:30Z', '30 seconds ago'], ['2026-03-02T11:00:01Z', '59 minutes ago'], ['2026-03-02T09:30:00Z', '2 hours ago'], ['2026-02-28T12:00:00Z', '2 days ago'], ['2026-03-02T12:00:05Z', 'now']])('%s is %s', (at, words) => {
    expect(ago('en', at, now)).toBe(words);
  });
});

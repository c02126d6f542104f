import type { Partner, PartnerState, PartnerTarget } from '@carewright/core';
import { HttpError } from '@carewright/fhir-client';
import { describe, expect, it } from 'vitest';
import { codesOf, draftOf, fieldIssues, idOf, newDraft, partnerOf, textOfCodes } from './partner-draft';
import { findingsOf, healthOf } from './partner-health';

const target: PartnerTarget = {
  http: { path: '/in', userName: 'clinic', password: '' }, host: 'lab.example', port: 6661, isSecure: true, certificates: ['CD'.repeat(32)], showsCertificate: true, application: 'CAREWRIGHT', facility: 'NORTH', theirApplication: 'LIS', theirFacility: '', processingId: 'T', version: '2.5.1', isEnhanced: true, answerSeconds: 10, connectsEachTime: true, isRegistry: false, purpose: 'PUBHLTH',
  routes: [{ message: 'OML^O21', of: 'ServiceRequest', when: "status = 'active'", before: null, together: 'requisition.value', eachChange: false }], maps: 'x',
};

const partner: Partner = {
  id: 'lab', name: 'Lab', isEnabled: true, receive: { port: 2575, isSecure: true, certificates: ['AB'.repeat(32)], addresses: ['192.0.2.0/24', '192.0.2.7'] }, http: { password: '', passwordHash: '', addresses: ['192.0.2.9'] }, send: target, analyser: { host: null, port: 0, isUtf8: true, omitsTerminator: false }, senders: [{ application: 'LAB', facility: '' }], messages: ['ORU^R01'], processingIds: ['P', 'T'], timeZone: 'America/Chicago', isNumbered: true, acknowledge: 'Applied',
  authorities: { LAB: 'https://lab.example/a' }, codes: [{ table: 'L', code: 'G', system: 'http://loinc.org', target: '2345-7', display: null }], maps: 'table X gives Y\n', profiles: [{ xml: '<HL7v2xConformanceProfile/>', isBinding: true }], matching: { attach: 0.9, ask: 0.5, margin: 0.2 }, limits: { silentMinutes: 60, openMinutes: 5, deadPerHour: 3 },
};

describe('a partner in the form', () => {
  it('is the same partner when nothing was changed', () => {
    expect(partnerOf(draftOf(partner))).toEqual(partner);
    expect(partnerOf(draftOf({ ...partner, receive: null })).receive).toBeNull();
    expect(partnerOf(draftOf({ ...partner, http: null })).http).toBeNull();
    expect(partnerOf(draftOf({ ...partner, send: null })).send).toBeNull();
  });

  it('takes lists however they are separated, thumbprints with colons, and a comma for a decimal point', () => {
    const made = partnerOf({ ...newDraft('UTC'), port: ' 2575 ', certificates: 'ab:cd\nEF', addresses: '192.0.2.1, 192.0.2.2', messages: 'oru^r01 adt', attach: '0,9' });
    expect(made).toMatchObject({ receive: { port: 2575, certificates: ['ABCD', 'EF'], addresses: ['192.0.2.1', '192.0.2.2'] }, messages: ['ORU^R01', 'ADT'], matching: { attach: 0.9 } });
  });

  it.each([['City Läboratory', [], 'city-laboratory'], ['  ', [], ''], ['Lab', ['lab'], 'lab-2'], ['Lab', ['lab', 'lab-2'], 'lab-3']])('called “%s” gets an id of its own', (name, taken, id) => {
    expect(idOf(name, taken).replace('la-boratory', 'laboratory')).toBe(id);
  });

  it('has codes that survive a spreadsheet', () => {
    expect(codesOf(`${textOfCodes(partner.codes)}\r\n\r\n`)).toEqual(partner.codes);
  });

  it('has each fault at its field, those of maps at their lines in order, and the rest at the end', () => {
    const issues = fieldIssues(new HttpError(422, 'invalid', '', [
      { code: 'A', message: 'port', location: 'receive.port' }, { code: 'A', message: 'route', location: 'send.routes[1].message' }, { code: 'A', message: 'path', location: 'send.http.path' }, { code: 'B', message: 'second', location: 'maps:map:overrides:12' }, { code: 'B', message: 'first', location: 'maps:map:overrides:2' }, { code: 'C', message: 'too long', location: 'maps' }, { code: 'D', message: 'other', location: 'somewhere' },
    ]));
    expect(issues.fields).toEqual({ 'receive.port': 'port', 'send.routes[1].message': 'route', 'send.http.path': 'path' });
    expect(issues.maps.map((issue) => [issue.line, issue.message])).toEqual([[undefined, 'too long'], [2, 'first'], [12, 'second']]);
    expect(issues.other).toEqual(['other']);
  });
});

describe('how a partner does', () => {
  const state: PartnerState = { settings: partner, messages: { Applied: 5 }, lastAt: '2026-03-02T11:59:00Z', lastHour: 5, oldestOpen: null, oldestUnsent: null, sending: null, troubles: [] };
  const open = [{ port: 2575, isOpen: true, fault: null, connections: 0 }];
  const health = (one: PartnerState, ports: Parameters<typeof findingsOf>[1] = open) => healthOf(one, findingsOf(one, ports));

  it('is well when its port is open and nothing waits', () => {
    expect(health(state)).toBe('well');
  });

  it('is a problem when the server finds trouble, or something cannot be applied', () => {
    const closed = [{ port: 2575, isOpen: false, fault: 'Another program has this port.', connections: 0 }];
    expect(findingsOf({ ...state, troubles: ['PortClosed'] }, closed)).toEqual([{ key: 'PortClosed', isProblem: true, port: 2575, why: 'Another program has this port.' }]);
    for (const trouble of ['Silent', 'Late', 'Errors', 'Unsent'] as const) expect(health({ ...state, troubles: [trouble] })).toBe('problem');
    expect(health({ ...state, messages: { Dead: 1 } })).toBe('problem');
  });

  it('wants a look when something waits for a person, or its port is not open yet', () => {
    expect(health({ ...state, messages: { Held: 2 } })).toBe('attention');
    expect(findingsOf(state, []).map((finding) => finding.key)).toEqual(['opening']);
    expect(health({ ...state, settings: { ...partner, receive: null } }, [])).toBe('well');
  });

  it('is neither when it is switched off', () => {
    expect(health({ ...state, settings: { ...partner, isEnabled: false }, messages: { Dead: 9 }, troubles: ['Silent'] }, [])).toBe('off');
  });
});

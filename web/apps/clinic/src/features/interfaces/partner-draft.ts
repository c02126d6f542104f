import type { AcknowledgeWhen, AgreedProfile, AnalyserLine, CodeMap, Partner, PartnerSender, PartnerTarget } from '@carewright/core';
import { HttpError } from '@carewright/fhir-client';

export interface Authority {
  readonly name: string;
  readonly system: string;
}

/** A route as it stands in the form. */
export interface RouteDraft {
  readonly message: string;
  readonly of: string;
  readonly when: string;
  readonly before: string;
  readonly together: string;
  readonly eachChange: boolean;
}

/** What is sent, as it stands in the form. */
export interface TargetDraft extends Omit<PartnerTarget, 'port' | 'certificates' | 'answerSeconds' | 'routes'> {
  readonly port: string;
  readonly certificates: string;
  readonly answerSeconds: string;
  readonly routes: readonly RouteDraft[];
}

/** A partner as it stands in the form: lists as text, numbers as typed. */
export interface PartnerDraft {
  readonly id: string;
  readonly name: string;
  readonly isEnabled: boolean;
  readonly receives: boolean;
  readonly port: string;
  readonly isSecure: boolean;
  readonly certificates: string;
  readonly addresses: string;
  readonly posts: boolean;
  readonly postPassword: string;
  readonly postAddresses: string;
  readonly sends: boolean;
  /** An instrument's line, which the form keeps as it is. */
  readonly analyser: AnalyserLine | null;
  readonly target: TargetDraft;
  readonly senders: readonly PartnerSender[];
  readonly messages: string;
  readonly processingIds: readonly string[];
  readonly timeZone: string;
  readonly isNumbered: boolean;
  readonly acknowledge: AcknowledgeWhen;
  readonly authorities: readonly Authority[];
  readonly codes: readonly CodeMap[];
  readonly maps: string;
  readonly profiles: readonly AgreedProfile[];
  readonly attach: string;
  readonly ask: string;
  readonly margin: string;
  readonly silentMinutes: string;
  readonly openMinutes: string;
  readonly deadPerHour: string;
}

const newTarget: TargetDraft = {
  http: null, host: '', port: '', isSecure: true, certificates: '', showsCertificate: false, application: 'CAREWRIGHT', facility: '', theirApplication: '', theirFacility: '', processingId: 'P', version: '2.5.1', isEnhanced: false, answerSeconds: '30', connectsEachTime: false, isRegistry: false, purpose: 'TREAT', routes: [], maps: '',
};

/** What a new partner begins with; its times are the clinic's until somebody says otherwise. */
export function newDraft(timeZone: string): PartnerDraft {
  return {
    id: '', name: '', isEnabled: true, receives: true, port: '', isSecure: true, certificates: '', addresses: '', posts: false, postPassword: '', postAddresses: '', sends: false, target: newTarget, analyser: null, senders: [], messages: '', processingIds: ['P'], timeZone, isNumbered: false, acknowledge: 'Durable', authorities: [], codes: [], maps: '', profiles: [],
    attach: '0.95', ask: '0.55', margin: '0.1', silentMinutes: '', openMinutes: '15', deadPerHour: '10',
  };
}

export function draftOf(partner: Partner): PartnerDraft {
  const { receive, matching, limits } = partner;
  return {
    id: partner.id, name: partner.name, isEnabled: partner.isEnabled, receives: receive !== null, port: String(receive?.port ?? ''), isSecure: receive?.isSecure ?? true,
    certificates: (receive?.certificates ?? []).join('\n'), addresses: (receive?.addresses ?? []).join('\n'), posts: partner.http !== null, postPassword: '', postAddresses: (partner.http?.addresses ?? []).join('\n'), sends: partner.send !== null, target: partner.send === null ? newTarget : targetDraftOf(partner.send), analyser: partner.analyser, senders: partner.senders, messages: partner.messages.join('\n'), processingIds: partner.processingIds, timeZone: partner.timeZone,
    isNumbered: partner.isNumbered, acknowledge: partner.acknowledge, authorities: Object.entries(partner.authorities).map(([name, system]) => ({ name, system })), codes: partner.codes, maps: partner.maps, profiles: partner.profiles,
    attach: String(matching.attach), ask: String(matching.ask), margin: String(matching.margin),
    silentMinutes: String(limits.silentMinutes ?? ''), openMinutes: String(limits.openMinutes), deadPerHour: String(limits.deadPerHour),
  };
}

function targetDraftOf(target: PartnerTarget): TargetDraft {
  const routes = target.routes.map((route) => ({ ...route, before: route.before ?? '', together: route.together ?? '' }));
  return { ...target, port: String(target.port), certificates: target.certificates.join('\n'), answerSeconds: String(target.answerSeconds), routes };
}

const number = (text: string) => Number(text.replace(',', '.')) || 0;
const whole = (text: string) => Math.trunc(number(text));

function targetOf(draft: TargetDraft): PartnerTarget {
  const routes = draft.routes.map(({ message, of, when, before, together, eachChange }) => ({ message: message.trim().toUpperCase(), of: of.trim(), when: when.trim(), before: before.trim() || null, together: together.trim() || null, eachChange }));
  return { ...draft, http: draft.http === null ? null : { ...draft.http, path: draft.http.path.trim(), userName: draft.http.userName.trim() }, host: draft.host.trim(), port: whole(draft.port), certificates: words(draft.certificates).map(thumbprint), answerSeconds: whole(draft.answerSeconds), routes };
}

const words = (text: string) => text.split(/[\s,;]+/).filter((word) => word !== '');

/** The partner that a form means. What is no number goes as nought, which the server refuses in its own words. */
export function partnerOf(draft: PartnerDraft): Partner {
  return {
    id: draft.id.trim(), name: draft.name.trim(), isEnabled: draft.isEnabled,
    receive: draft.receives ? { port: whole(draft.port), isSecure: draft.isSecure, certificates: words(draft.certificates).map(thumbprint), addresses: words(draft.addresses) } : null,
    http: draft.posts ? { password: draft.postPassword, passwordHash: '', addresses: words(draft.postAddresses) } : null,
    send: draft.sends ? targetOf(draft.target) : null, analyser: draft.analyser,
    senders: draft.senders.map(({ application, facility }) => ({ application: application.trim(), facility: facility.trim() })), messages: words(draft.messages).map((one) => one.toUpperCase()),
    processingIds: draft.processingIds, timeZone: draft.timeZone.trim(), isNumbered: draft.isNumbered, acknowledge: draft.acknowledge, authorities: Object.fromEntries(draft.authorities.map(({ name, system }) => [name.trim(), system.trim()])),
    codes: draft.codes.map((code) => ({ ...code, display: code.display?.trim() || null })), maps: draft.maps, profiles: draft.profiles, matching: { attach: number(draft.attach), ask: number(draft.ask), margin: number(draft.margin) },
    limits: { silentMinutes: draft.silentMinutes.trim() === '' ? null : whole(draft.silentMinutes), openMinutes: whole(draft.openMinutes), deadPerHour: whole(draft.deadPerHour) },
  };
}

/** Tools write thumbprints with colons. */
const thumbprint = (text: string) => text.replaceAll(':', '').toUpperCase();

/** An id of a name: small letters, digits and hyphens, and not one that is taken. */
export function idOf(name: string, taken: readonly string[]): string {
  const plain = name.normalize('NFD').toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '').slice(0, 36);
  if (plain === '' || !taken.includes(plain)) return plain;
  const number = [...taken.keys()].map((index) => index + 2).find((one) => !taken.includes(`${plain}-${one}`)) ?? 2;
  return `${plain}-${number}`;
}

/** Lines of a spreadsheet, as they are pasted: table, code, system, target and words, between tabs. */
export function codesOf(text: string): CodeMap[] {
  return text.split(/\r?\n/).filter((line) => line.trim() !== '').map((line) => {
    const [table = '', code = '', system = '', target = '', display = ''] = line.split('\t').map((cell) => cell.trim());
    return { table, code, system, target, display: display === '' ? null : display };
  });
}

export function textOfCodes(codes: readonly CodeMap[]): string {
  return codes.map((code) => [code.table, code.code, code.system, code.target, code.display ?? ''].join('\t')).join('\n');
}

/** What the server found wrong, by the field that it is about; the maps' with their lines. */
export interface FieldIssues {
  readonly fields: Readonly<Record<string, string>>;
  readonly maps: readonly { readonly line: number | undefined; readonly message: string }[];
  /** What belongs to no field of the form. */
  readonly other: readonly string[];
}

const placed = new Set(['id', 'name', 'timeZone', 'processingIds', 'messages', 'senders', 'matching', 'limits', 'authorities', 'codes', 'profiles', 'receive', 'receive.port', 'receive.certificates', 'receive.isSecure', 'receive.addresses', 'http', 'http.password', 'http.addresses', 'send.http.path', 'send.http.userName', 'send.http.password', 'send.host', 'send.port', 'send.certificates', 'send.isSecure', 'send.answerSeconds']);

const isPlaced = (location: string) => placed.has(location) || location.startsWith('send.routes[') || location.startsWith('profiles[');

export function fieldIssues(error: unknown): FieldIssues {
  const issues = error instanceof HttpError ? error.issues : [];
  const fields: Record<string, string> = {};
  const maps: { line: number | undefined; message: string }[] = [];
  const other: string[] = [];
  for (const { location = '', message } of issues) {
    if (isPlaced(location)) fields[location] = fields[location] === undefined ? message : `${fields[location]} ${message}`;
    else if (location.startsWith('maps')) maps.push({ line: lineOf(location), message });
    else other.push(message);
  }
  maps.sort((one, another) => (one.line ?? 0) - (another.line ?? 0));
  return { fields, maps, other };
}

function lineOf(location: string): number | undefined {
  const digits = /:(\d+)$/.exec(location)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

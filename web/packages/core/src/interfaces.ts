import type { Client, FhirResource } from '@carewright/fhir-client';

/** The doors about partners and their messages, typed as docs/architecture/interfaces.md describes them. */
export const messageStates = ['Received', 'Applied', 'Held', 'Dead', 'Discarded', 'Duplicate'] as const;
export type MessageState = (typeof messageStates)[number];

/** A port of the server that takes a partner's messages. */
export interface PartnerPort {
  readonly port: number;
  readonly isSecure: boolean;
  /** SHA-256 thumbprints. */
  readonly certificates: readonly string[];
  /** Addresses and networks. */
  readonly addresses: readonly string[];
}

export interface PartnerSender {
  readonly application: string;
  readonly facility: string;
}

/** What one code of a partner means. */
export interface CodeMap {
  readonly table: string;
  readonly code: string;
  readonly system: string;
  readonly target: string;
  readonly display?: string | null;
}

/** When two descriptions of a person are taken for the same person; scores from 0 to 1. */
export interface MatchRules {
  readonly attach: number;
  readonly ask: number;
  readonly margin: number;
}

/** From when on a partner is in trouble. */
export interface PartnerLimits {
  /** Minutes without a message; null: it may be silent as long as it likes. */
  readonly silentMinutes: number | null;
  /** Minutes that a message may wait to be applied. */
  readonly openMinutes: number;
  readonly deadPerHour: number;
}

export type PartnerTrouble = 'Silent' | 'Late' | 'Errors' | 'PortClosed' | 'Unsent';

export const processingIds = ['P', 'T', 'D'] as const;
export const acknowledgeTimes = ['Durable', 'Applied'] as const;
export type AcknowledgeWhen = (typeof acknowledgeTimes)[number];

/** A message that is sent when the record changes; conditions are FHIRPath. */
export interface SendRoute {
  /** Type and event, OML^O21. */
  readonly message: string;
  /** The resource type whose changes lead to it. */
  readonly of: string;
  /** Holds after the change, and did not hold before it. */
  readonly when: string;
  /** Held before the change. */
  readonly before: string | null;
  /** What changes at once and has the same text goes in one message. */
  readonly together: string | null;
  /** Each change after which the condition holds, also when it held before. */
  readonly eachChange: boolean;
}

export const sendPurposes = ['TREAT', 'HOPERAT', 'HPAYMT', 'PUBHLTH'] as const;
export const sendVersions = ['2.3', '2.3.1', '2.4', '2.5', '2.5.1', '2.6', '2.7', '2.7.1', '2.8'] as const;

/** What is sent to a partner, and where to. */
export interface PartnerTarget {
  /** Messages are posted (HL7 over HTTP); null: they go by MLLP. */
  readonly http: HttpTarget | null;
  readonly host: string;
  readonly port: number;
  readonly isSecure: boolean;
  /** SHA-256 thumbprints of the certificates that it may show. */
  readonly certificates: readonly string[];
  readonly showsCertificate: boolean;
  readonly application: string;
  readonly facility: string;
  readonly theirApplication: string;
  readonly theirFacility: string;
  readonly processingId: string;
  readonly version: string;
  readonly isEnhanced: boolean;
  readonly answerSeconds: number;
  readonly connectsEachTime: boolean;
  /** People may ask it for immunizations. */
  readonly isRegistry: boolean;
  readonly purpose: string;
  readonly routes: readonly SendRoute[];
  readonly maps: string;
}

/** Where on a partner's host messages are posted, and as whom. The password is only ever said, never shown. */
export interface HttpTarget {
  readonly path: string;
  readonly userName: string;
  readonly password: string;
}

/** That a partner posts its messages to this server, with its id and this password. Both passwords are empty in what the server says. */
export interface HttpEntrance {
  readonly password: string;
  readonly passwordHash: string;
  readonly addresses: readonly string[];
}

/** A laboratory instrument: it connects to the port, or the server to it. */
export interface AnalyserLine {
  readonly host: string | null;
  readonly port: number;
  readonly isUtf8: boolean;
  readonly omitsTerminator: boolean;
}

/** A conformance profile (XML) that a partner's messages are held against; a message that a binding one does not allow is refused. */
export interface AgreedProfile {
  readonly xml: string;
  readonly isBinding: boolean;
}

/** Another system that exchanges HL7 v2 messages, or a laboratory instrument. */
export interface Partner {
  readonly id: string;
  readonly name: string;
  readonly isEnabled: boolean;
  readonly receive: PartnerPort | null;
  /** Null: it does not post its messages. */
  readonly http: HttpEntrance | null;
  readonly send: PartnerTarget | null;
  /** Null: it is no instrument. */
  readonly analyser: AnalyserLine | null;
  readonly senders: readonly PartnerSender[];
  readonly messages: readonly string[];
  readonly processingIds: readonly string[];
  readonly timeZone: string;
  /** Whether messages carry numbers (MSH-13), both ways. */
  readonly isNumbered: boolean;
  readonly acknowledge: AcknowledgeWhen;
  /** Identifier systems by assigning authority. */
  readonly authorities: Readonly<Record<string, string>>;
  readonly codes: readonly CodeMap[];
  readonly maps: string;
  readonly profiles: readonly AgreedProfile[];
  readonly matching: MatchRules;
  readonly limits: PartnerLimits;
}

export type MessageCounts = Readonly<Partial<Record<MessageState, number>>>;

/** A partner and how it does. */
export interface PartnerState {
  readonly settings: Partner;
  readonly messages: MessageCounts;
  readonly lastAt: string | null;
  readonly lastHour: number;
  /** When the oldest message came that is still to be applied. */
  readonly oldestOpen: string | null;
  /** When the oldest message was made that is still to be sent. */
  readonly oldestUnsent: string | null;
  /** How sending goes; null: nothing is sent. */
  readonly sending: { readonly isConnected: boolean; readonly lastAt: string | null; readonly fault: string | null } | null;
  /** What is wrong at this moment. */
  readonly troubles: readonly PartnerTrouble[];
}

export interface PortState {
  readonly port: number;
  readonly isOpen: boolean;
  readonly fault: string | null;
  readonly connections: number;
}

export interface PartnersAnswer {
  readonly partners: readonly PartnerState[];
  readonly ports: readonly PortState[];
  /** Messages of which it could not be told whose they are. */
  readonly unknown: MessageCounts;
}

export interface MessageReason {
  readonly code: string;
  readonly text: string;
  readonly place?: string | null;
}

/** A message, without what it says. */
export interface MessageLine {
  readonly id: string;
  readonly sequence: number;
  readonly at: string;
  readonly direction: 'Inbound' | 'Outbound';
  readonly state: MessageState;
  readonly partner: string;
  /** Null: nobody knows whose it is, or the partner is not there any more. */
  readonly partnerName: string | null;
  readonly controlId: string;
  readonly type: string;
  readonly attempts: number;
  readonly reason: MessageReason | null;
  readonly replaces: string | null;
  readonly decision: string | null;
  readonly hasRaw: boolean;
}

export interface MessagesPage {
  readonly messages: readonly MessageLine[];
  readonly nextBefore: number | null;
}

export interface MessageFilters {
  readonly partner?: string;
  readonly state?: string;
  readonly control?: string;
  readonly from?: string;
  readonly to?: string;
}

/** Where an element came from: FHIRPath below the resource, and a path in the message. */
export interface Origin {
  readonly element: string;
  readonly source: string;
}

export type MappedIntent = 'Match' | 'Upsert' | 'Ensure' | 'Create' | 'Update';

export interface TriedResource {
  readonly key: string;
  readonly resourceType: string;
  readonly intent: MappedIntent;
  readonly business: readonly string[];
  /** Elements that the message says there are none of. */
  readonly cleared: readonly string[];
  readonly json: FhirResource;
  readonly origins: readonly Origin[];
}

export interface TriedIssue {
  readonly severity: 'Fatal' | 'Error' | 'Warning' | 'Information';
  readonly code: string;
  readonly message: string;
  readonly location: string | null;
}

/** What a message becomes. */
export interface TryAnswer {
  readonly type: string;
  readonly resources: readonly TriedResource[];
  readonly links: readonly { readonly kind: string; readonly survivor: string; readonly gone: string }[];
  readonly issues: readonly TriedIssue[];
  readonly leniencies: readonly string[];
}

export interface TryRequest {
  readonly message: string;
  readonly partner?: string | null;
  readonly settings?: Partner | null;
}

/** A message and what it says. */
export interface MessageAnswer {
  readonly message: MessageLine;
  readonly text: string | null;
  readonly fhir: TryAnswer | null;
  readonly candidates: readonly { readonly patient: string; readonly score: number; readonly grade: string }[];
}

const partnerPath = (id: string) => `/interfaces/partners/${encodeURIComponent(id)}`;
const messagePath = (id: string, act = '') => `/interfaces/messages/${encodeURIComponent(id)}${act}`;

function query(values: Readonly<Record<string, string | number | undefined>>): string {
  const set = Object.entries(values).filter(([, value]) => value !== undefined && value !== '');
  return new URLSearchParams(set.map(([name, value]) => [name, String(value)])).toString();
}

export const interfaceDoors = {
  partners: (client: Client, signal?: AbortSignal) => client.json<PartnersAnswer>('GET', '/interfaces/partners', undefined, signal),
  put: (client: Client, partner: Partner) => client.json<Partner>('PUT', partnerPath(partner.id), partner),
  remove: (client: Client, id: string) => client.json('DELETE', partnerPath(id)),
  attempt: (client: Client, request: TryRequest) => client.json<TryAnswer>('POST', '/interfaces/try', request),
  messages: (client: Client, filters: MessageFilters, before?: number, signal?: AbortSignal) => client.json<MessagesPage>('GET', `/interfaces/messages?${query({ ...filters, before, count: 50 })}`, undefined, signal),
  review: (client: Client, state: 'Held' | 'Dead', before?: number, signal?: AbortSignal) => client.json<MessagesPage>('GET', `/interfaces/review?${query({ state, before })}`, undefined, signal),
  message: (client: Client, id: string, signal?: AbortSignal) => client.json<MessageAnswer>('GET', messagePath(id), undefined, signal),
  /** `Patient/x`, `new`, `sender` or `clinic`. */
  decide: (client: Client, id: string, decision: string) => client.json<MessageAnswer>('POST', messagePath(id, '/decision'), { decision }),
  again: (client: Client, id: string) => client.json<MessageAnswer>('POST', messagePath(id, '/again')),
  discard: (client: Client, id: string, reason: string) => client.json<MessageAnswer>('POST', messagePath(id, '/discard'), { reason }),
  mend: (client: Client, id: string, text: string) => client.json<MessageAnswer>('POST', messagePath(id, '/mend'), { text }),
};

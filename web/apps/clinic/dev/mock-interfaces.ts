import type { MessageAnswer, MessageLine, MessageReason, Partner, PartnersAnswer, TryAnswer } from '@carewright/core';

const minute = 60_000;
const ago = (milliseconds: number) => new Date(Date.now() - milliseconds).toISOString();

const lab: Partner = {
  id: 'city-lab', name: 'Test Laboratory', isEnabled: true, receive: { port: 26_575, isSecure: true, certificates: [], addresses: ['192.0.2.7'] }, http: null, send: null, analyser: null, senders: [], messages: [], processingIds: ['P'], timeZone: 'America/New_York', isNumbered: false, acknowledge: 'Durable',
  authorities: { LAB: 'https://lab.example/numbers' }, codes: [{ table: '99LAB', code: 'GLU', system: 'http://loinc.org', target: '2345-7', display: null }], maps: '', profiles: [], matching: { attach: 0.95, ask: 0.55, margin: 0.1 }, limits: { silentMinutes: null, openMinutes: 15, deadPerHour: 10 },
};

const text = [
  'MSH|^~\\&|LAB|CITY|EHR|CLINIC|20260302090000||ORU^R01^ORU_R01|C1|P|2.5.1', 'PID|1||LAB7^^^LAB^MR||Sample-Synthetic^Andrea||19580315|F||||(555) 0100', 'OBR|1|A1|F1|2345-7^Glucose^LN', 'OBX|1|NM|2345-7^Glucose^LN||180|mg/dL|70-99|H|||F', 'OBX|2|NM|718-7^Hemoglobin^LN||13.2|g/dL|12-16|N|||F', 'ZXX|unread',
].join('\n');

const patientKey = 'urn:uuid:00000000-0000-8000-8000-000000000001';
const fhir: TryAnswer = {
  type: 'ORU^R01',
  resources: [
    {
      key: patientKey, resourceType: 'Patient', intent: 'Match', business: ['https://lab.example/numbers|LAB7'], cleared: [],
      json: { resourceType: 'Patient', identifier: [{ system: 'https://lab.example/numbers', value: 'LAB7' }], name: [{ family: 'Sample-Synthetic', given: ['Andrea'] }], gender: 'female', birthDate: '1958-03-15', telecom: [{ system: 'phone', value: '(555) 0100' }], address: [{ line: ['3 Third Street'], city: 'Testville' }] },
      origins: [{ element: 'identifier[0].value', source: 'PID-3.1' }, { element: 'name[0].family', source: 'PID-5.1' }, { element: 'name[0].given[0]', source: 'PID-5.2' }, { element: 'birthDate', source: 'PID-7' }, { element: 'telecom[0].system', source: 'map:types:113' }],
    },
    {
      key: 'urn:uuid:00000000-0000-8000-8000-000000000002', resourceType: 'Observation', intent: 'Upsert', business: [], cleared: [],
      json: { resourceType: 'Observation', status: 'final', code: { text: 'Glucose' }, subject: { reference: patientKey }, valueQuantity: { value: 180, unit: 'mg/dL', code: 'mg/dL' }, interpretation: [{ text: 'High' }] },
      origins: [{ element: 'valueQuantity.value', source: 'OBX[1]-5' }, { element: 'valueQuantity.unit', source: 'OBX[1]-6.1' }],
    },
    {
      key: 'urn:uuid:00000000-0000-8000-8000-000000000003', resourceType: 'Observation', intent: 'Upsert', business: [], cleared: [],
      json: { resourceType: 'Observation', status: 'final', code: { text: 'Hemoglobin' }, subject: { reference: patientKey }, valueQuantity: { value: 13.2, unit: 'g/dL', code: 'g/dL' } },
      origins: [{ element: 'valueQuantity.value', source: 'OBX[2]-5' }],
    },
  ],
  links: [],
  issues: [{ severity: 'Warning', code: 'V2-MAP-SEGMENT', message: 'The map has no place for ZXX here; nothing was made of it.', location: 'ZXX' }],
  leniencies: ['LeniencyUse { Leniency = LineFeed, Count = 5 }'],
};

const reasons: Readonly<Record<string, MessageReason>> = {
  alike: { code: 'RECEIVE-ALIKE', text: 'Patients here are like the one of the message.', place: null },
  changed: { code: 'RECEIVE-CHANGED-HERE', text: 'The sender has changed what somebody here has changed, too.', place: 'Patient.address' },
  behind: { code: 'INTERFACE-BEHIND', text: 'An earlier message of the same patient waits for a person.', place: null },
  dead: { code: 'V2-MAP-NEEDED', text: 'The message names no Patient.', place: 'PID' },
};

function messages(): MessageLine[] {
  const line = (sequence: number, name: string, state: MessageLine['state'], more: Partial<MessageLine> = {}): MessageLine => ({
    id: `msg-${name}`, sequence, at: ago((10 - sequence) * 20 * minute), direction: 'Inbound', state, partner: 'city-lab', partnerName: 'Test Laboratory', controlId: `C${sequence}`, type: 'ORU^R01', attempts: 1, reason: reasons[name] ?? null, replaces: null, decision: null, hasRaw: true, ...more,
  });
  return [line(1, 'alike', 'Held'), line(2, 'behind', 'Held'), line(3, 'changed', 'Held', { type: 'ADT^A08', decision: 'Patient/pat-1' }), line(4, 'dead', 'Dead'), line(5, 'applied', 'Applied', { hasRaw: false })];
}

export interface InterfacesState {
  partners: Partner[];
  messages: MessageLine[];
}

export const interfacesState = (): InterfacesState => ({ partners: [lab], messages: messages() });

const problem = (status: number, code: string, issues: readonly { code: string; message: string; location?: string }[] = []) =>
  Response.json({ title: 'no', status, code, issues }, { status, headers: { 'Content-Type': 'application/problem+json' } });

/** The doors about partners and their messages. */
export async function interfaces(state: InterfacesState, request: Request, url: URL, path: string, isFresh: boolean): Promise<Response> {
  const [, , kind, id = '', act] = path.split('/');
  if (kind === 'partners') return partners(state, request, id, isFresh);
  if (kind === 'try') return tried(await request.json() as { message: string });
  if (kind === 'review') return page(state.messages.filter((one) => one.state.toLowerCase() === (url.searchParams.get('state') ?? 'held').toLowerCase()));
  if (id === '') return page(state.messages.filter((one) => ['state', 'partner', 'control'].every((name) => !url.searchParams.has(name) || url.searchParams.get(name) === one[name === 'control' ? 'controlId' : (name as 'state' | 'partner')])));
  return message(state, request, id, act);
}

const page = (found: readonly MessageLine[]) => Response.json({ messages: [...found].reverse(), nextBefore: null });

async function partners(state: InterfacesState, request: Request, id: string, isFresh: boolean): Promise<Response> {
  if (request.method === 'GET') return Response.json(partnersAnswer(state));
  if (!isFresh) return problem(403, 'step-up-needed');
  if (request.method === 'DELETE') {
    state.partners = state.partners.filter((one) => one.id !== id);
    return new Response(null, { status: 204 });
  }
  const wanted = await request.json() as Partner;
  const issues = [
    ...(wanted.receive && wanted.receive.port < 1 ? [{ code: 'PARTNER-PORT', message: 'A port is a number from 1 to 65535.', location: 'receive.port' }] : []),
    ...(wanted.maps.includes('Nope') ? [{ code: 'MAP-NAME', message: "'Nope' is no type of FHIR R4.", location: 'maps:map:overrides:2' }] : []),
  ];
  if (issues.length > 0) return problem(422, 'invalid', issues);
  state.partners = [...state.partners.filter((one) => one.id !== id), wanted];
  return Response.json(wanted);
}

function partnersAnswer(state: InterfacesState): PartnersAnswer {
  return {
    partners: state.partners.map((settings) => ({ settings, messages: settings.id === 'city-lab' ? { Held: 3, Dead: 1, Applied: 1 } : {}, lastAt: settings.id === 'city-lab' ? ago(3 * minute) : null, lastHour: 4, oldestOpen: null, oldestUnsent: null, sending: null, troubles: [] })),
    ports: state.partners.filter((one) => one.isEnabled).flatMap((one) => (one.receive ? [{ port: one.receive.port, isOpen: true, fault: null, connections: 1 }] : [])), unknown: {},
  };
}

const tried = (asked: { message: string }) => (asked.message.startsWith('MSH') ? Response.json(fhir) : problem(422, 'invalid', [{ code: 'V2-NO-HEADER', message: 'A message begins with MSH.' }]));

async function message(state: InterfacesState, request: Request, id: string, act: string | undefined): Promise<Response> {
  const found = state.messages.find((one) => one.id === id);
  if (!found) return problem(404, 'not-found');
  if (act === undefined) return Response.json(answerOf(found));
  if (found.state !== 'Held' && found.state !== 'Dead') return problem(409, 'conflict');
  const body = JSON.parse((await request.text()) || '{}') as { text?: string };
  if (act === 'mend' && body.text?.includes('BROKEN')) return problem(422, 'invalid', [{ code: 'V2-MAP-NEEDED', message: 'The message names no Patient.', location: 'PID' }]);
  state.messages = state.messages.map((one) => (one.id === id ? { ...one, state: act === 'discard' ? 'Discarded' : 'Applied', reason: null } : one));
  return Response.json(answerOf({ ...found, state: 'Received' }));
}

function answerOf(line: MessageLine): MessageAnswer {
  return { message: line, text: line.hasRaw ? text : null, fhir: line.hasRaw ? fhir : null, candidates: line.reason?.code === 'RECEIVE-ALIKE' ? [{ patient: 'Patient/pat-1', score: 0.81, grade: 'Probable' }] : [] };
}

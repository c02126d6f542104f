import type { CodeableConcept, FhirResource, Observation, Patient } from '@carewright/fhir-client';

/** Synthetic records, and the few searches over them that the app makes. */
export interface Records {
  readonly all: readonly FhirResource[];
  filter(type: string, name: string, value: string): ((resource: FhirResource) => boolean) | undefined;
  included(page: readonly FhirResource[]): FhirResource[];
}

const text = (words: string, ...codes: string[]): CodeableConcept => ({ text: words, coding: codes.map((code) => ({ code })) });
const subject = { reference: 'Patient/pat-1' };
const day = 86_400_000;

export function createRecords(now: Date): Records {
  const ago = (days: number) => new Date(now.getTime() - days * day).toISOString();
  const all: FhirResource[] = [...patients(), ...sites(), ...chartOf(ago), ...vitals(ago), ...labs(ago), ...encounters(ago), ...appointments(now)];
  const byReference = new Map(all.map((resource) => [`${resource.resourceType}/${resource.id ?? ''}`, resource]));
  return { all, filter, included: (page) => page.flatMap(references).flatMap((reference) => byReference.get(reference) ?? []) };
}

function patients(): Patient[] {
  const given = ['Alma', 'Bruno', 'Clara', 'Dario', 'Elena', 'Felix', 'Greta', 'Hugo', 'Irma', 'Jonas'];
  const family = ['Sample', 'Specimen', 'Testcase', 'Placeholder', 'Fixture', 'Dummyson', 'Mockley', 'Stubbs'];
  const many = Array.from({ length: 400 }, (_, index): Patient => ({
    resourceType: 'Patient', id: `pat-${index + 10}`, gender: index % 2 ? 'male' : 'female', birthDate: `${1935 + ((index * 7) % 88)}-0${1 + (index % 9)}-${10 + (index % 18)}`,
    name: [{ family: family[index % family.length] ?? '', given: [given[index % given.length] ?? '', `Test${index}`] }], identifier: [{ type: text('MRN', 'MR'), value: `T${100_000 + index}` }],
  }));
  return [
    {
      resourceType: 'Patient', id: 'pat-1', active: true, gender: 'female', birthDate: '1958-03-14', identifier: [{ type: text('MRN', 'MR'), value: 'T000001' }],
      name: [{ use: 'official', family: 'Sample-Synthetic', given: ['Andrea', 'Test'] }, { use: 'nickname', given: ['Andy'] }],
      address: [{ line: ['1 Example Street'], city: 'Testville', state: 'MA', postalCode: '00000' }], telecom: [{ system: 'phone', value: '555-0100' }, { system: 'email', value: 'test@example.invalid' }],
      communication: [{ language: text('English', 'en'), preferred: true }], generalPractitioner: [{ reference: 'Practitioner/doc-1', display: 'Test Physician One' }],
    },
    { resourceType: 'Patient', id: 'pat-2', gender: 'male', birthDate: '2024-11', name: [{ family: 'Sample-Infant', given: ['Anton', 'Test'] }], identifier: [{ type: text('MRN', 'MR'), value: 'T000002' }] },
    { resourceType: 'Patient', id: 'pat-3', gender: 'other', birthDate: '1980-05-17', deceasedDateTime: '2020-02-01', name: [{ family: 'Sample-Quiet', given: ['Anan', 'Test'] }], identifier: [{ type: text('MRN', 'MR'), value: 'T000003' }] },
    ...many,
  ];
}

function sites(): FhirResource[] {
  return ['Synthetic North', 'Synthetic South', 'Synthetic Harbour'].map((name, index) => ({ resourceType: 'Location', id: `site-${index + 1}`, name, extension: [{ url: 'http://hl7.org/fhir/StructureDefinition/timezone', valueCode: index === 2 ? 'America/Los_Angeles' : 'America/New_York' }], status: 'active', physicalType: text('Site', 'si') }));
}

type Ago = (days: number) => string;

function chartOf(ago: Ago): FhirResource[] {
  const problem = (id: string, words: string, onset: string, state = 'active', verification = 'confirmed'): FhirResource => ({
    resourceType: 'Condition', id, subject, code: text(words), clinicalStatus: { coding: [{ code: state }] }, verificationStatus: { coding: [{ code: verification }] }, onsetDateTime: onset,
  });
  const drug = (id: string, words: string, sig: string, days: number, status: 'active' | 'completed' | 'on-hold' = 'active'): FhirResource => ({
    resourceType: 'MedicationRequest', id, subject, status, intent: 'order', medicationCodeableConcept: text(words), authoredOn: ago(days), dosageInstruction: [{ text: sig }], requester: { reference: 'Practitioner/doc-1', display: 'Test Physician One' },
  });
  const shot = (id: string, words: string, days: number): FhirResource => ({ resourceType: 'Immunization', id, patient: subject, status: 'completed', vaccineCode: text(words), occurrenceDateTime: ago(days) });
  return [
    { resourceType: 'AllergyIntolerance', id: 'all-1', patient: subject, code: text('Penicillin'), criticality: 'high', clinicalStatus: { coding: [{ code: 'active' }] }, recordedDate: '1990-01-01', reaction: [{ manifestation: [text('Anaphylaxis')] }] },
    { resourceType: 'AllergyIntolerance', id: 'all-2', patient: subject, code: text('Latex'), clinicalStatus: { coding: [{ code: 'active' }] }, reaction: [{ manifestation: [text('Contact dermatitis')] }] },
    { resourceType: 'AllergyIntolerance', id: 'all-3', patient: subject, code: text('Strawberry'), clinicalStatus: { coding: [{ code: 'resolved' }] } },
    { resourceType: 'AllergyIntolerance', id: 'all-4', patient: { reference: 'Patient/pat-3' }, code: text('No known allergy', '716186003'), clinicalStatus: { coding: [{ code: 'active' }] } },
    { resourceType: 'Flag', id: 'flag-1', status: 'active', subject, code: text('Fall risk') },
    problem('con-1', 'Type 2 diabetes mellitus', '2009-06'), problem('con-2', 'Essential hypertension', '2004'), problem('con-3', 'Chronic kidney disease, stage 3a', '2021-02-11'),
    problem('con-4', 'Hyperlipidemia', '2011-09-30'), problem('con-5', 'Possible sleep apnea', '2024-10-02', 'active', 'provisional'), problem('con-6', 'Acute bronchitis', '2019-01-20', 'resolved'), problem('con-7', 'Sprain of ankle', '2016-08-03', 'resolved'),
    drug('med-1', 'Metformin 1000 MG oral tablet', '1 tablet twice a day with meals', 220), drug('med-2', 'Lisinopril 20 MG oral tablet', '1 tablet every morning', 410), drug('med-3', 'Atorvastatin 40 MG oral tablet', '1 tablet at bedtime', 800),
    drug('med-4', 'Ibuprofen 400 MG oral tablet', 'Paused because of kidney function', 60, 'on-hold'), drug('med-5', 'Amoxicillin 500 MG oral capsule', '3 times a day for 7 days', 2100, 'completed'),
    shot('imm-1', 'Influenza, seasonal, injectable', 40), shot('imm-2', 'Influenza, seasonal, injectable', 405), shot('imm-3', 'Influenza, seasonal, injectable', 770), shot('imm-4', 'COVID-19, mRNA', 300), shot('imm-5', 'Pneumococcal conjugate PCV20', 600), shot('imm-6', 'Zoster, recombinant', 1200),
    { resourceType: 'Coverage', id: 'cov-1', status: 'active', beneficiary: subject, type: text('Medicare Advantage'), payor: [{ display: 'Synthetic Health Plan' }], subscriberId: 'SYN-0001', period: { start: '2024-01-01', end: '2099-12-31' } },
    { resourceType: 'Coverage', id: 'cov-2', status: 'cancelled', beneficiary: subject, type: text('PPO'), payor: [{ display: 'Former Test Payer' }], subscriberId: 'SYN-0000' },
    { resourceType: 'Claim', id: 'clm-1', status: 'active', use: 'claim', type: text('Professional'), patient: subject, created: ago(30), provider: { display: 'Synthetic Clinic' }, priority: text('normal'), insurance: [], total: { value: 184.5, currency: 'USD' }, item: [{ sequence: 1, productOrService: text('Office visit, established') }] },
  ];
}

const vital = text('Vital signs', 'vital-signs');
const loinc = (code: string, words: string): CodeableConcept => ({ text: words, coding: [{ system: 'http://loinc.org', code }] });

function vitals(ago: Ago): FhirResource[] {
  return Array.from({ length: 9 }, (_, index) => index).flatMap((index): Observation[] => {
    const base = { resourceType: 'Observation' as const, status: 'final' as const, subject, category: [vital], effectiveDateTime: ago(8 + index * 95) };
    const one = (id: string, code: CodeableConcept, value: number, unit: string): Observation => ({ ...base, id: `${id}-${index}`, code, valueQuantity: { value, unit } });
    return [
      { ...base, id: `bp-${index}`, code: loinc('85354-9', 'Blood pressure panel'), component: [{ code: loinc('8480-6', 'Systolic'), valueQuantity: { value: 148 - ((index * 5) % 17), unit: 'mm[Hg]' }, interpretation: index === 0 ? [{ coding: [{ code: 'H' }] }] : [] }, { code: loinc('8462-4', 'Diastolic'), valueQuantity: { value: 84 - ((index * 3) % 9), unit: 'mm[Hg]' } }] },
      one('hr', loinc('8867-4', 'Heart rate'), 72 + ((index * 4) % 11), '/min'), one('temp', loinc('8310-5', 'Body temperature'), 36.6 + (index % 4) / 10, 'Cel'), one('spo2', loinc('2708-6', 'Oxygen saturation'), 97 - (index % 3), '%'),
      one('wt', loinc('29463-7', 'Body weight'), 81.4 + index * 0.7, 'kg'), one('bmi', loinc('39156-5', 'Body mass index'), 29.2 + index * 0.25, 'kg/m2'),
    ];
  });
}

function labs(ago: Ago): FhirResource[] {
  const category = [text('Laboratory', 'laboratory')];
  const tests: readonly (readonly [string, string, number, string, number, number, string?])[] = [
    ['2345-7', 'Glucose', 168, 'mg/dL', 70, 99, 'H'], ['2160-0', 'Creatinine', 1.42, 'mg/dL', 0.5, 1.1, 'H'], ['6298-4', 'Potassium', 6.3, 'mmol/L', 3.5, 5.1, 'HH'], ['2951-2', 'Sodium', 134, 'mmol/L', 136, 145], ['17861-6', 'Calcium', 9.4, 'mg/dL', 8.6, 10.2, 'N'], ['2075-0', 'Chloride', 101, 'mmol/L', 98, 107],
  ];
  return [0, 1, 2].flatMap((round): FhirResource[] => {
    const at = ago(12 + round * 180);
    const members = tests.map(([code, name, value, unit, low, high, flag]): Observation => ({
      resourceType: 'Observation', id: `lab-${code}-${round}`, status: 'final', subject, category, code: loinc(code, name), effectiveDateTime: at,
      valueQuantity: { value: Math.round(value * (1 - round * 0.09) * 100) / 100, unit }, referenceRange: [{ low: { value: low, unit }, high: { value: high, unit } }], ...(flag && round === 0 ? { interpretation: [{ coding: [{ code: flag }] }] } : {}),
    }));
    const a1c: Observation = { resourceType: 'Observation', id: `lab-a1c-${round}`, status: 'final', subject, category, code: loinc('4548-4', 'Hemoglobin A1c'), effectiveDateTime: at, valueQuantity: { value: 8.1 - round * 0.4, unit: '%' }, referenceRange: [{ high: { value: 5.6, unit: '%' } }] };
    const report = (id: string, words: string, members: readonly Observation[], status: 'final' | 'preliminary'): FhirResource => ({
      resourceType: 'DiagnosticReport', id: `${id}-${round}`, status, subject, category: [text('Laboratory', 'LAB')], code: text(words), effectiveDateTime: at, issued: at, result: members.map((member) => ({ reference: `Observation/${member.id ?? ''}` })),
    });
    return [report('rep-bmp', 'Basic metabolic panel', members, round === 0 ? 'preliminary' : 'final'), report('rep-a1c', 'Hemoglobin A1c', [a1c], 'final'), ...members, a1c];
  });
}

const plainNote = 'Subjective\nFeels well. Checks glucose at home, mostly 140–180.\n\nObjective\nBP 148/84, weight 81.4 kg.\n\nAssessment and plan\n1. Type 2 diabetes: A1c 8.1 %. Discussed diet; continue metformin.\n2. Kidney disease: potassium 6.3, repeat today.\n\nSynthetic test note.';
const htmlNote = '<h2>Telephone encounter</h2><p onclick="steal()">Refill <b>requested</b>. <img src="https://example.invalid/pixel.png"></p><script>alert(1)</script><ul><li>Lisinopril 20 mg</li></ul>';

function encounters(ago: Ago): FhirResource[] {
  const base64 = (words: string) => btoa(Array.from(new TextEncoder().encode(words), (byte) => String.fromCharCode(byte)).join(''));
  const kinds = [['Office visit', 'Diabetes follow-up'], ['Telephone encounter', 'Medication refill'], ['Annual wellness visit', 'Preventive care'], ['Office visit', 'Hypertension follow-up']] as const;
  const visits = Array.from({ length: 24 }, (_, index): FhirResource => ({
    resourceType: 'Encounter', id: `enc-${index}`, status: index === 0 ? 'in-progress' : 'finished', class: { code: 'AMB' }, subject, type: [text(kinds[index % 4]?.[0] ?? '')], reasonCode: [text(kinds[index % 4]?.[1] ?? '')],
    period: { start: ago(index === 0 ? 0.02 : 12 + index * 60) }, participant: [{ individual: { reference: 'Practitioner/doc-1', display: 'Test Physician One' } }],
  }));
  const notes = Array.from({ length: 12 }, (_, index): FhirResource => ({
    resourceType: 'DocumentReference', id: `doc-${index}`, status: 'current', docStatus: index === 0 ? 'preliminary' : 'final', subject, type: text(index % 4 === 1 ? 'Telephone note' : 'Progress note'), date: ago(index === 0 ? 0.01 : 12 + index * 60), author: [{ display: 'Test Physician One' }],
    context: { encounter: [{ reference: `Encounter/enc-${index}` }] },
    content: [{ attachment: index % 4 === 1 ? { contentType: 'text/html; charset=utf-8', data: base64(htmlNote) } : { contentType: 'text/plain; charset=utf-8', data: base64(plainNote) } }],
  }));
  return [...visits, ...notes];
}

function appointments(now: Date): FhirResource[] {
  const statuses = ['fulfilled', 'fulfilled', 'checked-in', 'arrived', 'booked', 'booked', 'cancelled', 'booked', 'noshow', 'booked', 'booked', 'pending'] as const;
  return Array.from({ length: 36 }, (_, index): FhirResource => {
    const start = new Date(now.getFullYear(), now.getMonth(), now.getDate() + Math.floor(index / 12) - 1, 8 + Math.floor((index % 12) / 2), (index % 2) * 30);
    const patient = index % 12 === 3 ? 'pat-1' : `pat-${10 + index * 5}`;
    return {
      resourceType: 'Appointment', id: `app-${index}`, status: statuses[index % 12] ?? 'booked', start: start.toISOString(), end: new Date(start.getTime() + 1_800_000).toISOString(), minutesDuration: 30,
      appointmentType: text(index % 3 ? 'Follow-up' : 'New patient'), reasonCode: [text(index % 2 ? 'Blood pressure check' : 'Cough for two weeks')],
      participant: [{ actor: { reference: `Patient/${patient}` }, status: 'accepted' }, { actor: { reference: 'Practitioner/doc-1', display: 'Test Physician One' }, status: 'accepted' }, { actor: { reference: `Location/site-${1 + (index % 5 === 4 ? 1 : 0)}`, display: index % 5 === 4 ? 'Synthetic South' : 'Synthetic North' }, status: 'accepted' }],
    };
  });
}

function references(resource: FhirResource): string[] {
  if (resource.resourceType === 'Appointment') return resource.participant.flatMap((one) => (one.actor?.reference?.startsWith('Patient/') ? [one.actor.reference] : []));
  return resource.resourceType === 'DiagnosticReport' ? (resource.result ?? []).flatMap((one) => one.reference ?? []) : [];
}

function codesOf(value: unknown): string[] {
  const concepts = (Array.isArray(value) ? value : [value]) as (CodeableConcept | string | undefined)[];
  return concepts.flatMap((concept) => (typeof concept === 'string' ? [concept] : (concept?.coding ?? []).flatMap((coding) => coding.code ?? [])));
}

function filter(type: string, name: string, value: string): ((resource: FhirResource) => boolean) | undefined {
  const values = value.split(',');
  const field = (resource: FhirResource, key: string) => (resource as unknown as Record<string, unknown>)[key];
  const token = (key: string) => (resource: FhirResource) => codesOf(field(resource, key)).some((code) => values.includes(code));
  const patientFilters: Readonly<Record<string, (patient: Patient) => boolean>> = {
    name: (patient) => (patient.name ?? []).some((one) => [one.family, ...(one.given ?? [])].some((part) => part?.toLowerCase().split(/[- ]/).some((word) => word.startsWith(value.toLowerCase())))),
    birthdate: (patient) => patient.birthDate?.startsWith(value) ?? false,
    identifier: (patient) => patient.identifier?.some((one) => one.value === value) ?? false,
  };
  if (type === 'Patient') return patientFilters[name] && ((resource) => resource.resourceType === 'Patient' && (patientFilters[name]?.(resource) ?? false));
  switch (name) {
    case 'patient':
      return (resource) => JSON.stringify([field(resource, 'subject'), field(resource, 'patient'), field(resource, 'beneficiary'), field(resource, 'participant')]).includes(`"Patient/${value}"`);
    case 'status':
    case 'category':
      return token(name);
    case 'clinical-status':
      return token('clinicalStatus');
    case 'clinical-status:not':
      return (resource) => !token('clinicalStatus')(resource);
    case 'location':
      return (resource) => JSON.stringify(field(resource, 'participant')).includes(`"${value}"`);
    case 'date':
      return dateFilter(value);
    default:
      return undefined;
  }
}

function dateFilter(value: string): (resource: FhirResource) => boolean {
  const limit = Date.parse(value.slice(2));
  return (resource) => resource.resourceType === 'Appointment' && (value.startsWith('ge') ? Date.parse(resource.start ?? '') >= limit : Date.parse(resource.start ?? '') < limit);
}

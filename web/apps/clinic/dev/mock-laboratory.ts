import type { LabCatalogue, LabTest } from '@carewright/core';

const test = (code: string, name: string, change: Partial<LabTest> = {}): LabTest => ({
  id: `ad-${code}`, laboratory: 'lab-north', url: `https://carewright.example/fhir/ActivityDefinition/lab-north/${code}`, code, name, loinc: null, section: 'CH', specimenType: 'SER', container: 'Serum separator tube, gold', volume: '3.5 mL', preparation: null, members: [],
  questionnaire: null, questions: [], concept: { coding: [{ system: 'https://carewright.example/fhir/CodeSystem/lab-north/test', code, display: name }], text: name }, ...change,
});

const tests: readonly LabTest[] = [
  test('GLU', 'Glucose', { preparation: 'Nothing but water for 8 hours before.', questionnaire: 'https://carewright.example/fhir/Questionnaire/lab-north/GLU', questions: [{ code: 'FASTING', text: 'Has the patient had nothing but water for 8 hours?', type: 'Boolean', choices: [], isRequired: true }] }),
  test('BMP', 'Basic metabolic panel', { members: ['Glucose', 'Sodium', 'Potassium'] }), test('NA', 'Sodium'), test('UCX', 'Urine culture', { specimenType: 'UR', container: 'Sterile cup', section: 'MB' }),
];

/** What the synthetic laboratory offers, by the beginnings of words. */
export function laboratory(url: URL): Response {
  const words = (url.searchParams.get('q') ?? '').toLowerCase().split(/\s+/).filter(Boolean);
  const found = tests.filter((one) => words.every((word) => `${one.name} ${one.code}`.toLowerCase().split(' ').some((own) => own.startsWith(word))));
  return Response.json({ laboratories: [{ id: 'lab-north', tests: tests.length }], tests: found } satisfies LabCatalogue);
}

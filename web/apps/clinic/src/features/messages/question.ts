/** What a person is asked about a held message. */
export type Question = 'who' | 'which' | 'behind' | 'byHand';

const questions: Readonly<Record<string, Question>> = {
  'RECEIVE-SEVERAL': 'who', 'RECEIVE-BIRTH-DATE': 'who', 'RECEIVE-NAME': 'who', 'RECEIVE-ALIKE': 'who', 'RECEIVE-WHOSE': 'who', 'RECEIVE-NO-PATIENT': 'who', 'RECEIVE-CHANGED-HERE': 'which', 'INTERFACE-BEHIND': 'behind',
};

/** The question that a reason's code asks; whatever has no answer here has to be done by hand. */
export function questionOf(code: string | undefined): Question {
  return questions[code ?? ''] ?? 'byHand';
}

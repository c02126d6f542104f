import type { MessageAnswer } from '@carewright/core';
import { questionOf } from './question';
import { WhichValue } from './which-value';
import { WhoIsMeant } from './who-is-meant';

/** The question that a held message asks; what only waits, or has to be done by hand, asks none. */
export function HeldMessage({ answer, onDone }: { answer: MessageAnswer; onDone: (what: string) => void }) {
  const question = questionOf(answer.message.reason?.code);
  if (question === 'who') return <WhoIsMeant answer={answer} onDone={onDone} />;
  return question === 'which' ? <WhichValue answer={answer} onDone={onDone} /> : null;
}

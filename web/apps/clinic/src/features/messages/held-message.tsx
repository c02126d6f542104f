import type { MessageAnswer } from '@carewright/core';
import Typography from '@mui/material/Typography';
import { useTranslation } from 'react-i18next';
import { Card } from '../../shell/card';
import { questionOf } from './question';
import { TryAgain } from './try-again';
import { WhichValue } from './which-value';
import { WhoIsMeant } from './who-is-meant';

/** The question that a held message asks; what only waits for another asks none. */
export function HeldMessage({ answer, onDone }: { answer: MessageAnswer; onDone: (what: string) => void }) {
  const question = questionOf(answer.message.reason?.code);
  if (question === 'who') return <WhoIsMeant answer={answer} onDone={onDone} />;
  if (question === 'which') return <WhichValue answer={answer} onDone={onDone} />;
  return question === 'byHand' ? <ByHand id={answer.message.id} onDone={() => onDone('again')} /> : null;
}

function ByHand({ id, onDone }: { id: string; onDone: () => void }) {
  const { t } = useTranslation();
  return (
    <Card title={t('messages.byHand.title')}>
      <Typography variant="body2">{t('messages.byHand.text')}</Typography>
      <TryAgain id={id} onDone={onDone} />
    </Card>
  );
}

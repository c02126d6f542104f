import { administration, decisions, useAdministrationAct, type ReviewRow, type ReviewWord } from '@carewright/core';
import { Status, type Tone } from '@carewright/ui';
import ToggleButton from '@mui/material/ToggleButton';
import ToggleButtonGroup from '@mui/material/ToggleButtonGroup';
import Typography from '@mui/material/Typography';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDates } from '../../../shell/dates';
import { Line } from '../../../shell/section';
import { codeWord, errorText } from '../../../shell/words';
import { factorText } from '../factor-text';
import { ReasonDialog } from './reason-dialog';

const tones: Readonly<Record<ReviewWord, Tone>> = { keep: 'success', change: 'warning', end: 'danger' };

/** One account: what it has, when it was last used, and what is decided about it. */
export function AccountLine({ row: { user, decision } }: { row: ReviewRow }) {
  const { t } = useTranslation();
  const dates = useDates();
  const [asking, setAsking] = useState<Exclude<ReviewWord, 'keep'>>();
  const decide = useAdministrationAct((client, input: { word: ReviewWord; note: string }) => administration.decide(client, user.userName, input.word, input.note));
  const choose = (word: ReviewWord) => (word === 'keep' ? decide.mutate({ word, note: '' }) : setAsking(word));
  const facts = [
    user.userName,
    codeWord(t, 'role', user.role),
    user.disabled ? t('users.disabled') : '',
    user.lastSignIn ? t('accessReview.lastUsed', { date: dates.dateTime(user.lastSignIn) }) : t('accessReview.neverUsed'),
    factorText(t, user),
  ];
  return (
    <Line
      testId="review-account"
      actions={
        <ToggleButtonGroup exclusive size="small" value={decision?.decision ?? null} disabled={decide.isPending} aria-label={t('accessReview.decisionAbout', { name: user.display })} onChange={(_, word: ReviewWord | null) => choose(word ?? decision?.decision ?? 'keep')}>
          {decisions.map((word) => <ToggleButton key={word} value={word} data-testid={`review-${word}`}>{t(`accessReview.word.${word}`)}</ToggleButton>)}
        </ToggleButtonGroup>
      }
    >
      <Typography sx={{ fontWeight: 600 }}>{user.display} {decision ? <Status tone={tones[decision.decision]}>{t(`accessReview.decided.${decision.decision}`)}</Status> : null}</Typography>
      <Typography variant="body2" sx={{ color: 'text.secondary', overflowWrap: 'anywhere' }}>{facts.filter(Boolean).join(' · ')}</Typography>
      {decision?.note ? <Typography variant="body2" sx={{ overflowWrap: 'anywhere' }}>{t('accessReview.noteBy', { note: decision.note, name: decision.by })}</Typography> : null}
      {decide.isError ? <Typography role="alert" variant="body2" sx={{ color: 'error.main' }}>{errorText(t, decide.error)}</Typography> : null}
      {asking ? (
        <ReasonDialog
          word={asking} name={user.display} note={decision?.decision === asking ? decision.note : ''} onClose={() => setAsking(undefined)}
          onDecide={(note) => { setAsking(undefined); decide.mutate({ word: asking, note }); }}
        />
      ) : null}
    </Line>
  );
}

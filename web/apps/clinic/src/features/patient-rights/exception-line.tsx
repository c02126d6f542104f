import { holdsNow, privacyDoors, usePrivacyAct, type BlockingException } from '@carewright/core';
import { Status } from '@carewright/ui';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDates } from '../../shell/dates';
import { PatientWords } from '../../shell/patient-words';
import { Line } from '../../shell/section';
import { codeWord } from '../../shell/words';
import { ReasonDialog } from './form-dialog';

/** One use of an exception, and the way to end it before its time. */
export function ExceptionLine({ use, isOfPatient = false }: { use: BlockingException; isOfPatient?: boolean }) {
  const { t } = useTranslation();
  const dates = useDates();
  const [now] = useState(Date.now);
  const [ending, setEnding] = useState(false);
  const end = usePrivacyAct('exceptions', (client, reason: string) => privacyDoors.endException(client, use.id, reason));
  const holds = holdsNow(use, now);
  const facts = [
    t(`rights.practice.${use.practice}`), t(`rights.matter.${use.matter}`), use.requester ? t('rights.askedFor', { name: use.requester }) : '',
    use.until ? t('rights.until', { date: dates.dateTime(use.until) }) : '', use.answerBy ? t('rights.answerBy', { date: dates.date(use.answerBy) }) : '',
  ];
  return (
    <Line testId="exception" actions={holds ? <Button variant="outlined" onClick={() => setEnding(true)} data-testid="exception-end">{t('rights.end')}</Button> : null}>
      <Typography sx={{ fontWeight: 600 }}>{`${t(`rights.ground171.${use.exception.replace('.', '-')}`)} (45 CFR ${use.exception})`}</Typography>
      <Status tone={holds ? 'warning' : 'neutral'}>{t(holds ? 'rights.holds' : 'rights.over')}</Status>
      <Typography variant="body2">{facts.filter(Boolean).join(' · ')}</Typography>
      {use.patient && !isOfPatient ? <Typography variant="body2"><PatientWords reference={use.patient} /></Typography> : null}
      <Typography variant="body2" sx={{ whiteSpace: 'pre-line', overflowWrap: 'anywhere', maxWidth: 760 }}>{use.reason}</Typography>
      <Typography variant="body2" sx={{ color: 'text.secondary' }}>{[use.display, codeWord(t, 'role', use.role), dates.dateTime(use.at)].join(' · ')}</Typography>
      {use.ended ? <Typography variant="body2" sx={{ color: 'text.secondary', overflowWrap: 'anywhere' }}>{t('rights.endedBy', { name: use.ended.display, date: dates.dateTime(use.ended.at), reason: use.ended.reason })}</Typography> : null}
      {ending ? <ReasonDialog title={t('rights.endException')} action={t('rights.end')} label={t('rights.reason')} act={end} onClose={() => setEnding(false)} /> : null}
    </Line>
  );
}

import { amendmentSteps, mayOperate, takesIn, useSession, type Amendment } from '@carewright/core';
import { Fact } from '@carewright/ui';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Paper from '@mui/material/Paper';
import Typography from '@mui/material/Typography';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDates } from '../../shell/dates';
import { PatientWords } from '../../shell/patient-words';
import { AcceptDialog, DenyDialog, ExtendDialog, SayDialog } from './answers';
import { Clock, RecordWords } from './request-words';

type Answer = 'accept' | 'deny' | 'extend' | 'disagree' | 'rebut';

/** One request from top to bottom: what it is about, what was said on either side, and what can be done now. */
export function RequestView({ request, isOfPatient = false }: { request: Amendment; isOfPatient?: boolean }) {
  const { t } = useTranslation();
  const dates = useDates();
  const { record } = request;
  return (
    <Paper sx={{ p: 2, border: isOfPatient ? 0 : '1px solid', borderColor: 'divider', display: 'grid', gap: 2, minWidth: 0 }} data-testid="request">
      <Box>
        <Typography variant={isOfPatient ? 'h3' : 'h2'} sx={{ fontSize: '1.0625rem', overflowWrap: 'anywhere' }}><RecordWords request={request} /></Typography>
        <Clock request={request} />
        <Box component="dl" sx={{ m: 0, mt: 1 }}>
          {isOfPatient ? null : <Fact term={t('types.Patient')}><PatientLink reference={record.patient} /></Fact>}
          <Fact term={t('rights.asked')}>{t(record.isFromPatient ? 'rights.askedSelf' : 'rights.askedBy', { name: record.askedDisplay, date: dates.date(record.askedAt) })}</Fact>
          {record.decision ? null : <Fact term={t('rights.dueOn')}>{[dates.date(record.dueAt), record.extended ? t('rights.extended', { name: record.extended.display, date: dates.date(record.extended.at) }) : ''].filter(Boolean).join(' · ')}</Fact>}
          {record.decision ? <Fact term={t('rights.decided')}>{[record.decision.display, dates.date(record.decision.at)].join(' · ')}</Fact> : null}
        </Box>
      </Box>
      <Steps request={request} />
      <Answers request={request} />
    </Paper>
  );
}

function PatientLink({ reference }: { reference: string }) {
  const id = reference.replace('Patient/', '');
  return <Box component={Link} to={`/patients/${id}/privacy`} sx={{ color: 'primary.main' }}><PatientWords reference={reference} /></Box>;
}

function Steps({ request }: { request: Amendment }) {
  const { t } = useTranslation();
  const dates = useDates();
  return (
    <Box component="ol" aria-label={t('rights.said')} sx={{ listStyle: 'none', m: 0, p: 0, display: 'grid', gap: 1.5 }} data-testid="request-steps">
      {request.record.documents.map((document) => (
        <Box component="li" key={document.reference} sx={{ borderLeft: '3px solid', borderColor: 'divider', pl: 1.5 }}>
          <Typography variant="body2" sx={{ color: 'text.secondary' }}>{[t(`rights.step.${document.kind}`), dates.dateTime(document.at)].join(' · ')}</Typography>
          <Typography sx={{ whiteSpace: 'pre-line', overflowWrap: 'anywhere', maxWidth: 760 }}>{request.words[document.reference] ?? t('rights.closed')}</Typography>
        </Box>
      ))}
    </Box>
  );
}

function Answers({ request }: { request: Amendment }) {
  const { t } = useTranslation();
  const session = useSession();
  const [open, setOpen] = useState<Answer>();
  const close = () => setOpen(undefined);
  const steps = amendmentSteps(request);
  const decides = mayOperate(session, 'privacy');
  const offered: readonly [Answer, boolean][] = [['accept', decides && steps.decide], ['deny', decides && steps.decide], ['extend', decides && steps.extend], ['disagree', takesIn(session) && steps.disagree], ['rebut', decides && steps.rebut]];
  const shown = offered.flatMap(([answer, isOffered]) => (isOffered ? [answer] : []));
  if (shown.length === 0) return null;
  return (
    <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1 }}>
      {shown.map((answer) => <Button key={answer} variant={answer === 'accept' ? 'contained' : 'outlined'} onClick={() => setOpen(answer)} data-testid={`request-${answer}`}>{t(`rights.do.${answer}`)}</Button>)}
      {open === 'accept' ? <AcceptDialog request={request} onClose={close} /> : null}
      {open === 'deny' ? <DenyDialog request={request} onClose={close} /> : null}
      {open === 'extend' ? <ExtendDialog request={request} onClose={close} /> : null}
      {open === 'disagree' || open === 'rebut' ? <SayDialog request={request} step={open === 'disagree' ? 'disagreement' : 'rebuttal'} onClose={close} /> : null}
    </Box>
  );
}

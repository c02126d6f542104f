import { interfaceDoors, personName, recordNumber, useCandidate, useMessageAct, type MessageAnswer } from '@carewright/core';
import type { Patient } from '@carewright/fhir-client';
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Skeleton from '@mui/material/Skeleton';
import Typography from '@mui/material/Typography';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Card } from '../../shell/card';
import { useDates } from '../../shell/dates';
import { codeWord, errorText } from '../../shell/words';
import { ActFailure } from './act-failure';
import { Comparison, PersonList } from './comparison';
import { ConfirmPerson } from './confirm-person';
import { factsOf, personOf, type PersonFacts } from './person-facts';

export interface Choice {
  /** `Patient/x`, or `new`. */
  readonly decision: string;
  readonly name: string;
  /** What tells the person from others of the name. */
  readonly detail: string;
  readonly differing: number;
}

/** The person of whom a message speaks beside those who may be meant: somebody says who it is. */
export function WhoIsMeant({ answer, onDone }: { answer: MessageAnswer; onDone: (what: string) => void }) {
  const { t } = useTranslation();
  const facts = useFacts();
  const [choice, setChoice] = useState<Choice>();
  const decide = useMessageAct((client, decision: string) => interfaceDoors.decide(client, answer.message.id, decision));
  const person = personOf(answer.fhir?.resources);
  if (!person) return <Alert severity="info">{t('messages.who.nobody')}</Alert>;
  const said = facts(person);
  // An instrument makes nobody new.
  const makesSomebody = !answer.message.type.startsWith('ASTM^');
  const close = () => {
    setChoice(undefined);
    decide.reset();
  };
  return (
    <Box component="section" aria-labelledby="who-title">
      <Typography variant="h2" id="who-title">{t('messages.who.title', { name: personName(person.name)?.full ?? t('panel.unnamed') })}</Typography>
      <Typography variant="body2" sx={{ mb: 1.5 }}>{t('messages.who.text')}</Typography>
      <Box sx={{ display: 'grid', gap: 1.5, gridTemplateColumns: { xs: 'minmax(0, 1fr)', lg: 'repeat(2, minmax(0, 1fr))' }, alignItems: 'start' }}>
        {answer.candidates.map(({ patient }) => <Candidate key={patient} reference={patient} said={said} onChoose={setChoice} />)}
        {makesSomebody ? (
          <Card title={t('messages.who.newTitle')}>
            <Typography variant="body2">{t('messages.who.newText')}</Typography>
            <PersonList facts={said} />
            <Box><Button variant="outlined" onClick={() => setChoice({ decision: 'new', name: '', detail: '', differing: 0 })} data-testid="choose-new">{t('messages.who.new')}</Button></Box>
          </Card>
        ) : null}
      </Box>
      {makesSomebody || answer.candidates.length > 0 ? null : <Alert severity="info">{t('messages.who.noOne')}</Alert>}
      {choice ? <ConfirmPerson choice={choice} busy={decide.isPending} failure={decide.error ? <ActFailure error={decide.error} /> : null} onGo={() => decide.mutate(choice.decision, { onSuccess: () => onDone('decide') })} onClose={close} /> : null}
    </Box>
  );
}

function useFacts(): (person: Patient) => PersonFacts {
  const { t } = useTranslation();
  const dates = useDates();
  return (person) => factsOf(person, dates, (gender) => codeWord(t, 'sex', gender));
}

function Candidate({ reference, said, onChoose }: { reference: string; said: PersonFacts; onChoose: (choice: Choice) => void }) {
  const { t } = useTranslation();
  const facts = useFacts();
  const dates = useDates();
  const query = useCandidate(reference);
  if (query.isError) return <Alert severity="warning">{errorText(t, query.error)}</Alert>;
  if (!query.data) return <Skeleton height={180} aria-busy />;
  const name = personName(query.data.name)?.full ?? t('panel.unnamed');
  const number = recordNumber(query.data);
  const detail = [query.data.birthDate ? t('patient.born', { date: dates.date(query.data.birthDate) }) : '', number ? t('patient.mrn', { number }) : ''].filter(Boolean).join(' · ');
  return <Comparison name={name} said={said} here={facts(query.data)} onChoose={(differing) => onChoose({ decision: reference, name, detail, differing })} />;
}

import { conceptText, personName, type MessageAnswer } from '@carewright/core';
import type { CodeableConcept, FhirResource, HumanName } from '@carewright/fhir-client';
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Card } from '../../shell/card';
import { useDates } from '../../shell/dates';
import { placesOf } from '../../shell/messages/elements';
import { MessagePane } from '../../shell/messages/message-pane';
import { codeWord } from '../../shell/words';
import { PersonList } from './comparison';
import { valuesOf } from './conflicts';
import { factsOf, personOf } from './person-facts';
import { questionOf } from './question';

/** What a message says: what it speaks of in a line each, and the message as it came for whoever reads that. */
export function Contents({ answer: { message, text, fhir } }: { answer: MessageAnswer }) {
  const { t } = useTranslation();
  const dates = useDates();
  const place = message.reason?.place;
  const chosen = useMemo(() => placesOf(place ? [place] : []), [place]);
  const things = (fhir?.resources ?? []).filter((resource) => !inPassing.has(resource.resourceType));
  // The question who is meant has shown it already.
  const person = questionOf(message.reason?.code) === 'who' && message.state === 'Held' ? undefined : personOf(fhir?.resources);
  if (text === null) return <Alert severity="info">{t('messages.contents.gone')}</Alert>;
  return (
    <Card title={t('messages.contents.title')}>
      {person ? <PersonList facts={factsOf(person, dates, (gender) => codeWord(t, 'sex', gender))} /> : null}
      {things.length === 0 && !person ? <Typography variant="body2">{t('messages.contents.nothing')}</Typography> : null}
      <Box component="ul" sx={{ m: 0, pl: 2.5 }}>
        {things.map(({ key, resourceType, json }) => <Typography key={key} component="li" variant="body2" sx={{ overflowWrap: 'anywhere' }}><Box component="span" sx={{ color: 'text.secondary' }}>{t(`types.${resourceType}`, { defaultValue: resourceType })}</Box> {summaryOf(json)}</Typography>)}
      </Box>
      <Box component="details" open={message.state === 'Dead' || undefined}>
        <Box component="summary" sx={{ cursor: 'pointer', minHeight: 24, py: 0.5 }}>{t('messages.contents.raw')}</Box>
        <MessagePane label={t('messages.contents.raw')} text={text} chosen={chosen} />
      </Box>
    </Card>
  );
}

/** Of those a message speaks in passing, or the screen has spoken already. */
const inPassing = new Set(['Patient', 'Practitioner', 'PractitionerRole', 'Organization', 'Location', 'ServiceRequest', 'Specimen', 'Provenance', 'MessageHeader']);

/** One line for a thing of any kind: what it is, and its value where it has one. */
function summaryOf(resource: FhirResource): string {
  const any = resource as unknown as Readonly<Record<string, unknown>>;
  const what = conceptText((any['code'] ?? any['vaccineCode'] ?? any['medicationCodeableConcept'] ?? any['type']) as CodeableConcept | undefined) ?? (Array.isArray(any['name']) ? personName(any['name'] as HumanName[])?.full : undefined);
  const value = Object.keys(any).filter((name) => name.startsWith('value')).flatMap((name) => (name === 'valueCodeableConcept' ? conceptText(any[name] as CodeableConcept) ?? [] : valuesOf(resource, name)));
  const judged = ((any['interpretation'] ?? []) as CodeableConcept[]).map((one) => conceptText(one));
  const range = ((any['referenceRange'] ?? []) as { text?: string }[]).map((one) => one.text);
  const beside = [...judged, ...range].filter(Boolean).join('; ');
  return [what, [value.join(', '), beside === '' ? '' : `(${beside})`].filter(Boolean).join(' ')].filter(Boolean).join(': ');
}

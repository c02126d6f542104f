import { conceptText, personName, type MessageAnswer } from '@carewright/core';
import type { CodeableConcept, FhirResource, HumanName } from '@carewright/fhir-client';
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Card } from '../../shell/card';
import { placesOf } from '../../shell/messages/elements';
import { MessagePane } from '../../shell/messages/message-pane';
import { valuesOf } from './conflicts';

/** What a message says: what it speaks of in a line each, and the message as it came for whoever reads that. */
export function Contents({ answer: { message, text, fhir } }: { answer: MessageAnswer }) {
  const { t } = useTranslation();
  const place = message.reason?.place;
  const chosen = useMemo(() => placesOf(place ? [place] : []), [place]);
  const things = (fhir?.resources ?? []).filter((resource) => !inPassing.has(resource.resourceType));
  if (text === null) return <Alert severity="info">{t('messages.contents.gone')}</Alert>;
  return (
    <Card title={t('messages.contents.title')}>
      {things.length === 0 ? <Typography variant="body2">{t('messages.contents.nothing')}</Typography> : null}
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
const inPassing = new Set(['Patient', 'Practitioner', 'PractitionerRole', 'Organization', 'Location', 'Provenance', 'MessageHeader']);

/** One line for a thing of any kind: what it is, and its value where it has one. */
function summaryOf(resource: FhirResource): string {
  const any = resource as unknown as Readonly<Record<string, unknown>>;
  const what = conceptText((any['code'] ?? any['vaccineCode'] ?? any['medicationCodeableConcept'] ?? any['type']) as CodeableConcept | undefined) ?? (Array.isArray(any['name']) ? personName(any['name'] as HumanName[])?.full : undefined);
  const value = Object.keys(any).filter((name) => name.startsWith('value')).flatMap((name) => (name === 'valueCodeableConcept' ? conceptText(any[name] as CodeableConcept) ?? [] : valuesOf(resource, name)));
  const status = typeof any['status'] === 'string' ? any['status'] : undefined;
  return [what, value.join(', '), value.length === 0 ? status : undefined].filter(Boolean).join(': ');
}

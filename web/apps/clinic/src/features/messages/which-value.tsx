import { interfaceDoors, personName, useKnown, useMessageAct, type MessageAnswer } from '@carewright/core';
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import { useTranslation } from 'react-i18next';
import { ActFailure } from './act-failure';
import { chosenPatient, conflictsOf, valuesOf, type Conflict } from './conflicts';
import { personOf } from './person-facts';

/** What the partner has changed and somebody here has changed, too: both values, and which of them stays. */
export function WhichValue({ answer, onDone }: { answer: MessageAnswer; onDone: (what: string) => void }) {
  const { t } = useTranslation();
  const decide = useMessageAct((client, decision: 'sender' | 'clinic') => interfaceDoors.decide(client, answer.message.id, decision));
  const conflicts = conflictsOf(answer);
  const name = personName(personOf(answer.fhir?.resources)?.name)?.full;
  const choose = (decision: 'sender' | 'clinic') => decide.mutate(decision, { onSuccess: () => onDone(decision) });
  return (
    <Box component="section" aria-labelledby="which-title" sx={{ display: 'grid', gap: 1.5 }}>
      <Typography variant="h2" id="which-title">{name === undefined ? t('messages.which.title') : t('messages.which.titleOf', { name })}</Typography>
      {conflicts.length === 0 ? <Alert severity="info">{t('messages.which.unknown')}</Alert> : null}
      {conflicts.map((conflict) => <Values key={conflict.resource.key} conflict={conflict} patient={conflict.resource.resourceType === 'Patient' ? chosenPatient(answer.message.decision) : undefined} />)}
      <ActFailure error={decide.error} />
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1 }}>
        <Button variant="contained" loading={decide.isPending && decide.variables === 'sender'} disabled={decide.isPending} onClick={() => choose('sender')} data-testid="take-sender">{t('messages.which.sender')}</Button>
        <Button variant="outlined" loading={decide.isPending && decide.variables === 'clinic'} disabled={decide.isPending} onClick={() => choose('clinic')} data-testid="keep-clinic">{t('messages.which.clinic')}</Button>
      </Box>
      <Typography variant="body2">{t('messages.which.text')}</Typography>
    </Box>
  );
}

const cell = { p: 1, verticalAlign: 'top', textAlign: 'left', fontSize: '0.8125rem', overflowWrap: 'anywhere', borderTop: '1px solid', borderColor: 'divider' } as const;

function Values({ conflict: { resource, elements }, patient }: { conflict: Conflict; patient: string | undefined }) {
  const { t } = useTranslation();
  const known = useKnown(resource.resourceType, resource.business, patient);
  const none = known.isPending ? t('panel.loading') : t('messages.which.notSeen');
  return (
    <Box component="table" aria-busy={known.isPending} sx={{ width: '100%', maxWidth: 900, borderCollapse: 'collapse', tableLayout: 'fixed', bgcolor: 'background.paper' }} data-testid="conflict">
      <Box component="caption" sx={{ textAlign: 'left', fontWeight: 600, p: 1 }}>{t(`types.${resource.resourceType}`, { defaultValue: resource.resourceType })}</Box>
      <thead>
        <tr>
          <Box component="th" scope="col" sx={{ ...cell, width: '24%' }}>{t('messages.who.part')}</Box>
          <Box component="th" scope="col" sx={cell}>{t('messages.which.inMessage')}</Box>
          <Box component="th" scope="col" sx={cell}>{t('messages.which.here')}</Box>
        </tr>
      </thead>
      <tbody>
        {elements.map((element) => (
          <tr key={element}>
            <Box component="th" scope="row" sx={{ ...cell, fontWeight: 400, color: 'text.secondary' }}>{t(`elements.${element}`, { defaultValue: element })}</Box>
            <Lines values={resource.cleared.includes(element) ? [t('messages.which.cleared')] : valuesOf(resource.json, element)} none={t('messages.who.unsaid')} />
            <Lines values={valuesOf(known.data, element)} none={known.data ? t('messages.who.unsaid') : none} />
          </tr>
        ))}
      </tbody>
    </Box>
  );
}

function Lines({ values, none }: { values: readonly string[]; none: string }) {
  return <Box component="td" sx={{ ...cell, fontWeight: 600 }}>{values.length === 0 ? none : values.map((value, index) => <div key={index}>{value}</div>)}</Box>;
}

import { careKinds, privacyDoors, usePrivacyAct, type AgeTable, type AgeTableDraft, type StateAges } from '@carewright/core';
import { HttpError } from '@carewright/fhir-client';
import Box from '@mui/material/Box';
import TextField from '@mui/material/TextField';
import { useTranslation } from 'react-i18next';
import { formText } from '../../shell/forms';
import { FormDialog, WordsField } from './form-dialog';

/** The ages of one state. What is odd is said at its field. */
export function AgeForm({ table, index, onClose }: { table: AgeTable; index: number; onClose: () => void }) {
  const { t } = useTranslation();
  const before = table.ages[index];
  const set = usePrivacyAct('ages', (client, draft: AgeTableDraft) => privacyDoors.setAges(client, draft));
  const issues = set.error instanceof HttpError ? set.error.issues : [];
  const fault = (member: string) => issues.find((issue) => issue.location === `ages[${index}].${member}`)?.message;
  const read = (form: FormData): AgeTableDraft => {
    const line: StateAges = {
      state: before?.state ?? formText(form, 'state').toUpperCase(), majority: Number(formText(form, 'majority')), source: formText(form, 'source'),
      consent: Object.fromEntries(careKinds.map((kind) => [kind, Number(formText(form, kind))])),
    };
    return { state: table.state, ages: table.ages.map((one, at) => (at === index ? line : one)).concat(before ? [] : [line]), reason: formText(form, 'reason') };
  };
  const age = (name: string, label: string, value: number | undefined, least: number) => (
    <TextField key={name} name={name} type="number" label={label} required defaultValue={value ?? ''} error={Boolean(fault(name === 'majority' ? name : `consent.${name}`))} helperText={fault(name === 'majority' ? name : `consent.${name}`)}
      slotProps={{ htmlInput: { min: least, max: 21, step: 1, 'data-testid': `age-${name}` } }} />
  );
  return (
    <FormDialog title={before ? t('ages.changeOf', { state: before.state === '*' ? t('ages.others') : before.state }) : t('ages.add')} action={t('rights.save')} act={set} read={read} onClose={onClose}>
      {before ? null : <TextField name="state" label={t('ages.state')} required autoComplete="off" error={Boolean(fault('state'))} helperText={fault('state') ?? t('ages.stateHelp')} slotProps={{ htmlInput: { maxLength: 2, pattern: '[A-Za-z]{2}', 'data-testid': 'age-state' } }} />}
      {age('majority', t('ages.majority'), before?.majority, 14)}
      <Box component="fieldset" sx={{ border: 0, p: 0, m: 0, display: 'grid', gap: 2, gridTemplateColumns: { sm: '1fr 1fr' } }}>
        <Box component="legend" sx={{ mb: 1, fontSize: '0.8125rem', color: 'text.secondary' }}>{t('ages.consentHelp')}</Box>
        {careKinds.map((kind) => age(kind, t(`ages.kind.${kind}`), before?.consent[kind], 0))}
      </Box>
      <TextField name="source" label={t('ages.source')} required multiline defaultValue={before?.source ?? ''} error={Boolean(fault('source'))} helperText={fault('source') ?? t('ages.sourceHelp')} slotProps={{ htmlInput: { maxLength: 1000, 'data-testid': 'age-source' } }} />
      <WordsField name="reason" label={t('ages.reason')} />
    </FormDialog>
  );
}

/** Whether the clinic's own state holds for all its patients, or that of each patient's home. */
export function ClinicStateForm({ table, onClose }: { table: AgeTable; onClose: () => void }) {
  const { t } = useTranslation();
  const set = usePrivacyAct('ages', (client, draft: AgeTableDraft) => privacyDoors.setAges(client, draft));
  const read = (form: FormData): AgeTableDraft => ({ state: formText(form, 'state').toUpperCase() || null, ages: table.ages, reason: formText(form, 'reason') });
  return (
    <FormDialog title={t('ages.ownState')} action={t('rights.save')} act={set} read={read} onClose={onClose}>
      <TextField name="state" label={t('ages.state')} defaultValue={table.state ?? ''} autoComplete="off" helperText={t('ages.ownStateHelp')} slotProps={{ htmlInput: { maxLength: 2, pattern: '[A-Za-z]{2}', 'data-testid': 'ages-own-state' } }} />
      <WordsField name="reason" label={t('ages.reason')} />
    </FormDialog>
  );
}

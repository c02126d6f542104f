import { addDays, disclosureCategories, privacyDoors, startOfDay, suspendingCategories, usePrivacyAct, useZone, type DisclosureDraft, type SuspensionDraft } from '@carewright/core';
import FormControl from '@mui/material/FormControl';
import FormControlLabel from '@mui/material/FormControlLabel';
import FormLabel from '@mui/material/FormLabel';
import MenuItem from '@mui/material/MenuItem';
import Radio from '@mui/material/Radio';
import RadioGroup from '@mui/material/RadioGroup';
import TextField from '@mui/material/TextField';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDates } from '../../shell/dates';
import { formText } from '../../shell/forms';
import { FormDialog, WordsField } from './form-dialog';

interface FormProps {
  readonly patient: string;
  readonly onClose: () => void;
  readonly onDone?: () => void;
}

const words = (testId: string) => ({ htmlInput: { maxLength: 500, 'data-testid': testId } });

/** Enters what the log cannot know: what left on paper, by voice, or by another system. */
export function DisclosureForm({ patient, onClose, onDone }: FormProps) {
  const { t } = useTranslation();
  const dates = useDates();
  const add = usePrivacyAct('accounting', (client, draft: DisclosureDraft) => privacyDoors.disclose(client, draft));
  const read = (form: FormData): DisclosureDraft => ({
    patient, category: formText(form, 'category'), on: formText(form, 'on'), to: formText(form, 'to'), address: formText(form, 'address') || undefined, what: formText(form, 'what'), purpose: formText(form, 'purpose'),
  });
  return (
    <FormDialog title={t('rights.addDisclosure')} action={t('rights.save')} act={add} read={read} onClose={onClose} {...(onDone ? { onDone } : {})}>
      <TextField select name="category" label={t('rights.categoryLabel')} required defaultValue="">
        {disclosureCategories.map((one) => <MenuItem key={one} value={one}>{t(`rights.category.${one}`)}</MenuItem>)}
      </TextField>
      <TextField name="on" type="date" label={t('rights.on')} required defaultValue={dates.today()} slotProps={{ inputLabel: { shrink: true }, htmlInput: { max: dates.today() } }} />
      <TextField name="to" label={t('rights.recipient')} required autoComplete="off" slotProps={words('disclosure-to')} />
      <TextField name="address" label={t('rights.address')} autoComplete="off" slotProps={words('disclosure-address')} />
      <TextField name="what" label={t('rights.what')} required autoComplete="off" slotProps={words('disclosure-what')} />
      <TextField name="purpose" label={t('rights.purpose')} required autoComplete="off" slotProps={words('disclosure-purpose')} />
    </FormDialog>
  );
}

/** A statement by word of mouth holds for 30 days at most (45 CFR 164.528(a)(2)(ii)); the last of them counts whole. */
const mostOralDays = 29;

/** Enters that an agency has asked to be left out for a time. */
export function SuspensionForm({ patient, onClose }: FormProps) {
  const { t } = useTranslation();
  const dates = useDates();
  const zone = useZone();
  const [isOral, setOral] = useState(false);
  const add = usePrivacyAct('accounting', (client, draft: SuspensionDraft) => privacyDoors.suspend(client, draft));
  const read = (form: FormData): SuspensionDraft => ({
    patient, agency: formText(form, 'agency'), category: formText(form, 'category'), until: new Date(startOfDay(addDays(formText(form, 'until'), 1), zone)).toISOString(), isOral, statement: formText(form, 'statement'),
  });
  const limit = isOral ? { max: addDays(dates.today(), mostOralDays) } : {};
  return (
    <FormDialog title={t('rights.addSuspension')} action={t('rights.save')} act={add} read={read} onClose={onClose}>
      <TextField name="agency" label={t('rights.agency')} required helperText={t('rights.agencyHelp')} autoComplete="off" slotProps={words('suspension-agency')} />
      <TextField select name="category" label={t('rights.categoryLabel')} required defaultValue={suspendingCategories[0]}>
        {suspendingCategories.map((one) => <MenuItem key={one} value={one}>{t(`rights.category.${one}`)}</MenuItem>)}
      </TextField>
      <FormControl>
        <FormLabel id="oral-label">{t('rights.saidHow')}</FormLabel>
        <RadioGroup row aria-labelledby="oral-label" value={isOral ? 'oral' : 'written'} onChange={(_, value) => setOral(value === 'oral')}>
          <FormControlLabel value="written" control={<Radio size="small" />} label={t('rights.written')} />
          <FormControlLabel value="oral" control={<Radio size="small" />} label={t('rights.oral')} />
        </RadioGroup>
      </FormControl>
      <TextField name="until" type="date" label={t('rights.untilDay')} required helperText={isOral ? t('rights.oralHelp') : undefined} slotProps={{ inputLabel: { shrink: true }, htmlInput: { min: dates.today(), 'data-testid': 'suspension-until', ...limit } }} />
      <WordsField name="statement" label={t('rights.statement')} />
    </FormDialog>
  );
}

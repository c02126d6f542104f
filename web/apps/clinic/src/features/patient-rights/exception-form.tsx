import { addDays, blockingExceptions, blockingMatters, blockingPractices, privacyDoors, startOfDay, usePrivacyAct, useZone, type ExceptionDraft } from '@carewright/core';
import MenuItem from '@mui/material/MenuItem';
import TextField from '@mui/material/TextField';
import { useTranslation } from 'react-i18next';
import { formText } from '../../shell/forms';
import { FormDialog, WordsField } from './form-dialog';

/** Enters that something is denied or delayed, by which exception and why; about one patient where the page is theirs. */
export function ExceptionForm({ patient, onClose, onDone }: { patient?: string; onClose: () => void; onDone?: () => void }) {
  const { t } = useTranslation();
  const zone = useZone();
  const add = usePrivacyAct('exceptions', (client, draft: ExceptionDraft) => privacyDoors.except(client, draft));
  const read = (form: FormData): ExceptionDraft => {
    const until = formText(form, 'until');
    return {
      exception: formText(form, 'exception'), practice: formText(form, 'practice'), matter: formText(form, 'matter'), patient, requester: formText(form, 'requester') || undefined, reason: formText(form, 'reason'),
      // The day that is named counts whole.
      until: until === '' ? undefined : new Date(startOfDay(addDays(until, 1), zone)).toISOString(),
    };
  };
  return (
    <FormDialog title={t('rights.addException')} action={t('rights.save')} act={add} read={read} onClose={onClose} {...(onDone ? { onDone } : {})}>
      <TextField select name="exception" label={t('rights.exception')} required defaultValue="" slotProps={{ select: { inputProps: { 'data-testid': 'exception-code' } } }}>
        {blockingExceptions.map((code) => <MenuItem key={code} value={code}>{`${t(`rights.ground171.${code.replace('.', '-')}`)} (45 CFR ${code})`}</MenuItem>)}
      </TextField>
      <TextField select name="practice" label={t('rights.practiceLabel')} required defaultValue="access">
        {blockingPractices.map((one) => <MenuItem key={one} value={one}>{t(`rights.practice.${one}`)}</MenuItem>)}
      </TextField>
      <TextField select name="matter" label={t('rights.matterLabel')} required defaultValue="record">
        {blockingMatters.map((one) => <MenuItem key={one} value={one}>{t(`rights.matter.${one}`)}</MenuItem>)}
      </TextField>
      <TextField name="requester" label={t('rights.requester')} required={patient === undefined} autoComplete="off" slotProps={{ htmlInput: { maxLength: 200, 'data-testid': 'exception-requester' } }} />
      <TextField name="until" type="date" label={t('rights.untilLabel')} helperText={t('rights.untilHelp')} slotProps={{ inputLabel: { shrink: true } }} />
      <WordsField name="reason" label={t('rights.exceptionReason')} help={t('rights.exceptionReasonHelp')} />
    </FormDialog>
  );
}

import { privacyDoors, useAskForAmendment, usePrivacyAct } from '@carewright/core';
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import TextField from '@mui/material/TextField';
import { useState, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { formText } from '../../../shell/forms';
import { errorText } from '../../../shell/words';

/** Below a record: what is wrong with it, said by the patient, or taken down by staff, to whoever answers for it (45 CFR 164.526). */
export function Amend({ reference, isOwn }: { reference: string; isOwn: boolean }) {
  const { t } = useTranslation();
  const own = useAskForAmendment();
  const taken = usePrivacyAct('amendments', (client, { record, words }: { record: string; words: string }) => privacyDoors.takeIn(client, record, words));
  const ask = isOwn ? own : taken;
  const [isOpen, setOpen] = useState(false);
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    ask.mutate({ record: reference, words: formText(new FormData(event.currentTarget), 'words') });
  };
  if (ask.isSuccess) return <Alert severity="success" sx={{ m: 1.5 }}>{t(isOwn ? 'privacy.asked' : 'privacy.takenIn')}</Alert>;
  if (!isOpen) return <Box sx={{ p: 1.5 }}><Button variant="outlined" onClick={() => setOpen(true)} data-testid="amend">{t(isOwn ? 'privacy.ask' : 'privacy.takeIn')}</Button></Box>;
  return (
    <Box component="form" onSubmit={submit} sx={{ p: 1.5, display: 'grid', gap: 1 }}>
      {ask.isError ? <Alert severity="error">{errorText(t, ask.error)}</Alert> : null}
      <TextField name="words" label={t(isOwn ? 'privacy.askWords' : 'privacy.takeInWords')} helperText={t(isOwn ? 'privacy.askHelp' : 'privacy.takeInHelp')} required multiline minRows={3} slotProps={{ htmlInput: { minLength: 10, maxLength: 4000, 'data-testid': 'amend-words' } }} />
      <Box><Button type="submit" variant="contained" loading={ask.isPending} data-testid="amend-send">{t('privacy.send')}</Button></Box>
    </Box>
  );
}

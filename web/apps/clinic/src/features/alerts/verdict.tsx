import { useJudgeAlert } from '@carewright/core';
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import TextField from '@mui/material/TextField';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { errorText } from '../../shell/words';

/** Was it one or not? A false alarm makes the rule less eager for this user. */
export function Verdict({ id }: { id: string }) {
  const { t } = useTranslation();
  const judge = useJudgeAlert();
  const [note, setNote] = useState('');
  return (
    <Box sx={{ mt: 1.5, display: 'grid', gap: 1 }}>
      {judge.isError ? <Alert severity="error">{errorText(t, judge.error)}</Alert> : null}
      <TextField label={t('alerts.note')} value={note} multiline minRows={2} onChange={(event) => setNote(event.target.value)} slotProps={{ htmlInput: { maxLength: 2000 } }} />
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1 }}>
        <Button variant="contained" loading={judge.isPending} onClick={() => judge.mutate({ id, verdict: 'confirmed', note })} data-testid="alert-confirm">{t('alerts.confirm')}</Button>
        <Button variant="outlined" loading={judge.isPending} onClick={() => judge.mutate({ id, verdict: 'false-positive', note })} data-testid="alert-dismiss">{t('alerts.dismiss')}</Button>
      </Box>
    </Box>
  );
}

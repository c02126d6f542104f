import { interfaceDoors, useMessageAct, type MessageAnswer } from '@carewright/core';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { useState, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Card } from '../../shell/card';
import { ActFailure } from './act-failure';
import { TryAgain } from './try-again';

/** What can be done about a message that cannot be put into the record: try it once more, or correct it first. Of a sender who is nobody's partner nothing can be taken. */
export function DeadMessage({ answer: { message, text }, onDone }: { answer: MessageAnswer; onDone: (what: string) => void }) {
  const { t } = useTranslation();
  const [isMending, setMending] = useState(false);
  if (message.partner === '') return null;
  return (
    <Card title={t('messages.dead.title')}>
      <Typography variant="body2">{t('messages.dead.text')}</Typography>
      {isMending && text !== null ? <Mend id={message.id} text={text} onDone={() => onDone('mend')} onClose={() => setMending(false)} /> : (
        <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1 }}>
          <TryAgain id={message.id} onDone={() => onDone('again')} />
          {text === null ? null : <Button variant="outlined" onClick={() => setMending(true)} data-testid="message-mend">{t('messages.dead.mend')}</Button>}
        </Box>
      )}
    </Card>
  );
}

function Mend({ id, text, onDone, onClose }: { id: string; text: string; onDone: () => void; onClose: () => void }) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState(text);
  const mend = useMessageAct((client, corrected: string) => interfaceDoors.mend(client, id, corrected));
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    mend.mutate(draft.trim(), { onSuccess: onDone });
  };
  return (
    <Box component="form" onSubmit={submit} sx={{ display: 'grid', gap: 1.5 }}>
      <TextField label={t('messages.dead.draft')} value={draft} onChange={(event) => setDraft(event.target.value)} required autoFocus multiline minRows={6} maxRows={24} helperText={t('messages.dead.draftHelp')} slotProps={{ htmlInput: { spellCheck: false, 'data-testid': 'mend-text', style: { fontFamily: 'monospace', fontSize: '0.75rem' } } }} />
      <ActFailure error={mend.error} />
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1 }}>
        <Button type="submit" variant="contained" disabled={draft.trim() === text.trim()} loading={mend.isPending} data-testid="mend-go">{t('messages.dead.send')}</Button>
        <Button onClick={onClose}>{t('users.cancel')}</Button>
      </Box>
    </Box>
  );
}

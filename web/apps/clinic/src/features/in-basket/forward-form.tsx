import { personName, useColleagues, usePaced, type ReviewAct } from '@carewright/core';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import MenuItem from '@mui/material/MenuItem';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { useState, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';

const pause = 250;

/** To whom a review is given, found by name. */
export function ForwardForm({ isPending, onSend }: { isPending: boolean; onSend: (act: ReviewAct) => void }) {
  const { t } = useTranslation();
  const [name, setName] = useState('');
  const [to, setTo] = useState('');
  const [comment, setComment] = useState('');
  const found = useColleagues(usePaced(name, pause));
  const people = found.data ?? [];
  const chosen = people.some((one) => `Practitioner/${one.id ?? ''}` === to) ? to : '';
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    onSend({ act: 'forward', to: chosen, ...(comment.trim() === '' ? {} : { comment }) });
  };
  return (
    <Box component="form" onSubmit={submit} sx={{ display: 'grid', gap: 1.5 }}>
      <TextField label={t('inBasket.forwardTo')} value={name} onChange={(event) => setName(event.target.value)} autoFocus autoComplete="off" helperText={name.trim().length < 2 ? t('inBasket.forwardType') : ''} slotProps={{ htmlInput: { 'data-testid': 'forward-name' } }} />
      <Box role="listbox" aria-label={t('inBasket.forwardTo')}>
        {people.map((one) => { const reference = `Practitioner/${one.id ?? ''}`; return <MenuItem key={reference} role="option" aria-selected={reference === chosen} selected={reference === chosen} onClick={() => setTo(reference)} data-testid="colleague">{personName(one.name)?.full}</MenuItem>; })}
      </Box>
      {found.isSuccess && people.length === 0 ? <Typography variant="body2" role="status">{t('inBasket.forwardNone')}</Typography> : null}
      <TextField label={t('inBasket.forwardComment')} value={comment} onChange={(event) => setComment(event.target.value)} multiline slotProps={{ htmlInput: { maxLength: 2000 } }} />
      <Box><Button type="submit" variant="contained" disabled={chosen === ''} loading={isPending} data-testid="forward-go">{t('inBasket.forward')}</Button></Box>
    </Box>
  );
}

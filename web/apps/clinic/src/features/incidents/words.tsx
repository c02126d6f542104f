import type { Incident, IncidentWords } from '@carewright/core';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import type { SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { formText } from '../../shell/forms';

const parts = ['narrative', 'data', 'remedy', 'contact'] as const;

/** What the letters say, in the clinic's own words. */
export function Words({ incident, busy, onSave }: { incident: Incident; busy: boolean; onSave: (words: IncidentWords) => void }) {
  const { t } = useTranslation();
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    onSave({ narrative: formText(form, 'narrative'), data: formText(form, 'data'), remedy: formText(form, 'remedy'), contact: formText(form, 'contact') });
  };
  return (
    <Box component="form" onSubmit={submit} aria-label={t('incidents.words')} sx={{ display: 'grid', gap: 1.5 }}>
      <Typography variant="h3">{t('incidents.words')}</Typography>
      {parts.map((part) => <TextField key={part} name={part} label={t(`incidents.word.${part}`)} defaultValue={incident[part]} multiline minRows={2} disabled={incident.status === 'closed'} />)}
      {incident.status === 'closed' ? null : <Button type="submit" variant="outlined" disabled={busy} sx={{ justifySelf: 'start' }}>{t('incidents.saveWords')}</Button>}
    </Box>
  );
}

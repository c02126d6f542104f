import { personName, useJoin, useRepresented } from '@carewright/core';
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import { Link } from '@tanstack/react-router';
import { useState, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useDates } from '../../shell/dates';
import { formText } from '../../shell/forms';
import { Page } from '../../shell/page';
import { Line, Section } from '../../shell/section';
import { errorText, patientAge } from '../../shell/words';
import { CodeFields } from './code-fields';

/** Whom the one who is signed in acts for: each name leads to that record. */
export function Records() {
  const { t } = useTranslation();
  const dates = useDates();
  const represented = useRepresented();
  const patients = represented.data ?? [];
  return (
    <Page title={t('records.title')}>
      <Typography sx={{ mb: 2, maxWidth: 760 }}>{t('records.intro')}</Typography>
      <Section title={t('records.people')} query={represented} empty={t('records.empty')} isEmpty={patients.length === 0}>
        {patients.map((patient) => {
          const name = personName(patient.name)?.full ?? t('patient.noName');
          const open = <Button component={Link} to={`/patients/${patient.id ?? ''}`} variant="contained" aria-label={t('records.openOf', { name })} data-testid="record-open">{t('records.open')}</Button>;
          return (
            <Line key={patient.id} testId="represented" actions={open}>
              <Typography sx={{ fontWeight: 600 }}>{name}</Typography>
              <Typography variant="body2" sx={{ color: 'text.secondary' }}>{[patientAge(t, patient, dates), patient.birthDate ? t('patient.born', { date: dates.date(patient.birthDate) }) : ''].filter(Boolean).join(' · ')}</Typography>
            </Line>
          );
        })}
      </Section>
      <AddPerson />
    </Page>
  );
}

function AddPerson() {
  const { t } = useTranslation();
  const join = useJoin();
  const [isOpen, setOpen] = useState(false);
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    join.mutate({ code: formText(form, 'code'), birthDate: formText(form, 'birthDate') }, { onSuccess: () => setOpen(false) });
  };
  if (!isOpen) return <Button variant="outlined" onClick={() => { join.reset(); setOpen(true); }} data-testid="record-add">{t('records.add')}</Button>;
  return (
    <Box component="form" onSubmit={submit} aria-label={t('records.add')} sx={{ display: 'grid', gap: 2, maxWidth: 480 }}>
      <Typography variant="h2">{t('records.add')}</Typography>
      {join.isError ? <Alert severity="error">{errorText(t, join.error)}</Alert> : null}
      <CodeFields />
      <Box sx={{ display: 'flex', gap: 1, flexWrap: 'wrap' }}>
        <Button onClick={() => setOpen(false)}>{t('proxy.cancel')}</Button>
        <Button type="submit" variant="contained" loading={join.isPending} data-testid="record-add-send">{t('records.addSend')}</Button>
      </Box>
    </Box>
  );
}

import { blockingExceptions, privacyPaper, useExceptions, type ExceptionFilters } from '@carewright/core';
import { Icon } from '@carewright/ui';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import MenuItem from '@mui/material/MenuItem';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { useState, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { formText } from '../../shell/forms';
import { Section } from '../../shell/section';
import { ExceptionForm } from './exception-form';
import { ExceptionLine } from './exception-line';

/** The register of information-blocking exceptions: what was denied or delayed, by which exception, and why. */
export function Exceptions() {
  const { t } = useTranslation();
  const [filters, setFilters] = useState<ExceptionFilters>({});
  const [adding, setAdding] = useState(false);
  const exceptions = useExceptions(filters);
  const uses = exceptions.data?.uses ?? [];
  return (
    <>
      <Typography sx={{ mb: 1.5, maxWidth: 760 }}>{t('rights.exceptionsIntro')}</Typography>
      <Filters onApply={setFilters} />
      <Section
        title={t('rights.register')} query={exceptions} empty={t('rights.exceptionsEmpty')} isEmpty={uses.length === 0}
        action={(
          <>
            <Button component="a" variant="outlined" href={privacyPaper.exceptions(filters)} download="exceptions.csv" startIcon={<Icon name="download" />} data-testid="exceptions-export">{t('rights.csv')}</Button>
            <Button variant="contained" startIcon={<Icon name="add" />} onClick={() => setAdding(true)} data-testid="exception-add">{t('rights.addException')}</Button>
          </>
        )}
      >
        {uses.map((use) => <ExceptionLine key={use.id} use={use} />)}
      </Section>
      {adding ? <ExceptionForm onClose={() => setAdding(false)} /> : null}
    </>
  );
}

function Filters({ onApply }: { onApply: (filters: ExceptionFilters) => void }) {
  const { t } = useTranslation();
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = (name: string) => formText(form, name) || undefined;
    onApply({ exception: text('exception'), from: text('from'), to: text('to') });
  };
  const day = { inputLabel: { shrink: true } };
  return (
    <Box component="form" onSubmit={submit} aria-label={t('rights.filter')} sx={{ display: 'flex', flexWrap: 'wrap', gap: 1, mb: 2 }}>
      <TextField select name="exception" label={t('rights.exception')} defaultValue="" sx={{ minWidth: 220 }} slotProps={{ inputLabel: { shrink: true }, select: { displayEmpty: true } }}>
        <MenuItem value="">{t('rights.anyException')}</MenuItem>
        {blockingExceptions.map((code) => <MenuItem key={code} value={code}>{t(`rights.ground171.${code.replace('.', '-')}`)}</MenuItem>)}
      </TextField>
      <TextField name="from" type="date" label={t('rights.from')} slotProps={day} />
      <TextField name="to" type="date" label={t('rights.to')} slotProps={day} />
      <Button type="submit" variant="outlined" sx={{ alignSelf: 'center' }} data-testid="exceptions-apply">{t('rights.apply')}</Button>
    </Box>
  );
}

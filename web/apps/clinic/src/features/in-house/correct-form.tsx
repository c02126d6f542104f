import { inHouseDoors, measuredValue, useInHouseAct, type InHouseTest } from '@carewright/core';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import MenuItem from '@mui/material/MenuItem';
import TextField from '@mui/material/TextField';
import { useState, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Failure } from '../../shell/failure';
import { ValueField } from './value-field';

/** Puts a result right, or takes it back, with the reason. What stood there before stays in the record. */
export function CorrectForm({ report, test, onDone }: { report: string; test: InHouseTest; onDone: () => void }) {
  const { t } = useTranslation();
  const [how, setHow] = useState('values');
  const [reason, setReason] = useState('');
  const [texts, setTexts] = useState<Readonly<Record<string, string>>>({});
  const correct = useInHouseAct(inHouseDoors.correct);
  const values = test.analytes.flatMap((analyte) => measuredValue(analyte, texts[analyte.code] ?? '') ?? []);
  const isWhole = reason.trim() !== '' && (how === 'error' || values.length === test.analytes.length);
  const send = (event: SubmitEvent) => {
    event.preventDefault();
    correct.mutate({ report, reason, ...(how === 'error' ? {} : { values }) }, { onSuccess: onDone });
  };
  return (
    <Box component="form" onSubmit={send} sx={{ display: 'grid', gap: 1.5, mt: 1 }}>
      <TextField select label={t('inHouse.whatIsWrong')} value={how} onChange={(event) => setHow(event.target.value)} slotProps={{ htmlInput: { 'data-testid': 'correct-how' } }}>
        <MenuItem value="values">{t('inHouse.wrongValue')}</MenuItem>
        <MenuItem value="error">{t('inHouse.wrongPatient')}</MenuItem>
      </TextField>
      {how === 'error' ? null : test.analytes.map((analyte) => <ValueField key={analyte.code} analyte={analyte} value={texts[analyte.code] ?? ''} testId={`correct-${analyte.code}`} onValue={(text) => setTexts((before) => ({ ...before, [analyte.code]: text }))} />)}
      <TextField required label={t('inHouse.reasonOf')} value={reason} onChange={(event) => setReason(event.target.value)} slotProps={{ htmlInput: { 'data-testid': 'correct-reason', maxLength: 2000 } }} />
      <Failure error={correct.error} />
      <Button type="submit" variant="contained" color={how === 'error' ? 'error' : 'primary'} disabled={!isWhole || correct.isPending} data-testid="correct-save">{t(how === 'error' ? 'inHouse.takeBack' : 'inHouse.saveCorrection')}</Button>
    </Box>
  );
}

import { hasArea, inHouseDoors, measuredValue, useInHouse, useInHouseAct, useSession, type InHouseTest } from '@carewright/core';
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import CircularProgress from '@mui/material/CircularProgress';
import MenuItem from '@mui/material/MenuItem';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { Link, useParams } from '@tanstack/react-router';
import { useState, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Card } from '../../shell/card';
import { Failure } from '../../shell/failure';
import { Page } from '../../shell/page';
import { usePatientWords } from '../../shell/patient-words';
import { errorText } from '../../shell/words';
import { Corrections } from './corrections';
import { ResultContext, type Context } from './result-context';
import { ValueField } from './value-field';

/** A test that the clinic does itself, for one patient. */
export function TestPatient() {
  const { patientId } = useParams({ from: '/patients/$patientId/in-house' });
  // A new patient is a new screen: nothing that was entered for the last one may linger in it.
  return <Entry key={patientId} patientId={patientId} />;
}

function Entry({ patientId }: { patientId: string }) {
  const { t } = useTranslation();
  const who = usePatientWords(`Patient/${patientId}`);
  const isOffered = hasArea(useSession(), 'in-house');
  return (
    <Page title={t('inHouse.testPatient')} actions={<Button component={Link} to={`/patients/${patientId}`} variant="outlined">{t('inHouse.toChart')}</Button>}>
      <Typography sx={{ mb: 2, fontWeight: 650, overflowWrap: 'anywhere' }} data-testid="in-house-patient">{who}</Typography>
      {isOffered ? <Box sx={{ display: 'grid', gap: 2, gridTemplateColumns: { xs: 'minmax(0, 1fr)', md: 'repeat(2, minmax(0, 1fr))' }, alignItems: 'start' }}><Choose patientId={patientId} /><Corrections patientId={patientId} /></Box> : <Alert severity="info">{t('errors.forbidden')}</Alert>}
    </Page>
  );
}

function Choose({ patientId }: { patientId: string }) {
  const { t } = useTranslation();
  const state = useInHouse();
  const [code, setCode] = useState('');
  const [told, setTold] = useState<string>();
  const tests = state.data?.tests ?? [];
  const test = tests.find((one) => one.code === code);
  return (
    <Box sx={{ display: 'grid', gap: 2 }}>
      {state.isError ? <Alert severity="error">{errorText(t, state.error)}</Alert> : null}
      <Box role="status">{told === undefined ? null : <Alert severity={told === 'final' ? 'success' : 'warning'} data-testid="in-house-told">{t(`inHouse.told.${told}`)}</Alert>}</Box>
      {state.isPending ? <CircularProgress aria-label={t('panel.loading')} /> : null}
      {state.data === undefined ? null : <TextField select label={t('inHouse.test')} value={code} onChange={(event) => { setCode(event.target.value); setTold(undefined); }} slotProps={{ htmlInput: { 'data-testid': 'in-house-test' } }}>
        {tests.map((one) => <MenuItem key={one.code} value={one.code}>{one.name}</MenuItem>)}
      </TextField>}
      {test === undefined ? null : <ResultForm key={test.code} patientId={patientId} test={test} onDone={(status) => { setTold(status); setCode(''); }} />}
    </Box>
  );
}

function ResultForm({ patientId, test, onDone }: { patientId: string; test: InHouseTest; onDone: (status: string) => void }) {
  const { t } = useTranslation();
  const [kit, setKit] = useState('');
  const [internal, setInternal] = useState('');
  const [texts, setTexts] = useState<Readonly<Record<string, string>>>({});
  const [context, setContext] = useState<Context>({});
  const enter = useInHouseAct(inHouseDoors.enter);
  const barred = test.isCertified ? (test.mayReport ? undefined : 'competency') : 'certificate';
  const isInvalid = internal === 'no';
  const values = isInvalid ? [] : test.analytes.flatMap((analyte) => measuredValue(analyte, texts[analyte.code] ?? '') ?? []);
  const isWhole = barred === undefined && kit !== '' && (!test.hasInternalControl || internal !== '') && (isInvalid || values.length === test.analytes.length);
  const send = (event: SubmitEvent) => {
    event.preventDefault();
    enter.mutate({ patient: `Patient/${patientId}`, test: test.code, kit, values, ...context, ...(test.hasInternalControl ? { internalControl: !isInvalid } : {}) }, { onSuccess: (answer) => onDone(answer.status) });
  };
  return (
    <Card title={test.name}>
      <Box component="form" onSubmit={send} sx={{ display: 'grid', gap: 1.5 }}>
        <TextField select required label={t('inHouse.lot')} value={kit} onChange={(event) => setKit(event.target.value)} helperText={test.kits.length === 0 ? t('inHouse.noLots') : undefined} slotProps={{ htmlInput: { 'data-testid': 'in-house-kit' } }}>
          {test.kits.map((one) => <MenuItem key={one.id} value={one.id} disabled={one.reasons.length > 0}>{[one.lot, ...one.reasons.map((reason) => t(`inHouse.reason.${reason}`))].join(' · ')}</MenuItem>)}
        </TextField>
        {test.hasInternalControl ? (
          <TextField select required label={t('inHouse.internal')} value={internal} onChange={(event) => setInternal(event.target.value)} helperText={isInvalid ? t('inHouse.invalid') : undefined} slotProps={{ htmlInput: { 'data-testid': 'in-house-internal' } }}>
            <MenuItem value="yes">{t('inHouse.seen')}</MenuItem>
            <MenuItem value="no">{t('inHouse.notSeen')}</MenuItem>
          </TextField>
        ) : null}
        {isInvalid ? null : test.analytes.map((analyte) => <ValueField key={analyte.code} analyte={analyte} value={texts[analyte.code] ?? ''} testId={`value-${analyte.code}`} onValue={(text) => setTexts((before) => ({ ...before, [analyte.code]: text }))} />)}
        <ResultContext patientId={patientId} test={test} context={context} onChange={setContext} />
        {barred ? <Alert severity="error" data-testid="barred">{t(`inHouse.barred.${barred}`)}</Alert> : null}
        <Failure error={enter.error} />
        <Button type="submit" variant="contained" disabled={!isWhole || enter.isPending} data-testid="in-house-save">{t(isInvalid ? 'inHouse.saveInvalid' : 'inHouse.save')}</Button>
      </Box>
    </Card>
  );
}

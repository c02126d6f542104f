import { usePatient, useRegistryQuery, type RegistryLine } from '@carewright/core';
import { HttpError } from '@carewright/fhir-client';
import Alert from '@mui/material/Alert';
import Button from '@mui/material/Button';
import Checkbox from '@mui/material/Checkbox';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import FormControlLabel from '@mui/material/FormControlLabel';
import MenuItem from '@mui/material/MenuItem';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import useMediaQuery from '@mui/material/useMediaQuery';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { errorText } from '../../../shell/words';
import { Candidates } from './candidates';
import { History } from './history';

interface RegistryDialogProps {
  readonly patientId: string;
  readonly registries: readonly RegistryLine[];
  readonly onClose: () => void;
}

/** Asks a registry, and shows what it has beside what the chart has. What came is gone when it is closed. */
export function RegistryDialog({ patientId, registries, onClose }: RegistryDialogProps) {
  const { t } = useTranslation();
  const isSmall = useMediaQuery('(max-width:600px)');
  const [registry, setRegistry] = useState(registries[0]?.id ?? '');
  const [hasForecast, setForecast] = useState(true);
  const patient = usePatient(patientId);
  const query = useRegistryQuery(registry);
  const answer = query.data;
  const ask = (place?: number) => query.mutate({ patient: patientId, hasForecast, candidate: place === undefined || !answer ? null : { message: answer.message, place } });
  return (
    <Dialog open onClose={onClose} fullScreen={isSmall} fullWidth maxWidth="md" aria-labelledby="registry-title" data-testid="registry-dialog">
      <DialogTitle id="registry-title">{t('registry.title')}</DialogTitle>
      <DialogContent sx={{ display: 'grid', gap: 2, alignContent: 'start' }}>
        <Typography variant="body2">{t('registry.intro')}</Typography>
        {registries.length > 1 ? (
          <TextField select label={t('registry.which')} value={registry} onChange={(event) => { setRegistry(event.target.value); query.reset(); }} sx={{ mt: 1 }}>
            {registries.map((one) => <MenuItem key={one.id} value={one.id}>{one.name}</MenuItem>)}
          </TextField>
        ) : <Typography sx={{ fontWeight: 650, overflowWrap: 'anywhere' }}>{registries[0]?.name}</Typography>}
        <FormControlLabel control={<Checkbox checked={hasForecast} onChange={(_, on) => setForecast(on)} />} label={t('registry.forecast')} />
        {query.error ? <Alert severity="error" data-testid="registry-error">{errorOf(query.error, t)}</Alert> : null}
        {answer?.outcome === 'Nobody' || answer?.outcome === 'TooMany' ? <Alert severity="info" data-testid="registry-nobody">{t(`registry.${answer.outcome}`)}</Alert> : null}
        {answer?.outcome === 'Several' ? <Candidates persons={answer.persons} pending={query.isPending} onChoose={ask} /> : null}
        {answer?.outcome === 'Found' ? <History key={answer.message} registry={registry} patientId={patientId} answer={answer} birthDate={patient.data?.birthDate} /> : null}
      </DialogContent>
      <DialogActions>
        <Button onClick={onClose}>{t('registry.close')}</Button>
        <Button variant={answer ? 'outlined' : 'contained'} loading={query.isPending} onClick={() => ask()} data-testid="registry-go">{t(answer ? 'registry.again' : 'registry.go')}</Button>
      </DialogActions>
    </Dialog>
  );
}

function errorOf(error: unknown, t: ReturnType<typeof useTranslation>['t']): string {
  const status = error instanceof HttpError ? error.status : 0;
  return status === 504 ? t('registry.silent') : status === 502 ? t('registry.refused') : errorText(t, error);
}

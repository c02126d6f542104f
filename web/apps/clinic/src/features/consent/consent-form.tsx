import { personName, useSession, type ConsentRequest, type ConsentScope } from '@carewright/core';
import type { Patient } from '@carewright/fhir-client';
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Checkbox from '@mui/material/Checkbox';
import Typography from '@mui/material/Typography';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { scopeWords } from '../../shell/scope-words';
import { PatientChoice } from './patient-choice';

interface ConsentFormProps {
  readonly request: ConsentRequest;
  readonly busy: boolean;
  readonly onDecide: (choice: { scopes: readonly string[]; patient: string | null } | undefined) => void;
}

/** Each thing that is asked for can be taken away; refusing is as easy as allowing. */
export function ConsentForm({ request, busy, onDecide }: ConsentFormProps) {
  const { t } = useTranslation();
  const session = useSession();
  const [off, setOff] = useState<ReadonlySet<string>>(new Set());
  const [patient, setPatient] = useState<Patient>();
  const kept = request.scopes.filter((one) => !off.has(one.scope)).map((one) => one.scope);
  const missing = request.needsPatient && patient?.id === undefined;
  const toggle = (scope: string) => setOff((before) => (before.has(scope) ? new Set([...before].filter((one) => one !== scope)) : new Set([...before, scope])));
  return (
    <>
      {request.app.description ? <Typography variant="body2" sx={{ color: 'text.secondary' }}>{request.app.description}</Typography> : null}
      <Typography variant="body2">{t('consent.who', { name: session.display, host: request.app.host })}</Typography>
      {request.needsPatient ? <PatientChoice patient={patient} onChange={setPatient} /> : null}
      {request.isAsked ? (
        <Box component="fieldset" sx={{ border: 0, p: 0, m: 0, display: 'grid', gap: 0.5 }}>
          <Typography component="legend" sx={{ fontWeight: 650, mb: 0.5, p: 0 }}>{t('consent.asks')}</Typography>
          {request.scopes.map((scope) => <ScopeLine key={scope.scope} scope={scope} isOn={!off.has(scope.scope)} onToggle={() => toggle(scope.scope)} />)}
        </Box>
      ) : null}
      {request.scopes.some((one) => one.mayChange && !off.has(one.scope)) ? <Alert severity="warning">{t('consent.changes')}</Alert> : null}
      <Typography variant="body2" sx={{ color: 'text.secondary' }}>{t('consent.later')}</Typography>
      <Box sx={{ display: 'grid', gridTemplateColumns: { xs: '1fr', sm: '1fr 1fr' }, gap: 1.5 }}>
        <Button variant="outlined" size="large" disabled={busy} onClick={() => onDecide(undefined)} data-testid="consent-deny">{t('consent.deny')}</Button>
        <Button variant="contained" size="large" loading={busy} disabled={kept.length === 0 || missing} onClick={() => onDecide({ scopes: kept, patient: patient?.id ? `Patient/${patient.id}` : null })} data-testid="consent-allow">
          {missing || !patient ? t('consent.allow') : t('consent.allowFor', { name: personName(patient.name)?.full ?? patient.id })}
        </Button>
      </Box>
    </>
  );
}

function ScopeLine({ scope, isOn, onToggle }: { scope: ConsentScope; isOn: boolean; onToggle: () => void }) {
  const { t } = useTranslation();
  const id = useId();
  const { title, detail } = scopeWords(t, scope);
  return (
    <Box sx={{ display: 'flex', alignItems: 'flex-start', gap: 0.5, minHeight: 36 }} data-testid="consent-scope">
      <Checkbox id={id} checked={isOn} onChange={onToggle} slotProps={{ input: detail === '' ? {} : { 'aria-describedby': `${id}-detail` } }} sx={{ mt: -0.5 }} />
      <Box>
        <Typography component="label" htmlFor={id} sx={{ fontWeight: 550, display: 'block' }}>{title}</Typography>
        {detail === '' ? null : <Typography id={`${id}-detail`} variant="body2" sx={{ color: 'text.secondary' }}>{detail}</Typography>}
      </Box>
    </Box>
  );
}

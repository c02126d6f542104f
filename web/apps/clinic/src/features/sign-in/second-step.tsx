import { account, isDeclined, passkeysWork, useServer, useSessionControls, type FactorKind, type FactorNeeded, type Session } from '@carewright/core';
import { HttpError } from '@carewright/fhir-client';
import Alert from '@mui/material/Alert';
import Button from '@mui/material/Button';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { useState, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { formText } from '../../shell/forms';
import { FrontDoor } from '../../shell/front-door';
import { signInError } from './sign-in-error';

/** The second step of a sign-in: one way at a time, the likeliest first, the others a press away. */
export function SecondStep({ needed, onEnd }: { needed: FactorNeeded; onEnd: (isOver: boolean) => void }) {
  const { t } = useTranslation();
  const { client } = useServer();
  const { enter } = useSessionControls();
  const kinds = needed.kinds.filter((kind) => kind !== 'passkey' || passkeysWork());
  const [kind, setKind] = useState<FactorKind>(kinds[0] ?? 'totp');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();

  const attempt = (work: Promise<Session>) => {
    setBusy(true);
    setError(undefined);
    work.then(enter, (failure: unknown) => {
      setBusy(false);
      if (failure instanceof HttpError && failure.code === 'challenge-ended') onEnd(true);
      else setError(isDeclined(failure) ? undefined : failure);
    });
  };

  return (
    <FrontDoor title={t('signIn.secondTitle')}>
      <Typography variant="body2">{t(`signIn.ask.${kind}`)}</Typography>
      {error === undefined ? null : <Alert severity="error">{signInError(t, error)}</Alert>}
      {kind === 'passkey'
        ? <Button variant="contained" size="large" loading={busy} onClick={() => attempt(account.signInByPasskey(client, needed.challenge))} data-testid="factor-passkey">{t('signIn.usePasskey')}</Button>
        : <CodeForm key={kind} kind={kind} busy={busy} onCode={(code) => attempt(account.proveFactor(client, needed.challenge, kind, code))} />}
      {kinds.filter((other) => other !== kind).map((other) => (
        <Button key={other} onClick={() => { setKind(other); setError(undefined); }} data-testid={`factor-other-${other}`}>{t(`signIn.instead.${other}`)}</Button>
      ))}
      <Button color="inherit" onClick={() => onEnd(false)}>{t('signIn.back')}</Button>
    </FrontDoor>
  );
}

function CodeForm({ kind, busy, onCode }: { kind: FactorKind; busy: boolean; onCode: (code: string) => void }) {
  const { t } = useTranslation();
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    onCode(formText(new FormData(event.currentTarget), 'code'));
  };
  return (
    <form onSubmit={submit} style={{ display: 'grid', gap: 16 }}>
      <TextField
        name="code" label={t('signIn.code')} required autoFocus autoComplete={kind === 'totp' ? 'one-time-code' : 'off'}
        slotProps={{ htmlInput: { 'data-testid': 'factor-code', inputMode: kind === 'totp' ? 'numeric' : 'text', autoCapitalize: 'characters', spellCheck: false } }}
      />
      <Button type="submit" variant="contained" size="large" loading={busy} data-testid="factor-submit">{t('signIn.submit')}</Button>
    </form>
  );
}

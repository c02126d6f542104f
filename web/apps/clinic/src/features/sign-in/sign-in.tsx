import { account, isDeclined, passkeysWork, useServer, useSessionControls, type FactorNeeded, type Session } from '@carewright/core';
import Alert from '@mui/material/Alert';
import Button from '@mui/material/Button';
import TextField from '@mui/material/TextField';
import { Link, useLocation } from '@tanstack/react-router';
import { useState, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { formSecret, formText } from '../../shell/forms';
import { FrontDoor } from '../../shell/front-door';
import { ByDirectory, Returned } from './by-directory';
import { SecondStep } from './second-step';
import { signInError } from './sign-in-error';

/** Name and password, or a passkey alone; then the second factor, where there is one. */
export function SignIn() {
  const { t } = useTranslation();
  const { state } = useSessionControls();
  const [needed, setNeeded] = useState<FactorNeeded>();
  const [ended, setEnded] = useState(false);
  const returned = useLocation({ select: (location) => (location.search as { returned?: string }).returned });
  const reason = state.kind === 'signed-out' ? state.reason : undefined;
  if (needed) return <SecondStep needed={needed} onEnd={(isOver) => { setNeeded(undefined); setEnded(isOver); }} />;
  if (returned) return <Returned key={returned} returned={returned} onNeeded={setNeeded} />;
  return (
    <FrontDoor title={t('signIn.title')}>
      {ended ? <Alert severity="info">{t('signIn.startAnew')}</Alert> : reason ? <Alert severity="info">{t(`signIn.reason.${reason}`)}</Alert> : null}
      <FirstStep onNeeded={setNeeded} />
      <Button component={Link} to="/join" data-testid="sign-in-join">{t('records.haveCode')}</Button>
    </FrontDoor>
  );
}

function FirstStep({ onNeeded }: { onNeeded: (needed: FactorNeeded) => void }) {
  const { t } = useTranslation();
  const { client } = useServer();
  const { signIn, enter } = useSessionControls();
  const [busy, setBusy] = useState<'password' | 'passkey'>();
  const [error, setError] = useState<unknown>();

  const attempt = (kind: 'password' | 'passkey', work: Promise<FactorNeeded | Session | undefined>) => {
    setBusy(kind);
    setError(undefined);
    work.then((answer) => {
      if (answer === undefined) return;
      setBusy(undefined);
      if ('challenge' in answer) onNeeded(answer);
      else enter(answer);
    }, (failure: unknown) => {
      setError(isDeclined(failure) ? undefined : failure);
      setBusy(undefined);
    });
  };
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    attempt('password', signIn(formText(form, 'userName'), formSecret(form, 'password')));
  };

  return (
    <>
      {error === undefined ? null : <Alert severity="error">{signInError(t, error)}</Alert>}
      <form onSubmit={submit} style={{ display: 'grid', gap: 16 }}>
        <TextField name="userName" label={t('signIn.user')} required autoFocus autoComplete="username" slotProps={{ htmlInput: { 'data-testid': 'sign-in-user', autoCapitalize: 'none', spellCheck: false } }} />
        <TextField name="password" type="password" label={t('signIn.password')} required autoComplete="current-password" slotProps={{ htmlInput: { 'data-testid': 'sign-in-password' } }} />
        <Button type="submit" variant="contained" size="large" loading={busy === 'password'} data-testid="sign-in-submit">{t('signIn.submit')}</Button>
      </form>
      {passkeysWork() ? <Button size="large" loading={busy === 'passkey'} onClick={() => attempt('passkey', account.signInByPasskey(client))} data-testid="sign-in-passkey">{t('signIn.byPasskey')}</Button> : null}
      <ByDirectory onError={setError} />
    </>
  );
}

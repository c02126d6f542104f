import { useSessionControls } from '@carewright/core';
import { HttpError } from '@carewright/fhir-client';
import Alert from '@mui/material/Alert';
import Button from '@mui/material/Button';
import TextField from '@mui/material/TextField';
import { useState, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { formSecret, formText } from '../../shell/forms';
import { FrontDoor } from '../../shell/front-door';
import { errorText } from '../../shell/words';

export function SignIn() {
  const { t } = useTranslation();
  const { state, signIn } = useSessionControls();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const reason = state.kind === 'signed-out' ? state.reason : undefined;

  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setBusy(true);
    setError(undefined);
    signIn(formText(form, 'userName'), formSecret(form, 'password')).catch((failure: unknown) => {
      setError(failure);
      setBusy(false);
    });
  };

  return (
    <FrontDoor title={t('signIn.title')}>
      {error === undefined && reason ? <Alert severity="info">{t(`signIn.reason.${reason}`)}</Alert> : null}
      {error === undefined ? null : <Alert severity="error">{signInError(t, error)}</Alert>}
      <form onSubmit={submit} style={{ display: 'grid', gap: 16 }}>
        <TextField name="userName" label={t('signIn.user')} required autoFocus autoComplete="username" slotProps={{ htmlInput: { 'data-testid': 'sign-in-user', autoCapitalize: 'none', spellCheck: false } }} />
        <TextField name="password" type="password" label={t('signIn.password')} required autoComplete="current-password" slotProps={{ htmlInput: { 'data-testid': 'sign-in-password' } }} />
        <Button type="submit" variant="contained" size="large" loading={busy} data-testid="sign-in-submit">{t('signIn.submit')}</Button>
      </form>
    </FrontDoor>
  );
}

function signInError(t: ReturnType<typeof useTranslation>['t'], error: unknown): string {
  if (error instanceof HttpError && error.status === 423) {
    return t('signIn.lockedOut', { count: Math.max(1, Math.ceil((error.retryAfterSeconds ?? 60) / 60)) });
  }
  return error instanceof HttpError && error.status === 401 ? t('signIn.badCredentials') : errorText(t, error);
}

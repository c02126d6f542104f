import { useSessionControls } from '@carewright/core';
import { HttpError } from '@carewright/fhir-client';
import Alert from '@mui/material/Alert';
import Button from '@mui/material/Button';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { useState, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { formSecret, formText } from '../../shell/forms';
import { FrontDoor } from '../../shell/front-door';
import { errorText } from '../../shell/words';

const fields = [
  { name: 'code', autoComplete: 'one-time-code' },
  { name: 'tenant', autoComplete: 'organization' },
  { name: 'display', autoComplete: 'name' },
  { name: 'userName', autoComplete: 'username' },
  { name: 'password', autoComplete: 'new-password' },
] as const;

/** First start: the holder of the console's one-time code names the clinic and becomes its first administrator. */
export function Setup() {
  const { t } = useTranslation();
  const { setUp, reload } = useSessionControls();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();

  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = (name: string) => formText(form, name);
    setBusy(true);
    setError(undefined);
    setUp({ code: text('code'), tenant: text('tenant'), display: text('display'), userName: text('userName'), password: formSecret(form, 'password') }).catch((failure: unknown) => {
      setError(failure);
      setBusy(false);
    });
  };
  const done = error instanceof HttpError && error.status === 409;

  return (
    <FrontDoor title={t('setup.title')}>
      <Typography variant="body2">{t('setup.text')}</Typography>
      {error === undefined ? null : <SetupError error={error} />}
      {done ? <Button onClick={() => void reload()}>{t('setup.toSignIn')}</Button> : null}
      <form onSubmit={submit} style={{ display: 'grid', gap: 14 }}>
        {fields.map(({ name, autoComplete }) => (
          <TextField key={name} name={name} label={t(`setup.${name}`)} required autoFocus={name === 'code'} autoComplete={autoComplete} type={name === 'password' ? 'password' : 'text'} helperText={name === 'code' ? t('setup.codeHelp') : undefined} />
        ))}
        <Button type="submit" variant="contained" size="large" loading={busy}>{t('setup.submit')}</Button>
      </form>
    </FrontDoor>
  );
}

function SetupError({ error }: { error: unknown }) {
  const { t } = useTranslation();
  if (error instanceof HttpError && error.status === 403) return <Alert severity="error">{t('setup.badCode')}</Alert>;
  if (error instanceof HttpError && error.status === 409) return <Alert severity="info">{t('setup.already')}</Alert>;
  const issues = error instanceof HttpError ? error.issues : [];
  return (
    <Alert severity="error">
      {issues.length > 0 ? issues.map((issue) => <div key={`${issue.location ?? ''}${issue.message}`}>{issue.message}</div>) : errorText(t, error)}
    </Alert>
  );
}

import { useJoin, useSessionControls } from '@carewright/core';
import { HttpError } from '@carewright/fhir-client';
import Alert from '@mui/material/Alert';
import Button from '@mui/material/Button';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { Link, useNavigate } from '@tanstack/react-router';
import { type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { formSecret, formText } from '../../shell/forms';
import { FrontDoor } from '../../shell/front-door';
import { errorText } from '../../shell/words';
import { CodeFields } from './code-fields';

/** An account for whoever was handed a code, made by the code. */
export function Join() {
  const { t } = useTranslation();
  const join = useJoin();
  const { signIn } = useSessionControls();
  const navigate = useNavigate();
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const [userName, password] = [formText(form, 'userName'), formSecret(form, 'password')];
    // Where signing in asks for more, the page for it takes over.
    join.mutate({ code: formText(form, 'code'), birthDate: formText(form, 'birthDate'), userName, password }, { onSuccess: () => { signIn(userName, password).catch(() => navigate({ to: '/sign-in' })); } });
  };
  const issues = join.error instanceof HttpError ? join.error.issues : [];
  return (
    <FrontDoor title={t('records.joinTitle')}>
      <Typography variant="body2">{t('records.joinIntro')}</Typography>
      {join.isError ? <Alert severity="error">{issues.length > 0 ? issues.map((issue) => <div key={issue.message}>{issue.message}</div>) : errorText(t, join.error)}</Alert> : null}
      <form onSubmit={submit} style={{ display: 'grid', gap: 16 }}>
        <CodeFields />
        <TextField name="userName" label={t('records.userName')} helperText={t('records.userNameHelp')} required autoComplete="username" slotProps={{ htmlInput: { 'data-testid': 'join-user', autoCapitalize: 'none', spellCheck: false } }} />
        <TextField name="password" type="password" label={t('records.password')} helperText={t('records.passwordHelp')} required autoComplete="new-password" slotProps={{ htmlInput: { 'data-testid': 'join-password' } }} />
        <Button type="submit" variant="contained" size="large" loading={join.isPending} data-testid="join-submit">{t('records.join')}</Button>
      </form>
      <Button component={Link} to="/sign-in">{t('records.haveAccount')}</Button>
    </FrontDoor>
  );
}

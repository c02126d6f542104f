import { account, useAccountAct, useSessionControls } from '@carewright/core';
import { HttpError } from '@carewright/fhir-client';
import Alert from '@mui/material/Alert';
import Button from '@mui/material/Button';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { useRef, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { formSecret } from '../../shell/forms';
import { errorText } from '../../shell/words';
import { Card } from './card';
import { useStepUp } from './step-up';

/** Changing the own password; every other browser is signed out by it. */
export function Password() {
  const { t } = useTranslation();
  const { enter } = useSessionControls();
  const stepUp = useStepUp();
  const formRef = useRef<HTMLFormElement>(null);
  const change = useAccountAct((client, { old, fresh }: { old: string; fresh: string }) => account.changePassword(client, old, fresh));
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const input = { old: formSecret(form, 'old'), fresh: formSecret(form, 'new') };
    stepUp(() => change.mutate(input, { onSuccess: (session) => { formRef.current?.reset(); enter(session); } }));
  };
  const issues = change.error instanceof HttpError ? change.error.issues : [];
  return (
    <Card title={t('account.password.title')}>
      <Typography variant="body2">{t('account.password.text')}</Typography>
      {change.isSuccess ? <Alert severity="success">{t('account.password.done')}</Alert> : null}
      {change.isError ? (
        <Alert severity="error">
          {issues.length > 0 ? issues.map((issue) => <div key={issue.message}>{issue.message}</div>) : change.error instanceof HttpError && change.error.code === 'bad-password' ? t('account.password.wrong') : errorText(t, change.error)}
        </Alert>
      ) : null}
      <form ref={formRef} onSubmit={submit} style={{ display: 'grid', gap: 16 }}>
        <TextField name="old" type="password" label={t('account.password.old')} required autoComplete="current-password" />
        <TextField name="new" type="password" label={t('account.password.new')} required autoComplete="new-password" helperText={t('account.password.help')} />
        <Button type="submit" variant="outlined" loading={change.isPending} data-testid="password-change" sx={{ justifySelf: 'start' }}>{t('account.password.change')}</Button>
      </form>
    </Card>
  );
}

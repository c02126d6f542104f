import { account, isDeclined, useAccountAct, type FactorAdded } from '@carewright/core';
import { HttpError } from '@carewright/fhir-client';
import Alert from '@mui/material/Alert';
import Button from '@mui/material/Button';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import type { SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { formText } from '../../shell/forms';
import { errorText } from '../../shell/words';

/** Makes a passkey on this device or a security key, under a name that its owner will know it by. */
export function AddPasskey({ onAdded }: { onAdded: (added: FactorAdded) => void }) {
  const { t } = useTranslation();
  const add = useAccountAct(account.addPasskey);
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    add.mutate(formText(new FormData(event.currentTarget), 'name'), { onSuccess: onAdded });
  };
  return (
    <form onSubmit={submit} style={{ display: 'grid', gap: 16 }}>
      <Typography variant="body2">{t('account.passkey.text')}</Typography>
      {add.isError ? <Alert severity={isDeclined(add.error) ? 'info' : 'error'}>{addError(t, add.error)}</Alert> : null}
      <TextField name="name" label={t('account.passkey.name')} defaultValue={t('account.passkey.defaultName')} required autoComplete="off" slotProps={{ htmlInput: { maxLength: 60 } }} />
      <Button type="submit" variant="contained" loading={add.isPending} data-testid="passkey-add">{t('account.passkey.add')}</Button>
    </form>
  );
}

function addError(t: ReturnType<typeof useTranslation>['t'], error: unknown): string {
  if (error instanceof DOMException) return t(error.name === 'InvalidStateError' ? 'account.passkey.already' : 'account.passkey.declined');
  return error instanceof HttpError && error.code === 'bad-passkey' ? t('account.passkey.bad') : errorText(t, error);
}

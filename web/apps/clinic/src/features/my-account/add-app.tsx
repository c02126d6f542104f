import { account, useAccountAct, type FactorAdded } from '@carewright/core';
import { HttpError } from '@carewright/fhir-client';
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Skeleton from '@mui/material/Skeleton';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { useEffect, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { formText } from '../../shell/forms';
import { errorText } from '../../shell/words';

/** Sets up an authenticator app: a picture to scan, the same as text, and the first code as proof. */
export function AddApp({ onAdded }: { onAdded: (added: FactorAdded) => void }) {
  const { t } = useTranslation();
  const begin = useAccountAct(account.beginTotp);
  const confirm = useAccountAct(account.confirmTotp);
  const { mutate } = begin;
  useEffect(() => mutate(undefined), [mutate]);
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    confirm.mutate(formText(new FormData(event.currentTarget), 'code'), { onSuccess: onAdded });
  };
  if (begin.isError) return <Alert severity="error">{errorText(t, begin.error)}</Alert>;
  return (
    <Box sx={{ display: 'grid', gap: 2 }}>
      <Typography variant="body2">{t('account.app.scan')}</Typography>
      {begin.data
        ? <Box component="img" src={begin.data.picture} alt={t('account.app.picture')} sx={{ width: 200, height: 200, justifySelf: 'center', bgcolor: 'common.white', p: 1, borderRadius: 1 }} />
        : <Skeleton variant="rounded" width={200} height={200} sx={{ justifySelf: 'center' }} />}
      <Typography variant="body2">{t('account.app.byHand')}</Typography>
      <Typography data-testid="totp-secret" sx={{ fontFamily: 'monospace', fontSize: '0.875rem', overflowWrap: 'anywhere', minHeight: '2.5em' }}>{groups(begin.data?.secret ?? '')}</Typography>
      <form onSubmit={submit} style={{ display: 'grid', gap: 16 }}>
        {confirm.isError ? <Alert severity="error">{confirm.error instanceof HttpError && confirm.error.code === 'bad-factor' ? t('account.app.badCode') : errorText(t, confirm.error)}</Alert> : null}
        <TextField name="code" label={t('account.app.code')} required autoComplete="one-time-code" slotProps={{ htmlInput: { inputMode: 'numeric', 'data-testid': 'totp-code' } }} />
        <Button type="submit" variant="contained" loading={confirm.isPending} disabled={!begin.data} data-testid="totp-confirm">{t('account.app.confirm')}</Button>
      </form>
    </Box>
  );
}

function groups(secret: string): string {
  return secret.replace(/(.{4})(?=.)/g, '$1 ');
}

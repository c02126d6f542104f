import { account, passkeysWork, useAccountAct, useSessionControls, type FactorAdded, type OwnAccount } from '@carewright/core';
import { Status } from '@carewright/ui';
import { HttpError } from '@carewright/fhir-client';
import Alert from '@mui/material/Alert';
import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import Typography from '@mui/material/Typography';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDates } from '../../shell/dates';
import { errorText } from '../../shell/words';
import { AddApp } from './add-app';
import { AddPasskey } from './add-passkey';
import { Card, Line, Lines } from './card';
import { RecoveryCodes } from './recovery-codes';
import { useStepUp } from './step-up';

type Open = { readonly kind: 'totp' } | { readonly kind: 'passkey' } | { readonly kind: 'codes'; readonly codes: readonly string[] };

/** The second factors of the person: what there is, adding and removing. */
export function Factors({ own }: { own: OwnAccount }) {
  const { t } = useTranslation();
  const stepUp = useStepUp();
  const { enter } = useSessionControls();
  const [open, setOpen] = useState<Open>();
  const renew = useAccountAct(account.renewCodes);
  const remove = useAccountAct((client, id: string) => (id === 'totp' ? account.removeTotp(client) : account.removePasskey(client, id)));
  const added = (result: FactorAdded) => {
    enter(result.session);
    setOpen(result.recoveryCodes ? { kind: 'codes', codes: result.recoveryCodes } : undefined);
  };
  const hasAny = own.factors.totp !== null || own.factors.passkeys.length > 0;
  return (
    <Card title={t('account.factors.title')}>
      <Typography variant="body2">{t(hasAny ? 'account.factors.some' : own.required ? 'account.factors.needed' : 'account.factors.none')}</Typography>
      {remove.isError ? <Alert severity="error">{remove.error instanceof HttpError && remove.error.code === 'factor-required' ? t('account.factors.keep') : errorText(t, remove.error)}</Alert> : null}
      <FactorLines own={own} onRemove={(id) => stepUp(() => remove.mutate(id))} onRenew={() => stepUp(() => renew.mutate(undefined, { onSuccess: ({ recoveryCodes }) => setOpen({ kind: 'codes', codes: recoveryCodes }) }))} />
      <div style={{ display: 'flex', flexWrap: 'wrap', gap: 8 }}>
        <Button variant="outlined" onClick={() => stepUp(() => setOpen({ kind: 'totp' }))} data-testid="add-totp">{t(own.factors.totp ? 'account.factors.replaceApp' : 'account.factors.addApp')}</Button>
        {passkeysWork() ? <Button variant="outlined" onClick={() => stepUp(() => setOpen({ kind: 'passkey' }))} data-testid="add-passkey">{t('account.factors.addPasskey')}</Button> : null}
      </div>
      {open ? (
        <Dialog open onClose={open.kind === 'codes' ? undefined : () => setOpen(undefined)} fullWidth maxWidth="xs" aria-labelledby="factor-title">
          <DialogTitle id="factor-title">{t(open.kind === 'codes' ? 'account.codes.title' : open.kind === 'totp' ? 'account.factors.addApp' : 'account.factors.addPasskey')}</DialogTitle>
          <DialogContent>
            {open.kind === 'totp' ? <AddApp onAdded={added} /> : open.kind === 'passkey' ? <AddPasskey onAdded={added} /> : <RecoveryCodes codes={open.codes} onDone={() => setOpen(undefined)} />}
          </DialogContent>
        </Dialog>
      ) : null}
    </Card>
  );
}

function FactorLines({ own, onRemove, onRenew }: { own: OwnAccount; onRemove: (id: string) => void; onRenew: () => void }) {
  const { t } = useTranslation();
  const dates = useDates();
  const { totp, passkeys, recoveryCodesLeft } = own.factors;
  const used = (moment: string | null) => (moment ? t('account.factors.used', { when: dates.dateTime(moment) }) : t('account.factors.unused'));
  return (
    <Lines>
      {totp ? <Line title={t('account.factors.app')} text={used(totp.lastUsed)} actions={<Button color="error" onClick={() => onRemove('totp')} aria-label={t('account.factors.removeNamed', { name: t('account.factors.app') })}>{t('account.factors.remove')}</Button>} /> : null}
      {passkeys.map((passkey) => (
        <Line key={passkey.id} title={passkey.name} text={`${t('account.factors.passkey')} · ${used(passkey.lastUsed)}`}
          actions={<Button color="error" onClick={() => onRemove(passkey.id)} aria-label={t('account.factors.removeNamed', { name: passkey.name })}>{t('account.factors.remove')}</Button>} />
      ))}
      {totp || passkeys.length > 0 ? (
        <Line title={t('account.codes.title')} text={t('account.factors.codesLeft', { count: recoveryCodesLeft })}
          actions={<>{recoveryCodesLeft < 3 ? <Status tone="warning">{t('account.factors.few')}</Status> : null}<Button onClick={onRenew} data-testid="renew-codes">{t('account.factors.renew')}</Button></>} />
      ) : null}
    </Lines>
  );
}

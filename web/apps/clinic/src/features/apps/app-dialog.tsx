import { appKinds, certificateKinds, useRegisterApp, type AppDraft, type AppKind, type CertificateKind, type RegisteredApp } from '@carewright/core';
import Alert from '@mui/material/Alert';
import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import MenuItem from '@mui/material/MenuItem';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { useState, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Failure } from '../../shell/failure';
import { formText } from '../../shell/forms';
import { words } from './app-edit';
import { CertificateFields, readCertificates } from './certificate-fields';

/** Registers an app; it still has to be approved. A secret is shown this once. */
export function AppDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const register = useRegisterApp();
  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="sm" aria-labelledby="app-dialog-title">
      <DialogTitle id="app-dialog-title">{t('apps.add')}</DialogTitle>
      {register.data ? <Made app={register.data} onClose={onClose} /> : <Form error={register.error} busy={register.isPending} onSubmit={(draft) => register.mutate(draft)} onClose={onClose} />}
    </Dialog>
  );
}

function Form({ error, busy, onSubmit, onClose }: { error: unknown; busy: boolean; onSubmit: (draft: AppDraft) => void; onClose: () => void }) {
  const { t } = useTranslation();
  const [works, setWorks] = useState<'people' | 'itself'>('people');
  const [kind, setKind] = useState<AppKind>('public');
  const [partnerKind, setPartnerKind] = useState<'key' | CertificateKind>('key');
  const isBackend = works === 'itself';
  const proof = isBackend ? partnerKind : kind;
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    onSubmit(readDraft(new FormData(event.currentTarget), proof, isBackend));
  };
  return (
    <form onSubmit={submit}>
      <DialogContent sx={{ display: 'grid', gap: 2, '&.MuiDialogContent-root': { pt: 1 } }}>
        <Failure error={error} />
        <TextField name="name" label={t('apps.form.name')} required autoFocus autoComplete="off" />
        <TextField name="description" label={t('apps.form.description')} helperText={t('apps.form.descriptionHelp')} autoComplete="off" />
        <TextField select label={t('apps.form.works')} value={works} onChange={(event) => setWorks(event.target.value as 'people' | 'itself')}>
          <MenuItem value="people">{t('apps.form.forPeople')}</MenuItem>
          <MenuItem value="itself">{t('apps.form.byItself')}</MenuItem>
        </TextField>
        {isBackend ? (
          <TextField select label={t('apps.form.kind')} value={partnerKind} onChange={(event) => setPartnerKind(event.target.value as 'key' | CertificateKind)} helperText={t(partnerKind === 'key' ? 'apps.form.keyHelp' : 'apps.form.certificateHelp')}>
            {(['key', ...certificateKinds] as const).map((one) => <MenuItem key={one} value={one}>{t(`apps.form.kinds.${one}`)}</MenuItem>)}
          </TextField>
        ) : (
          <>
            <TextField select label={t('apps.form.kind')} value={kind} onChange={(event) => setKind(event.target.value as AppKind)}>
              {appKinds.map((one) => <MenuItem key={one} value={one}>{t(`apps.form.kinds.${one}`)}</MenuItem>)}
            </TextField>
            <TextField name="redirectUris" label={t('apps.form.redirects')} required multiline minRows={1} helperText={t('apps.form.redirectsHelp')} autoComplete="off" slotProps={{ htmlInput: { spellCheck: false } }} />
            <TextField name="launchUri" label={t('apps.form.launch')} helperText={t('apps.form.launchHelp')} autoComplete="off" />
          </>
        )}
        {proof === 'key' ? (
          <>
            <TextField name="jwksUri" label={t('apps.form.jwksUri')} autoComplete="off" />
            <TextField name="jwks" label={t('apps.form.jwks')} helperText={t('apps.form.jwksHelp')} multiline minRows={2} autoComplete="off" slotProps={{ htmlInput: { spellCheck: false } }} />
          </>
        ) : null}
        {proof === 'own-certificate' || proof === 'issued-certificate' ? <CertificateFields kind={proof} /> : null}
        <TextField name="scopes" label={t('apps.form.scopes')} required multiline minRows={2} helperText={t('apps.form.scopesHelp')} autoComplete="off" slotProps={{ htmlInput: { spellCheck: false } }} />
      </DialogContent>
      <DialogActions>
        <Button onClick={onClose}>{t('users.cancel')}</Button>
        <Button type="submit" variant="contained" loading={busy} data-testid="app-save">{t('apps.form.save')}</Button>
      </DialogActions>
    </form>
  );
}

function Made({ app, onClose }: { app: RegisteredApp; onClose: () => void }) {
  const { t } = useTranslation();
  const mono = { fontFamily: 'monospace', overflowWrap: 'anywhere', userSelect: 'all' } as const;
  return (
    <>
      <DialogContent sx={{ display: 'grid', gap: 1 }}>
        <Alert severity="info">{t('apps.form.made', { name: app.name })}</Alert>
        <Typography variant="body2">{t('apps.form.clientId')}</Typography>
        <Typography sx={mono} data-testid="app-client-id">{app.clientId}</Typography>
        {app.secret ? (
          <>
            <Typography variant="body2">{t('apps.form.secret')}</Typography>
            <Typography sx={mono} data-testid="app-secret">{app.secret}</Typography>
            <Alert severity="warning">{t('apps.form.secretOnce')}</Alert>
          </>
        ) : null}
      </DialogContent>
      <DialogActions><Button variant="contained" autoFocus onClick={onClose}>{t('panel.close')}</Button></DialogActions>
    </>
  );
}

const orNull = (text: string): string | null => (text === '' ? null : text);

function readDraft(form: FormData, kind: AppKind | CertificateKind, isBackend: boolean): AppDraft {
  return {
    name: formText(form, 'name'), description: formText(form, 'description'), kind, isBackend, scopes: words(formText(form, 'scopes')).join(' '), redirectUris: words(formText(form, 'redirectUris')),
    launchUri: orNull(formText(form, 'launchUri')), jwks: orNull(formText(form, 'jwks')), jwksUri: orNull(formText(form, 'jwksUri')),
    certificates: kind === 'own-certificate' || kind === 'issued-certificate' ? readCertificates(form, kind) : null,
  };
}

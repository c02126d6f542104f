import { appDoors, useAdministrationAct, useChangeApp, type CertificateKind, type RegisteredApp } from '@carewright/core';
import { Status, type Tone } from '@carewright/ui';
import Button from '@mui/material/Button';
import FormControlLabel from '@mui/material/FormControlLabel';
import Switch from '@mui/material/Switch';
import Typography from '@mui/material/Typography';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Line } from '../../shell/section';
import { useStepUp } from '../../shell/step-up';
import { errorText } from '../../shell/words';
import { Certificates } from './certificates';
import { EditApp } from './edit-app';
import { RemoveApp } from './remove-app';

const tones: Readonly<Record<RegisteredApp['state'], Tone>> = { proposed: 'warning', approved: 'success', suspended: 'neutral' };

/** One app: what it is and may ask for, and what an administrator does about it. */
export function RegisteredLine({ app }: { app: RegisteredApp }) {
  const { t } = useTranslation();
  const stepUp = useStepUp();
  const change = useChangeApp();
  const remove = useAdministrationAct((client) => appDoors.remove(client, app.clientId));
  const [open, setOpen] = useState<'edit' | 'certificates' | 'remove'>();
  const isApproved = app.state === 'approved';
  const kind = certificateKindOf(app);
  const named = { name: app.name };
  const close = () => setOpen(undefined);
  // Letting an app in asks who it is that lets it in; putting it out is never held up.
  const decide = () => (isApproved ? change.mutate({ id: app.clientId, change: { state: 'suspended' } }) : stepUp(() => change.mutate({ id: app.clientId, change: { state: 'approved' } })));
  const trust = (isTrusted: boolean) => (isTrusted ? stepUp(() => change.mutate({ id: app.clientId, change: { isTrusted } })) : change.mutate({ id: app.clientId, change: { isTrusted } }));
  return (
    <Line
      testId="registered-app"
      actions={
        <>
          {app.isBackend ? null : <FormControlLabel control={<Switch checked={app.isTrusted} disabled={change.isPending} onChange={() => trust(!app.isTrusted)} />} label={t('apps.trusted')} />}
          <Button onClick={() => setOpen('edit')} aria-label={t('apps.editApp', named)} data-testid="app-edit">{t('users.edit')}</Button>
          {kind ? <Button onClick={() => setOpen('certificates')} aria-label={t('apps.certificates.of', named)} data-testid="app-certificates">{t('apps.certificates.title')}</Button> : null}
          <Button color="error" onClick={() => setOpen('remove')} aria-label={t('apps.removeApp', named)} data-testid="app-remove">{t('apps.remove')}</Button>
          <Button color={isApproved ? 'error' : 'primary'} loading={change.isPending} onClick={decide} data-testid="app-decide" aria-label={t(isApproved ? 'apps.suspendApp' : 'apps.approveApp', named)}>
            {t(isApproved ? 'apps.suspend' : 'apps.approve')}
          </Button>
        </>
      }
    >
      <Typography sx={{ fontWeight: 600 }}>{app.name} <Status tone={tones[app.state]}>{t(`apps.state.${app.state}`)}</Status></Typography>
      <Typography variant="body2" sx={{ color: 'text.secondary' }}>{[t(`apps.kind.${app.kind}`), t(app.isBackend ? 'apps.backend' : 'apps.users', { count: app.grants })].join(' · ')}</Typography>
      <Typography variant="body2" sx={{ overflowWrap: 'anywhere' }}>{t('apps.asksFor', { scopes: app.scopes })}</Typography>
      <Typography variant="body2" sx={{ overflowWrap: 'anywhere', color: 'text.secondary' }}>{[t('apps.clientId', { id: app.clientId }), ...app.redirectUris].join(' · ')}</Typography>
      {change.isError ? <Typography role="alert" variant="body2" sx={{ color: 'error.main' }}>{errorText(t, change.error)}</Typography> : null}
      {open === 'edit' ? <EditApp app={app} onClose={close} /> : null}
      {open === 'certificates' && kind ? <Certificates app={app} kind={kind} onClose={close} /> : null}
      {open === 'remove' ? <RemoveApp app={app} busy={remove.isPending} error={remove.error} onRemove={() => remove.mutate(undefined, { onSuccess: close })} onClose={close} /> : null}
    </Line>
  );
}

function certificateKindOf({ kind }: RegisteredApp): CertificateKind | undefined {
  return kind === 'own-certificate' || kind === 'issued-certificate' ? kind : undefined;
}

import { useApps, useChangeApp, type RegisteredApp } from '@carewright/core';
import { Icon, Status, type Tone } from '@carewright/ui';
import Button from '@mui/material/Button';
import FormControlLabel from '@mui/material/FormControlLabel';
import Switch from '@mui/material/Switch';
import Typography from '@mui/material/Typography';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { errorText } from '../../shell/words';
import { AppDialog } from './app-dialog';
import { Line, Section } from '../../shell/section';

const tones: Readonly<Record<RegisteredApp['state'], Tone>> = { proposed: 'warning', approved: 'success', suspended: 'neutral' };

/** All apps, for who answers for them: those that wait for approval first. */
export function RegisteredApps() {
  const { t } = useTranslation();
  const apps = useApps(true);
  const [adding, setAdding] = useState(false);
  const all = [...(apps.data?.apps ?? [])].sort((one, other) => Number(other.state === 'proposed') - Number(one.state === 'proposed'));
  return (
    <>
      <Section
        title={t('apps.registered')} query={apps} empty={t('apps.registeredEmpty')} isEmpty={all.length === 0}
        action={<Button variant="contained" startIcon={<Icon name="add" />} onClick={() => setAdding(true)} data-testid="app-add">{t('apps.add')}</Button>}
      >
        {all.map((app) => <RegisteredLine key={app.clientId} app={app} />)}
      </Section>
      {adding ? <AppDialog onClose={() => setAdding(false)} /> : null}
    </>
  );
}

function RegisteredLine({ app }: { app: RegisteredApp }) {
  const { t } = useTranslation();
  const change = useChangeApp();
  const isApproved = app.state === 'approved';
  const set = (state: 'approved' | 'suspended') => change.mutate({ id: app.clientId, change: { state } });
  return (
    <Line
      testId="registered-app"
      actions={
        <>
          {app.isBackend ? null : <FormControlLabel control={<Switch checked={app.isTrusted} disabled={change.isPending} onChange={() => change.mutate({ id: app.clientId, change: { isTrusted: !app.isTrusted } })} />} label={t('apps.trusted')} />}
          <Button
            color={isApproved ? 'error' : 'primary'} loading={change.isPending} onClick={() => set(isApproved ? 'suspended' : 'approved')} data-testid="app-decide"
            aria-label={t(isApproved ? 'apps.suspendApp' : 'apps.approveApp', { name: app.name })}
          >
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
    </Line>
  );
}

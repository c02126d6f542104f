import { useApps, useOwnAccount } from '@carewright/core';
import { Icon } from '@carewright/ui';
import Button from '@mui/material/Button';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Section } from '../../shell/section';
import { StepUpProvider } from '../../shell/step-up';
import { AppDialog } from './app-dialog';
import { RegisteredLine } from './registered-line';

/** All apps, for who answers for them: those that wait for approval first. */
export function RegisteredApps() {
  const { t } = useTranslation();
  const apps = useApps(true);
  const own = useOwnAccount();
  const [adding, setAdding] = useState(false);
  const all = [...(apps.data?.apps ?? [])].sort((one, other) => Number(other.state === 'proposed') - Number(one.state === 'proposed'));
  // Without knowing how the reader proves who they are nothing can be decided here.
  const waits = { isError: apps.isError || own.isError, error: apps.error ?? own.error, isPending: apps.isPending || own.isPending, refetch: () => { void apps.refetch(); void own.refetch(); } };
  const lines = own.data ? <StepUpProvider own={own.data}>{all.map((app) => <RegisteredLine key={app.clientId} app={app} />)}</StepUpProvider> : null;
  return (
    <>
      <Section
        title={t('apps.registered')} query={waits} empty={t('apps.registeredEmpty')} isEmpty={all.length === 0}
        action={<Button variant="contained" startIcon={<Icon name="add" />} onClick={() => setAdding(true)} data-testid="app-add">{t('apps.add')}</Button>}
      >
        {lines}
      </Section>
      {adding ? <AppDialog onClose={() => setAdding(false)} /> : null}
    </>
  );
}

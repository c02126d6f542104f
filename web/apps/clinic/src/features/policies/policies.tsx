import { usePolicies, usePolicyActs, type PolicyListing } from '@carewright/core';
import { Icon } from '@carewright/ui';
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Paper from '@mui/material/Paper';
import Skeleton from '@mui/material/Skeleton';
import Typography from '@mui/material/Typography';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState, type ChangeEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useDates } from '../../shell/dates';
import { Page } from '../../shell/page';
import { errorText } from '../../shell/words';
import { ActivateDialog, type Activation } from './activate-dialog';
import { Draft } from './draft';
import { EmergencySwitch } from './emergency-switch';

/** Who may see what: the rules in force, what is being changed, and what was in force before. */
export function Policies() {
  const { draft } = useSearch({ from: '/access-rules' });
  return draft ? <Draft key={draft} id={draft} /> : <Overview />;
}

function Overview() {
  const { t } = useTranslation();
  const policies = usePolicies();
  return (
    <Page title={t('policies.title')} actions={<BeginButtons />}>
      {policies.isError ? <Alert severity="error" action={<Button color="inherit" onClick={() => void policies.refetch()}>{t('panel.retry')}</Button>}>{errorText(t, policies.error)}</Alert> : null}
      {policies.isPending ? <Skeleton height={120} /> : null}
      {policies.data ? <Lists listing={policies.data} /> : null}
    </Page>
  );
}

/** A new draft from the rules in force, or from a file. */
function BeginButtons() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { begin } = usePolicyActs();
  const [fault, setFault] = useState(false);
  const start = (policy?: unknown) => begin.mutate({ name: t('policies.newName'), policy }, { onSuccess: ({ draft }) => void navigate({ to: '/access-rules', search: { draft: draft.id } }) });
  const read = async (event: ChangeEvent<HTMLInputElement>) => {
    const text = await event.target.files?.[0]?.text();
    try {
      setFault(false);
      start(JSON.parse(text ?? ''));
    } catch {
      setFault(true);
    }
  };
  return (
    <Box sx={{ display: 'flex', gap: 1, flexWrap: 'wrap' }}>
      <Button component="label" variant="outlined">{t('policies.import')}<input type="file" accept="application/json" hidden aria-label={t('policies.import')} onChange={(event) => void read(event)} /></Button>
      <Button variant="contained" startIcon={<Icon name="edit" />} loading={begin.isPending} onClick={() => start()} data-testid="policy-begin">{t('policies.begin')}</Button>
      {fault ? <Alert severity="error">{t('policies.badFile')}</Alert> : null}
      {begin.isError ? <Alert severity="error">{errorText(t, begin.error)}</Alert> : null}
    </Box>
  );
}

function Lists({ listing }: { listing: PolicyListing }) {
  const { t } = useTranslation();
  const dates = useDates();
  const navigate = useNavigate();
  const [activating, setActivating] = useState<Activation>();
  return (
    <Box sx={{ display: 'grid', gap: 2 }}>
      {listing.issues.length > 0 ? <Alert severity="error">{t('policies.fallback')}{listing.issues.map((issue) => <div key={`${issue.place} ${issue.message}`}>{issue.place}: {issue.message}</div>)}</Alert> : null}
      {listing.labelling.isDone ? null : <Alert severity="info" data-testid="policy-labelling">{t('policies.labelling', { percent: listing.labelling.percent })}</Alert>}
      <EmergencySwitch />
      <section>
        <Typography variant="h2">{t('policies.drafts')}</Typography>
        {listing.drafts.length === 0 ? <Typography variant="body2">{t('policies.noDrafts')}</Typography> : null}
        {listing.drafts.map((draft) => (
          <Row key={draft.id} title={draft.name} text={t('policies.draftBy', { name: draft.by, time: dates.dateTime(draft.at), version: draft.basedOn })}>
            <Button onClick={() => void navigate({ to: '/access-rules', search: { draft: draft.id } })} variant="outlined" aria-label={t('policies.editOf', { name: draft.name })}>{t('users.edit')}</Button>
          </Row>
        ))}
      </section>
      <section>
        <Typography variant="h2">{t('policies.versions')}</Typography>
        {listing.versions.map((version) => (
          <Row key={version.number} title={t('policies.version', { number: version.number })} mark={version.number === listing.inForce ? t('policies.inForce') : undefined}
            text={version.by ? t('policies.versionBy', { name: version.by, time: dates.dateTime(version.at ?? undefined), reason: version.reason }) : t('policies.shipped')}>
            <Button component="a" href={`/policies/versions/${version.number}`} download={`policy-${version.number}.json`} aria-label={t('policies.exportOf', { number: version.number })}>{t('policies.export')}</Button>
            {version.number === listing.inForce ? null : <Button onClick={() => setActivating({ version: version.number })} aria-label={t('policies.activateOf', { number: version.number })}>{t('policies.bringBack')}</Button>}
          </Row>
        ))}
      </section>
      {activating ? <ActivateDialog activation={activating} onClose={() => setActivating(undefined)} /> : null}
    </Box>
  );
}

function Row({ title, mark, text, children }: { title: string; mark?: string | undefined; text: string; children: ReactNode }) {
  return (
    <Paper sx={{ border: '1px solid', borderColor: 'divider', p: 1.5, mt: 1, display: 'flex', flexWrap: 'wrap', gap: 1, alignItems: 'center' }}>
      <Box sx={{ flex: '1 1 280px', minWidth: 0 }}>
        <Box sx={{ fontWeight: 650 }}>{title}{mark ? <Box component="span" sx={{ ml: 1, color: 'success.main' }}>{mark}</Box> : null}</Box>
        <Box sx={{ fontSize: '0.8125rem', color: 'text.secondary', overflowWrap: 'anywhere' }}>{text}</Box>
      </Box>
      {children}
    </Paper>
  );
}

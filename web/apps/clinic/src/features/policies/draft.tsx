import { usePolicyActs, usePolicyDraft, type Policy, type PolicyDraft } from '@carewright/core';
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Skeleton from '@mui/material/Skeleton';
import Tab from '@mui/material/Tab';
import Tabs from '@mui/material/Tabs';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Page } from '../../shell/page';
import { errorText } from '../../shell/words';
import { ActivateDialog } from './activate-dialog';
import { Differences } from './differences';
import { JsonEditor } from './json-editor';
import { Labels } from './labels';
import { Restrictions } from './restrictions';
import { RoleEditor } from './role-editor';
import { Simulate } from './simulate';
import { Times } from './times';

/** One draft: its rules in words, as JSON, against what is in force, and what it would change. */
export function Draft({ id }: { id: string }) {
  const { t } = useTranslation();
  const loaded = usePolicyDraft(id);
  if (loaded.data) return <Editor loaded={loaded.data} />;
  return <Page title={t('policies.title')}>{loaded.isError ? <Alert severity="error">{errorText(t, loaded.error)}</Alert> : <Skeleton height={200} />}</Page>;
}

const views = ['rules', 'restrictions', 'labels', 'times', 'json', 'differences', 'simulation'] as const;
type View = (typeof views)[number];

function Editor({ loaded }: { loaded: PolicyDraft }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { save, remove } = usePolicyActs();
  const [view, setView] = useState<View>('rules');
  const [activating, setActivating] = useState(false);
  const { draft, policy, issues } = loaded;
  const back = () => void navigate({ to: '/access-rules', search: {} });
  const change = (next: Policy) => save.mutate({ id: draft.id, name: draft.name, policy: next, revision: draft.revision });
  return (
    <Page title={draft.name} actions={(
      <Box sx={{ display: 'flex', gap: 1, flexWrap: 'wrap' }}>
        <Button onClick={back}>{t('policies.back')}</Button>
        <Button color="error" loading={remove.isPending} onClick={() => remove.mutate(draft.id, { onSuccess: back })}>{t('policies.discard')}</Button>
        <Button variant="contained" disabled={issues.some((issue) => issue.severity !== 'warning')} onClick={() => setActivating(true)}>{t('policies.activate')}</Button>
      </Box>
    )}>
      {save.isError ? <Alert severity="error">{errorText(t, save.error)}</Alert> : null}
      {issues.length > 0 ? <Alert severity="error" data-testid="policy-issues">{issues.map((issue, index) => <div key={index}><b>{issue.place}</b> {issue.message}</div>)}</Alert> : null}
      <Tabs value={view} onChange={(_, next: View) => setView(next)} aria-label={draft.name} variant="scrollable" sx={{ mb: 1.5 }}>
        {views.map((one) => <Tab key={one} value={one} label={t(`policies.view.${one}`)} id={`policy-tab-${one}`} aria-controls="policy-view" />)}
      </Tabs>
      <Box id="policy-view" role="tabpanel" aria-labelledby={`policy-tab-${view}`} aria-busy={save.isPending}>
        {view === 'rules' ? <RoleEditor policy={policy} onChange={change} /> : null}
        {view === 'restrictions' ? <Restrictions policy={policy} onChange={change} /> : null}
        {view === 'labels' ? <Labels policy={policy} onChange={change} /> : null}
        {view === 'times' ? <Times policy={policy} onChange={change} /> : null}
        {view === 'json' ? <JsonEditor key={draft.revision} policy={policy} onChange={change} /> : null}
        {view === 'differences' ? <Differences from={draft.basedOn} id={draft.id} policy={policy} /> : null}
        {view === 'simulation' ? <Simulate key={draft.revision} id={draft.id} /> : null}
      </Box>
      {activating ? <ActivateDialog activation={{ draft: draft.id }} onClose={() => setActivating(false)} onDone={back} /> : null}
    </Page>
  );
}

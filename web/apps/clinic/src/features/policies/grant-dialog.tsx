import { usePolicyWords, useSites, type Policy, type PolicyGrant } from '@carewright/core';
import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import FormControlLabel from '@mui/material/FormControlLabel';
import Checkbox from '@mui/material/Checkbox';
import TextField from '@mui/material/TextField';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { codeWord } from '../../shell/words';
import { ChoiceField } from './choice-field';

interface GrantDialogProps {
  readonly grant: PolicyGrant | undefined;
  readonly policy: Policy;
  readonly onSave: (grant: PolicyGrant) => void;
  readonly onClose: () => void;
}

const blank: PolicyGrant = { types: [], interactions: ['read', 'search'] };

/** Everything that a grant can say, each a field; what is left empty asks for nothing. */
export function GrantDialog({ grant, policy, onSave, onClose }: GrantDialogProps) {
  const { t } = useTranslation();
  const { data: words } = usePolicyWords();
  const { data: sites = [] } = useSites();
  const [draft, setDraft] = useState<PolicyGrant>(grant ?? blank);
  const put = (change: Partial<PolicyGrant>) => setDraft((before) => ({ ...before, ...change }));
  const groups = Object.keys(policy.types ?? {}).map((name) => `*${name}`);
  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="sm" aria-labelledby="grant-title">
      <DialogTitle id="grant-title">{t(grant ? 'policies.grant' : 'policies.addGrant')}</DialogTitle>
      <DialogContent sx={{ display: 'grid', gap: 2, '&.MuiDialogContent-root': { pt: 1 } }}>
        <ChoiceField label={t('grant.field.types')} options={[...groups, ...(words?.types ?? [])]} value={draft.types} onChange={(types) => put({ types })} />
        <ChoiceField label={t('grant.field.interactions')} options={words?.interactions ?? []} value={draft.interactions} onChange={(interactions) => put({ interactions })} word={(one) => codeWord(t, 'interaction', one)} />
        <TextField label={t('grant.field.filter')} value={draft.filter ?? ''} onChange={(event) => put({ filter: event.target.value })} helperText={t('grant.field.filterHelp')} />
        <ChoiceField label={t('grant.field.relationship')} options={words?.relationships ?? []} value={draft.relationship?.any ?? []} word={(one) => codeWord(t, 'relationship', one)}
          onChange={(any) => put({ relationship: { days: 30, ...draft.relationship, any } })} />
        {draft.relationship?.any.length ? <TextField type="number" label={t('grant.field.days')} value={draft.relationship.days ?? 0} onChange={(event) => put({ relationship: { any: draft.relationship?.any ?? [], days: Number(event.target.value) } })} slotProps={{ htmlInput: { min: 1, max: 3650 } }} /> : null}
        <ChoiceField label={t('grant.field.purposes')} options={words?.purposes ?? []} value={draft.purposes ?? []} onChange={(purposes) => put({ purposes })} word={(one) => codeWord(t, 'purpose', one)} />
        <ChoiceField label={t('grant.field.sites')} options={sites.map((site) => site.reference)} value={draft.sites ?? []} onChange={(chosen) => put({ sites: chosen })} word={(one) => sites.find((site) => site.reference === one)?.name ?? one} />
        <ChoiceField label={t('grant.field.departments')} options={[]} value={draft.departments ?? []} onChange={(departments) => put({ departments })} />
        <ChoiceField label={t('grant.field.times')} options={Object.keys(policy.times ?? {})} value={draft.times ?? []} onChange={(times) => put({ times })} />
        {draft.visible
          ? <ChoiceField label={t('grant.field.visible')} options={[]} value={draft.visible} onChange={(visible) => put({ visible })} />
          : <ChoiceField label={t('grant.field.hidden')} options={[]} value={draft.hidden ?? []} onChange={(hidden) => put({ hidden })} />}
        <FormControlLabel label={t('grant.field.compartment')} control={<Checkbox checked={draft.compartment ?? false} onChange={(_, compartment) => put({ compartment })} />} />
        <TextField label={t('grant.field.because')} value={draft.because ?? ''} onChange={(event) => put({ because: event.target.value })} />
      </DialogContent>
      <DialogActions>
        <Button onClick={onClose}>{t('users.cancel')}</Button>
        <Button variant="contained" disabled={draft.types.length === 0 || draft.interactions.length === 0} onClick={() => onSave(withoutBlanks(draft))} data-testid="grant-save">{t('users.save')}</Button>
      </DialogActions>
    </Dialog>
  );
}

/** A member that says nothing is left out: the policy refuses empty texts. An empty list of what is visible says something. */
export function withoutBlanks(grant: PolicyGrant): PolicyGrant {
  const kept = Object.entries(grant).filter(([name, value]) => {
    if (name === 'relationship') return (value as PolicyGrant['relationship'])?.any.length;
    if (Array.isArray(value)) return value.length > 0 || name === 'visible';
    return value !== '' && value !== false && value !== undefined;
  });
  return Object.fromEntries(kept) as unknown as PolicyGrant;
}

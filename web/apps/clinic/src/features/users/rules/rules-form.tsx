import { administration, roles, useAdministrationAct, type FactorRule, type SignInPolicy } from '@carewright/core';
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import FormControlLabel from '@mui/material/FormControlLabel';
import MenuItem from '@mui/material/MenuItem';
import Switch from '@mui/material/Switch';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { useState, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Card } from '../../../shell/card';
import { useStepUp } from '../../../shell/step-up';
import { codeWord } from '../../../shell/words';
import { Failure } from '../../../shell/failure';
import { Effect } from './effect';
import { RuleRow } from './rule-row';

/** The clinic's rules, and what a change of them does before it is made. */
export function RulesForm({ policy }: { policy: SignInPolicy }) {
  const save = useAdministrationAct(administration.changeSignInPolicy);
  // Begun anew whenever other rules are in force, whoever made them.
  return <Fields key={JSON.stringify(policy)} policy={policy} save={save} />;
}

type Save = ReturnType<typeof useAdministrationAct<SignInPolicy, SignInPolicy>>;

function Fields({ policy, save }: { policy: SignInPolicy; save: Save }) {
  const { t } = useTranslation();
  const stepUp = useStepUp();
  const [draft, setDraft] = useState(policy);
  const put = (change: Partial<SignInPolicy>) => setDraft((before) => ({ ...before, ...change }));
  const putRole = (role: string, rule: FactorRule) => put({ roles: { ...draft.roles, [role]: rule } });
  const removeRole = (role: string) => put({ roles: Object.fromEntries(Object.entries(draft.roles).filter(([name]) => name !== role)) });
  const isChanged = JSON.stringify(draft) !== JSON.stringify(policy);
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    stepUp(() => save.mutate(draft));
  };
  return (
    <Box component="form" onSubmit={submit} aria-label={t('signInRules.title')} sx={{ display: 'grid', gap: 2 }}>
      <Card title={t('signInRules.second')}>
        <Typography variant="body2">{t('signInRules.secondText')}</Typography>
        <FormControlLabel label={t('signInRules.demonstration')} control={<Switch checked={draft.isDemonstration} onChange={(_, isDemonstration) => put({ isDemonstration })} data-testid="rules-demonstration" />} />
        {draft.isDemonstration ? <Alert severity="warning">{t('signInRules.demonstrationOn')}</Alert> : null}
        {Object.entries(draft.roles).map(([role, rule]) => <RuleRow key={role} name={codeWord(t, 'role', role)} rule={rule} onChange={(next) => putRole(role, next)} onRemove={() => removeRole(role)} />)}
        <RuleRow name={t('signInRules.everybodyElse')} rule={draft.default} onChange={(rule) => put({ default: rule })} />
        <AddRole taken={Object.keys(draft.roles)} onAdd={(role) => putRole(role, draft.default)} />
      </Card>
      <Card title={t('signInRules.sessions')}>
        <TextField select label={t('signInRules.moved')} value={draft.addressChange} onChange={(event) => put({ addressChange: event.target.value as SignInPolicy['addressChange'] })} helperText={t(`signInRules.movedHelp.${draft.addressChange}`)}>
          {(['record', 'end'] as const).map((one) => <MenuItem key={one} value={one}>{t(`signInRules.move.${one}`)}</MenuItem>)}
        </TextField>
        <TextField
          type="number" required label={t('signInRules.idleMinutes')} helperText={t('signInRules.idleHelp')} value={draft.idleMinutes} onChange={(event) => put({ idleMinutes: Number(event.target.value) })}
          slotProps={{ htmlInput: { min: 1, max: 60, 'data-testid': 'rules-idle-minutes' } }}
        />
        <TextField
          type="number" required label={t('signInRules.longestHours')} value={draft.longestHours} onChange={(event) => put({ longestHours: Number(event.target.value) })}
          slotProps={{ htmlInput: { min: 1, max: 24, 'data-testid': 'rules-longest-hours' } }}
        />
        <TextField
          type="number" required label={t('signInRules.reviewDays')} value={draft.reviewDays} onChange={(event) => put({ reviewDays: Number(event.target.value) })}
          slotProps={{ htmlInput: { min: 1, max: 366, 'data-testid': 'rules-review-days' } }}
        />
      </Card>
      <Effect before={policy} after={draft} />
      <Failure error={save.error} />
      {save.isSuccess && !isChanged ? <Alert severity="success">{t('signInRules.saved')}</Alert> : null}
      <Box sx={{ display: 'flex', gap: 1 }}>
        <Button type="submit" variant="contained" disabled={!isChanged} loading={save.isPending} data-testid="rules-save">{t('signInRules.save')}</Button>
        {isChanged ? <Button onClick={() => setDraft(policy)}>{t('users.cancel')}</Button> : null}
      </Box>
    </Box>
  );
}

function AddRole({ taken, onAdd }: { taken: readonly string[]; onAdd: (role: string) => void }) {
  const { t } = useTranslation();
  const left = roles.filter((role) => !taken.includes(role));
  if (left.length === 0) return null;
  return (
    <TextField select label={t('signInRules.addRole')} value="" onChange={(event) => onAdd(event.target.value)} sx={{ maxWidth: 320 }}>
      {left.map((role) => <MenuItem key={role} value={role}>{codeWord(t, 'role', role)}</MenuItem>)}
    </TextField>
  );
}

import { fewestYears, logKeeping, useAdministrationAct, type LogHold, type LogRetention, type RetentionRule, type RetentionRules } from '@carewright/core';
import { Icon } from '@carewright/ui';
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import FormControlLabel from '@mui/material/FormControlLabel';
import Switch from '@mui/material/Switch';
import Typography from '@mui/material/Typography';
import { useState, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Card } from '../../../shell/card';
import { Failure } from '../../../shell/failure';
import { HoldRow } from './hold-row';
import { RuleRow } from './rule-row';
import { warningsOf } from './warnings';

/** The rules and legal holds, and what a change of them would let go. */
export function RulesForm({ rules }: { rules: RetentionRules }) {
  const save = useAdministrationAct(logKeeping.changeRetention);
  // Begun anew whenever other rules are in force, whoever made them.
  return <Fields key={JSON.stringify(rules)} rules={rules} save={save} />;
}

type Save = ReturnType<typeof useAdministrationAct<RetentionRules, LogRetention>>;

function Fields({ rules, save }: { rules: RetentionRules; save: Save }) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState(rules);
  const put = (change: Partial<RetentionRules>) => setDraft((before) => ({ ...before, ...change }));
  const putRule = (index: number, rule: RetentionRule | undefined) => put({ rules: replaced(draft.rules, index, rule) });
  const putHold = (index: number, hold: LogHold | undefined) => put({ holds: replaced(draft.holds, index, hold) });
  const isChanged = JSON.stringify(draft) !== JSON.stringify(rules);
  const longest = Math.max(0, ...draft.rules.map((rule) => rule.years));
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    save.mutate(draft);
  };
  return (
    <Box component="form" onSubmit={submit} aria-label={t('logKeeping.retention')}>
      <Card title={t('logKeeping.retention')}>
        <Typography variant="body2" data-testid="kept-years">{t('logKeeping.kept', { count: longest })}</Typography>
        {draft.rules.map((rule, index) => <RuleRow key={index} rule={rule} onChange={(next) => putRule(index, next)} {...(draft.rules.length > 1 ? { onRemove: () => putRule(index, undefined) } : {})} />)}
        <Button startIcon={<Icon name="add" />} onClick={() => put({ rules: [...draft.rules, { name: '', years: fewestYears + 1, because: '' }] })} sx={{ justifySelf: 'start' }} data-testid="rule-add">{t('logKeeping.addRule')}</Button>
        <Typography variant="h3">{t('logKeeping.holds')}</Typography>
        <Typography variant="body2">{t(draft.holds.length === 0 ? 'logKeeping.noHolds' : 'logKeeping.holdsText')}</Typography>
        {draft.holds.map((hold, index) => <HoldRow key={index} hold={hold} onChange={(next) => putHold(index, next)} onRemove={() => putHold(index, undefined)} />)}
        <Button startIcon={<Icon name="add" />} onClick={() => put({ holds: [...draft.holds, { name: '', reason: '', patient: null, user: null }] })} sx={{ justifySelf: 'start' }} data-testid="hold-add">{t('logKeeping.addHold')}</Button>
        <FormControlLabel label={t('logKeeping.automatic')} control={<Switch checked={draft.isAutomatic} onChange={(_, isAutomatic) => put({ isAutomatic })} data-testid="automatic" />} />
        {warningsOf(rules, draft).map((warning) => <Alert key={warning} severity="warning" role="status">{t(`logKeeping.warning.${warning}`)}</Alert>)}
        <Failure error={save.error} />
        {save.isSuccess && !isChanged ? <Alert severity="success">{t('logKeeping.saved')}</Alert> : null}
        <Box sx={{ display: 'flex', gap: 1 }}>
          <Button type="submit" variant="contained" disabled={!isChanged} loading={save.isPending} data-testid="retention-save">{t('users.save')}</Button>
          {isChanged ? <Button onClick={() => setDraft(rules)}>{t('users.cancel')}</Button> : null}
        </Box>
      </Card>
    </Box>
  );
}

function replaced<Item>(all: readonly Item[], index: number, by: Item | undefined): readonly Item[] {
  return all.flatMap((one, at) => (at !== index ? [one] : by === undefined ? [] : [by]));
}

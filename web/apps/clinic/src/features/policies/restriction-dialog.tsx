import type { Policy, PolicyRestriction } from '@carewright/core';
import Checkbox from '@mui/material/Checkbox';
import FormControl from '@mui/material/FormControl';
import FormControlLabel from '@mui/material/FormControlLabel';
import FormGroup from '@mui/material/FormGroup';
import FormLabel from '@mui/material/FormLabel';
import Radio from '@mui/material/Radio';
import RadioGroup from '@mui/material/RadioGroup';
import TextField from '@mui/material/TextField';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { codeWord } from '../../shell/words';
import { ActorTestFields } from './actor-test-fields';
import { ChoiceField } from './choice-field';
import { labelsOf, labelSystemsOf, useLabelWords } from './label-words';
import { OneField } from './one-field';
import { RuleDialog, useRuleCheck } from './rule-dialog';
import { omit, put, withoutEmpty } from './rule-edits';

interface RestrictionDialogProps {
  readonly policy: Policy;
  readonly index: number | undefined;
  readonly onSave: (rule: PolicyRestriction) => void;
  readonly onClose: () => void;
}

const blank: PolicyRestriction = { name: '', labelSystem: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', codes: [], hiddenFrom: {}, opens: [] };
const whoms = ['only', 'not', 'department'] as const;
const openers = ['break-glass', 'consent'] as const;
const fields = ['name', 'explanation', 'labelSystem', 'codes'];

/** A rule that closes what carries a label: which labels, to whom, and what may open it. */
export function RestrictionDialog({ policy, index, onSave, onClose }: RestrictionDialogProps) {
  const { t } = useTranslation();
  const labels = useLabelWords();
  const ids = { whom: useId(), opens: useId() };
  const [rule, setRule] = useState<PolicyRestriction>((index === undefined ? undefined : policy.restrictions?.[index]) ?? blank);
  const change = (part: Partial<PolicyRestriction>) => setRule((before) => ({ ...before, ...part }));
  const kept = withoutEmpty(rule);
  const check = useRuleCheck({ ...policy, restrictions: put(policy.restrictions, index, kept) }, `restrictions[${index ?? policy.restrictions?.length ?? 0}]`, fields);
  const isTaken = (policy.restrictions ?? []).some((one, at) => at !== index && one.name === rule.name.trim());
  const whom = rule.hiddenFrom ? 'not' : rule.visibleTo === 'department' ? 'department' : 'only';
  const test = rule.hiddenFrom ?? (typeof rule.visibleTo === 'object' ? rule.visibleTo : {});
  const choose = (next: string) => {
    const rest = omit(rule, 'visibleTo', 'hiddenFrom');
    setRule(next === 'not' ? { ...rest, hiddenFrom: test } : { ...rest, visibleTo: next === 'only' ? test : 'department' });
  };
  return (
    <RuleDialog title={t(index === undefined ? 'closing.add' : 'closing.one')} check={check} isIncomplete={isTaken} onSave={() => onSave(kept)} onClose={onClose}>
      <TextField label={t('policies.field.name')} value={rule.name} onChange={(event) => change({ name: event.target.value })} required error={isTaken || Boolean(check.at('name') && rule.name)} helperText={isTaken ? t('policies.nameTaken') : undefined} />
      <TextField label={t('policies.field.explanation')} value={rule.explanation ?? ''} onChange={(event) => change({ explanation: event.target.value })} multiline />
      <OneField label={t('closing.field.labelSystem')} options={labelSystemsOf(policy)} value={rule.labelSystem} onChange={(labelSystem) => change({ labelSystem })} word={labels.system} fault={check.at('labelSystem')} />
      <ChoiceField label={t('closing.field.codes')} options={labelsOf(policy, rule.labelSystem)} value={rule.codes ?? []} onChange={(codes) => change({ codes })} word={labels.label} fault={check.at('codes')} help={t('closing.field.codesHelp')} />
      <FormControl>
        <FormLabel id={ids.whom}>{t('closing.field.whom')}</FormLabel>
        <RadioGroup aria-labelledby={ids.whom} value={whom} onChange={(_, next) => choose(next)}>
          {whoms.map((one) => <FormControlLabel key={one} value={one} control={<Radio />} label={t(`closing.whom.${one}`)} />)}
        </RadioGroup>
      </FormControl>
      {whom === 'department' ? null : (
        <ActorTestFields policy={policy} test={test} onChange={(next) => change(whom === 'not' ? { hiddenFrom: next } : { visibleTo: next })} fault={undefined} />
      )}
      <FormControl component="fieldset">
        <FormLabel component="legend" id={ids.opens}>{t('closing.field.opens')}</FormLabel>
        <FormGroup>
          {openers.map((one) => (
            <FormControlLabel key={one} label={codeWord(t, 'opens', one)} control={(
              <Checkbox checked={rule.opens?.includes(one) ?? false} onChange={(_, isOn) => change({ opens: isOn ? [...(rule.opens ?? []), one] : (rule.opens ?? []).filter((other) => other !== one) })} />
            )} />
          ))}
        </FormGroup>
      </FormControl>
      <FormControlLabel label={t('closing.field.ofMinors')} control={<Checkbox checked={rule.ofMinors ?? false} onChange={(_, ofMinors) => change({ ofMinors })} />} />
    </RuleDialog>
  );
}

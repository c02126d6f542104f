import { careKinds, usePolicyWords, type Policy, type PolicyLabelling } from '@carewright/core';
import FormControl from '@mui/material/FormControl';
import FormControlLabel from '@mui/material/FormControlLabel';
import FormLabel from '@mui/material/FormLabel';
import Radio from '@mui/material/Radio';
import RadioGroup from '@mui/material/RadioGroup';
import TextField from '@mui/material/TextField';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ChoiceField } from './choice-field';
import { codeOf, codeText, departmentsOf, useLabelWords } from './label-words';
import { LabelFields } from './label-fields';
import { OneField } from './one-field';
import { RuleDialog, useRuleCheck } from './rule-dialog';
import { omit, put, withoutEmpty } from './rule-edits';

interface LabellingDialogProps {
  readonly policy: Policy;
  readonly index: number | undefined;
  readonly onSave: (rule: PolicyLabelling) => void;
  readonly onClose: () => void;
}

const actCode = 'http://terminology.hl7.org/CodeSystem/v3-ActCode';
const blank: PolicyLabelling = { name: '', types: [], label: { system: actCode, code: '' } };
const fields = ['name', 'explanation', 'types', 'filter', 'writtenIn', 'codes', 'ageBelow', 'minorsConsentTo', 'label.system', 'label.code', 'inherit.labelSystem', 'inherit.parameter', 'inherit.element'];

/** A rule that puts a label: on what, when, and which, or from where it is inherited. */
export function LabellingDialog({ policy, index, onSave, onClose }: LabellingDialogProps) {
  const { t } = useTranslation();
  const id = useId();
  const labels = useLabelWords();
  const { data: words } = usePolicyWords();
  const [rule, setRule] = useState<PolicyLabelling>((index === undefined ? undefined : policy.labelling?.[index]) ?? blank);
  const change = (part: Partial<PolicyLabelling>) => setRule((before) => ({ ...before, ...part }));
  const kept = withoutEmpty(rule);
  const check = useRuleCheck({ ...policy, labelling: put(policy.labelling, index, kept) }, `labelling[${index ?? policy.labelling?.length ?? 0}]`, fields);
  const isTaken = (policy.labelling ?? []).some((one, at) => at !== index && one.name === rule.name.trim());
  const groups = Object.keys(policy.codes ?? {});
  const turn = (next: string) => {
    const rest = omit(rule, 'label', 'inherit');
    setRule(next === 'label' ? { ...rest, label: { system: actCode, code: '' } } : { ...rest, inherit: { parameter: '', labelSystem: actCode } });
  };
  return (
    <RuleDialog title={t(index === undefined ? 'labelRule.add' : 'labelRule.one')} check={check} isIncomplete={isTaken || rule.types.length === 0} onSave={() => onSave(kept)} onClose={onClose}>
      <TextField label={t('policies.field.name')} value={rule.name} onChange={(event) => change({ name: event.target.value })} required error={isTaken} helperText={isTaken ? t('policies.nameTaken') : undefined} />
      <TextField label={t('policies.field.explanation')} value={rule.explanation ?? ''} onChange={(event) => change({ explanation: event.target.value })} multiline />
      <ChoiceField label={t('grant.field.types')} options={[...Object.keys(policy.types ?? {}).map((name) => `*${name}`), ...(words?.types ?? [])]} value={rule.types} onChange={(types) => change({ types })} fault={rule.types.length > 0 ? check.at('types') : undefined} />
      <ChoiceField label={t('labelRule.field.codes')} options={groups.map((name) => `*${name}`)} value={rule.codes ?? []} onChange={(codes) => change({ codes })} word={codeText} read={(typed) => codeOf(typed, groups)} fault={check.at('codes')} help={t('labelRule.field.codesHelp')} />
      <TextField label={t('labelRule.field.ageBelow')} type="number" value={rule.ageBelow ?? ''} onChange={(event) => setRule(event.target.value === '' ? omit(rule, 'ageBelow') : { ...rule, ageBelow: Number(event.target.value) })}
        error={Boolean(check.at('ageBelow'))} helperText={check.at('ageBelow') ?? t('labelRule.field.ageHelp')} slotProps={{ htmlInput: { min: 1, max: 150 } }} />
      <OneField label={t('labelRule.field.minors')} options={careKinds} value={rule.minorsConsentTo ?? ''} onChange={(care) => setRule(care === '' ? omit(rule, 'minorsConsentTo') : { ...rule, minorsConsentTo: care })} word={labels.label} fault={check.at('minorsConsentTo')} help={t('labelRule.field.minorsHelp')} />
      <ChoiceField label={t('labelRule.field.writtenIn')} options={departmentsOf(policy)} value={rule.writtenIn ?? []} onChange={(writtenIn) => change({ writtenIn })} fault={check.at('writtenIn')} help={t('policies.enterHelp')} />
      <TextField label={t('grant.field.filter')} value={rule.filter ?? ''} onChange={(event) => change({ filter: event.target.value })} error={Boolean(check.at('filter'))} helperText={check.at('filter') ?? t('grant.field.filterHelp')} />
      <FormControl>
        <FormLabel id={id}>{t('labelRule.field.does')}</FormLabel>
        <RadioGroup aria-labelledby={id} value={rule.inherit ? 'inherit' : 'label'} onChange={(_, next) => turn(next)}>
          <FormControlLabel value="label" control={<Radio />} label={t('labelRule.does.label')} />
          <FormControlLabel value="inherit" control={<Radio />} label={t('labelRule.does.inherit')} />
        </RadioGroup>
      </FormControl>
      <LabelFields policy={policy} rule={rule} onChange={change} check={check} />
    </RuleDialog>
  );
}

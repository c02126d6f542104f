import type { Policy, PolicyLabelling } from '@carewright/core';
import TextField from '@mui/material/TextField';
import { useTranslation } from 'react-i18next';
import { labelsOf, labelSystemsOf, useLabelWords } from './label-words';
import { OneField } from './one-field';
import type { RuleCheck } from './rule-dialog';
import { omit } from './rule-edits';

interface LabelFieldsProps {
  readonly policy: Policy;
  readonly rule: PolicyLabelling;
  readonly onChange: (part: Partial<PolicyLabelling>) => void;
  readonly check: RuleCheck;
}

// Top-level reference elements that are no search parameters of their types.
const elements = ['securityContext', 'content'];
const parameters = ['encounter', 'based-on', 'part-of', 'focus', 'target', 'subject'];

/** The label that a rule puts, or where it takes labels from. */
export function LabelFields({ policy, rule, onChange, check }: LabelFieldsProps) {
  const { t } = useTranslation();
  const words = useLabelWords();
  const { label, inherit } = rule;
  if (label) {
    const change = (part: Partial<typeof label>) => onChange({ label: { ...label, ...part } });
    return (
      <>
        <OneField label={t('closing.field.labelSystem')} options={labelSystemsOf(policy)} value={label.system} onChange={(system) => change({ system })} word={words.system} fault={check.at('label.system')} />
        <OneField label={t('labelRule.field.label')} options={labelsOf(policy, label.system)} value={label.code} onChange={(code) => change({ code })} word={words.label} fault={label.code ? check.at('label.code') : undefined} />
        <TextField label={t('labelRule.field.display')} value={label.display ?? ''} onChange={(event) => change({ display: event.target.value })} />
      </>
    );
  }
  if (!inherit) return null;
  const through = (typed: string) => {
    const rest = omit(inherit, 'parameter', 'element');
    onChange({ inherit: elements.includes(typed) ? { ...rest, element: typed } : { ...rest, parameter: typed } });
  };
  const isEmpty = !(inherit.parameter ?? inherit.element);
  return (
    <>
      <OneField label={t('labelRule.field.through')} options={[...parameters, ...elements]} value={inherit.parameter ?? inherit.element ?? ''} onChange={through} fault={isEmpty ? undefined : check.at('inherit.parameter') ?? check.at('inherit.element')} help={t('labelRule.field.throughHelp')} />
      <OneField label={t('closing.field.labelSystem')} options={labelSystemsOf(policy)} value={inherit.labelSystem} onChange={(labelSystem) => onChange({ inherit: { ...inherit, labelSystem } })} word={words.system} fault={check.at('inherit.labelSystem')} />
    </>
  );
}

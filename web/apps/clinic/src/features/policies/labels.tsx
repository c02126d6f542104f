import type { Policy } from '@carewright/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CodeGroupDialog } from './code-group-dialog';
import { codeText } from './label-words';
import { LabellingDialog } from './labelling-dialog';
import { put, without } from './rule-edits';
import { RuleList } from './rule-list';
import { useRuleWords } from './rule-words';

/** Which labels are put on what is written, and the groups of codes that the rules look for. */
export function Labels({ policy, onChange }: { policy: Policy; onChange: (policy: Policy) => void }) {
  const { t } = useTranslation();
  const words = useRuleWords();
  const [rule, setRule] = useState<number | 'new'>();
  const [group, setGroup] = useState<{ name: string | undefined }>();
  const rules = policy.labelling ?? [];
  const groups = Object.entries(policy.codes ?? {});
  const index = rule === 'new' ? undefined : rule;
  return (
    <>
      <RuleList
        title={t('labelRule.title')} text={t('labelRule.text')} add={t('labelRule.add')} testId="policy-labelling-rule" onAdd={() => setRule('new')} onEdit={setRule}
        onRemove={(at) => onChange({ ...policy, labelling: put(rules, at, undefined) })}
        rules={rules.map((one, at) => ({ key: `${at} ${one.name}`, title: one.name, lines: words.labelling(one), explanation: one.explanation }))}
      />
      <RuleList
        title={t('codeGroup.title')} text={t('codeGroup.text')} add={t('codeGroup.add')} testId="policy-codes" onAdd={() => setGroup({ name: undefined })} onEdit={(at) => setGroup({ name: groups[at]?.[0] })}
        onRemove={(at) => onChange({ ...policy, codes: without(policy.codes, groups[at]?.[0] ?? '') })}
        rules={groups.map(([name, codes]) => ({ key: name, title: name, lines: [codes.map(codeText).join(', ')] }))}
      />
      {rule === undefined ? null : (
        <LabellingDialog policy={policy} index={index} onClose={() => setRule(undefined)} onSave={(next) => { onChange({ ...policy, labelling: put(rules, index, next) }); setRule(undefined); }} />
      )}
      {group ? <CodeGroupDialog policy={policy} name={group.name} onClose={() => setGroup(undefined)} onSave={(next) => { onChange(next); setGroup(undefined); }} /> : null}
    </>
  );
}

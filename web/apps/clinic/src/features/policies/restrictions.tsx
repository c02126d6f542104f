import type { Policy } from '@carewright/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { RestrictionDialog } from './restriction-dialog';
import { put } from './rule-edits';
import { RuleList } from './rule-list';
import { useRuleWords } from './rule-words';

/** What labels close, and to whom. */
export function Restrictions({ policy, onChange }: { policy: Policy; onChange: (policy: Policy) => void }) {
  const { t } = useTranslation();
  const words = useRuleWords();
  const [editing, setEditing] = useState<number | 'new'>();
  const rules = policy.restrictions ?? [];
  const index = editing === 'new' ? undefined : editing;
  const save = (at: number | undefined, rule: (typeof rules)[number] | undefined) => onChange({ ...policy, restrictions: put(rules, at, rule) });
  return (
    <>
      <RuleList
        title={t('closing.title')} text={t('closing.text')} add={t('closing.add')} testId="policy-restriction" onAdd={() => setEditing('new')} onEdit={setEditing} onRemove={(at) => save(at, undefined)}
        rules={rules.map((rule, at) => ({ key: `${at} ${rule.name}`, title: rule.name, lines: words.restriction(rule), explanation: rule.explanation }))}
      />
      {editing === undefined ? null : <RestrictionDialog policy={policy} index={index} onClose={() => setEditing(undefined)} onSave={(rule) => { save(index, rule); setEditing(undefined); }} />}
    </>
  );
}

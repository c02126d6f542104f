import type { Policy } from '@carewright/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { without } from './rule-edits';
import { RuleList } from './rule-list';
import { useRuleWords } from './rule-words';
import { TimesDialog } from './times-dialog';

/** The times that grants ask for, on the clock of the user's site. */
export function Times({ policy, onChange }: { policy: Policy; onChange: (policy: Policy) => void }) {
  const { t } = useTranslation();
  const words = useRuleWords();
  const [editing, setEditing] = useState<{ name: string | undefined }>();
  const all = Object.entries(policy.times ?? {});
  return (
    <>
      <RuleList
        title={t('times.title')} text={t('times.text')} add={t('times.add')} testId="policy-times" onAdd={() => setEditing({ name: undefined })} onEdit={(at) => setEditing({ name: all[at]?.[0] })}
        onRemove={(at) => onChange({ ...policy, times: without(policy.times, all[at]?.[0] ?? '') })}
        rules={all.map(([name, window]) => ({ key: name, title: name, lines: words.times(window) }))}
      />
      {editing ? <TimesDialog policy={policy} name={editing.name} onClose={() => setEditing(undefined)} onSave={(next) => { onChange(next); setEditing(undefined); }} /> : null}
    </>
  );
}

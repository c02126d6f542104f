import type { Policy } from '@carewright/core';
import Button from '@mui/material/Button';
import TextField from '@mui/material/TextField';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { codeSystems } from './label-words';
import { OneField } from './one-field';
import { RuleDialog, useRuleCheck } from './rule-dialog';
import { bySystem, ofSystems, putNamed, renameGroup } from './rule-edits';

interface CodeGroupDialogProps {
  readonly policy: Policy;
  readonly name: string | undefined;
  readonly onSave: (policy: Policy) => void;
  readonly onClose: () => void;
}

/** A group of codes that labelling rules look for, system by system. */
export function CodeGroupDialog({ policy, name: before, onSave, onClose }: CodeGroupDialogProps) {
  const { t } = useTranslation();
  const systems = Object.keys(codeSystems);
  const fresh = { system: systems[0] ?? '', text: '' };
  const [name, setName] = useState(before ?? '');
  const [parts, setParts] = useState(() => (before === undefined ? [fresh] : bySystem(policy.codes?.[before] ?? [])));
  const change = (index: number, part: Partial<typeof fresh>) => setParts(parts.map((one, at) => (at === index ? { ...one, ...part } : one)));
  const next = { ...renameGroup(policy, before, name.trim()), codes: putNamed(policy.codes, before, name.trim(), ofSystems(parts)) };
  const check = useRuleCheck(next, `codes.${name.trim()}`, []);
  const isTaken = name.trim() !== before && Object.hasOwn(policy.codes ?? {}, name.trim());
  const isEmpty = name.trim() === '' || ofSystems(parts).length === 0;
  return (
    <RuleDialog title={t(before === undefined ? 'codeGroup.add' : 'codeGroup.one')} check={check} isIncomplete={isTaken || isEmpty} onSave={() => onSave(next)} onClose={onClose}>
      <TextField label={t('policies.field.name')} value={name} onChange={(event) => setName(event.target.value.replace(/[*.[\]]/g, ''))} required error={isTaken} helperText={isTaken ? t('policies.nameTaken') : undefined} />
      {parts.map((part, index) => (
        <fieldset key={index} style={{ border: 0, padding: 0, margin: 0, display: 'grid', gap: 12 }} aria-label={t('codeGroup.part', { number: index + 1 })}>
          <OneField label={t('codeGroup.system')} options={systems} value={part.system} onChange={(system) => change(index, { system })} word={(one) => codeSystems[one] ?? one} />
          <TextField label={t('codeGroup.codes')} value={part.text} onChange={(event) => change(index, { text: event.target.value })} multiline minRows={2} helperText={t('codeGroup.codesHelp')} slotProps={{ htmlInput: { spellCheck: false } }} />
        </fieldset>
      ))}
      <Button onClick={() => setParts([...parts, { system: '', text: '' }])} sx={{ justifySelf: 'start' }}>{t('codeGroup.more')}</Button>
    </RuleDialog>
  );
}

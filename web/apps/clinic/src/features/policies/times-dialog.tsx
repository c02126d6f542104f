import type { Policy } from '@carewright/core';
import Checkbox from '@mui/material/Checkbox';
import FormControl from '@mui/material/FormControl';
import FormControlLabel from '@mui/material/FormControlLabel';
import FormGroup from '@mui/material/FormGroup';
import FormHelperText from '@mui/material/FormHelperText';
import FormLabel from '@mui/material/FormLabel';
import TextField from '@mui/material/TextField';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { RuleDialog, useRuleCheck } from './rule-dialog';
import { putNamed, renameTimes } from './rule-edits';
import { weekDays } from './rule-words';

interface TimesDialogProps {
  readonly policy: Policy;
  readonly name: string | undefined;
  readonly onSave: (policy: Policy) => void;
  readonly onClose: () => void;
}

const blank = { days: ['mon', 'tue', 'wed', 'thu', 'fri'], from: '07:00', to: '19:00' };

/** Days and hours of the week that a grant may ask for. */
export function TimesDialog({ policy, name: before, onSave, onClose }: TimesDialogProps) {
  const { t } = useTranslation();
  const [name, setName] = useState(before ?? '');
  const [times, setTimes] = useState((before === undefined ? undefined : policy.times?.[before]) ?? blank);
  const next: Policy = { ...renameTimes(policy, before, name.trim()), times: putNamed(policy.times, before, name.trim(), times) };
  const check = useRuleCheck(next, `times.${name.trim()}`, ['days', 'from', 'to']);
  const isTaken = name.trim() !== before && Object.hasOwn(policy.times ?? {}, name.trim());
  const toggle = (day: string, isOn: boolean) => setTimes({ ...times, days: weekDays.filter((one) => (one === day ? isOn : times.days.includes(one))) });
  return (
    <RuleDialog title={t(before === undefined ? 'times.add' : 'times.one')} check={check} isIncomplete={isTaken || name.trim() === ''} onSave={() => onSave(next)} onClose={onClose}>
      <TextField label={t('policies.field.name')} value={name} onChange={(event) => setName(event.target.value.replace(/[.[\]]/g, ''))} required error={isTaken} helperText={isTaken ? t('policies.nameTaken') : undefined} />
      <FormControl component="fieldset" error={Boolean(check.at('days'))}>
        <FormLabel component="legend">{t('times.field.days')}</FormLabel>
        <FormGroup row>
          {weekDays.map((day) => <FormControlLabel key={day} label={t(`times.day.${day}`)} control={<Checkbox checked={times.days.includes(day)} onChange={(_, isOn) => toggle(day, isOn)} />} />)}
        </FormGroup>
        {check.at('days') ? <FormHelperText>{check.at('days')}</FormHelperText> : null}
      </FormControl>
      <TextField type="time" label={t('times.field.from')} value={times.from} onChange={(event) => setTimes({ ...times, from: event.target.value })} error={Boolean(check.at('from'))} helperText={check.at('from')} slotProps={{ inputLabel: { shrink: true } }} />
      <TextField type="time" label={t('times.field.to')} value={times.to} onChange={(event) => setTimes({ ...times, to: event.target.value })} error={Boolean(check.at('to'))} slotProps={{ inputLabel: { shrink: true } }}
        helperText={check.at('to') ?? (times.to !== '' && times.to <= times.from ? t('times.field.overnight') : undefined)} />
    </RuleDialog>
  );
}

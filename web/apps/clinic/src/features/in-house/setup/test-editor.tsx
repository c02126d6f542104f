import { complexities, controlRules, inHouseDoors, useInHouseAct, type AnalyteLimits, type InHouseTestChange, type InHouseTestSetup } from '@carewright/core';
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Checkbox from '@mui/material/Checkbox';
import FormControlLabel from '@mui/material/FormControlLabel';
import MenuItem from '@mui/material/MenuItem';
import TextField from '@mui/material/TextField';
import { useState, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Card } from '../../../shell/card';
import { Failure } from '../../../shell/failure';

const limits = ['low', 'high', 'least', 'most'] as const;
const numberOf = (text: string) => (text.trim() === '' ? null : Number(text.replace(',', '.')));

/** One of the clinic's tests: how it is done and controlled, and its limits. */
export function TestEditor({ tests }: { tests: readonly InHouseTestSetup[] }) {
  const { t } = useTranslation();
  const [code, setCode] = useState(tests[0]?.code ?? '');
  const test = tests.find((one) => one.code === code);
  return (
    <Card title={t('inHouse.setup.tests')}>
      <TextField select label={t('inHouse.test')} value={code} onChange={(event) => setCode(event.target.value)} slotProps={{ htmlInput: { 'data-testid': 'setup-test' } }}>
        {tests.map((one) => <MenuItem key={one.code} value={one.code}>{one.name}</MenuItem>)}
      </TextField>
      {test ? <TestForm key={test.code} test={test} /> : null}
    </Card>
  );
}

function TestForm({ test }: { test: InHouseTestSetup }) {
  const { t } = useTranslation();
  const { name, method, complexity, hasInternalControl, needsCompetency, controlDays, controlLevels, rules } = test;
  const [draft, setDraft] = useState<Omit<InHouseTestChange, 'analytes'>>({ name, method, complexity, hasInternalControl, needsCompetency, controlDays, controlLevels, rules });
  const [levels, setLevels] = useState(controlLevels.join(', '));
  const [texts, setTexts] = useState<Readonly<Record<string, string>>>(() => Object.fromEntries(test.analytes.flatMap((one) => limits.map((limit) => [`${limit}.${one.code}`, one[limit] === null ? '' : String(one[limit])]))));
  const change = useInHouseAct(inHouseDoors.change);
  const set = (next: Partial<InHouseTestChange>) => setDraft((before) => ({ ...before, ...next }));
  const numbers = test.analytes.filter((one) => one.kind === 'Number');
  const analytes = numbers.map((one): AnalyteLimits => ({ code: one.code, low: null, high: null, least: null, most: null, ...Object.fromEntries(limits.map((limit) => [limit, numberOf(texts[`${limit}.${one.code}`] ?? '')])) }));
  const isWrong = analytes.some((one) => limits.some((limit) => Number.isNaN(one[limit])));
  const send = (event: SubmitEvent) => {
    event.preventDefault();
    change.mutate({ code: test.code, test: { ...draft, controlLevels: levels.split(',').map((level) => level.trim()).filter(Boolean), analytes } });
  };
  return (
    <Box component="form" onSubmit={send} sx={{ display: 'grid', gap: 1.5 }}>
      <TextField required label={t('inHouse.setup.name')} value={draft.name} onChange={(event) => set({ name: event.target.value })} slotProps={{ htmlInput: { 'data-testid': 'setup-name', maxLength: 100 } }} />
      <TextField required label={t('inHouse.setup.method')} value={draft.method} onChange={(event) => set({ method: event.target.value })} slotProps={{ htmlInput: { maxLength: 100 } }} />
      <TextField select label={t('inHouse.setup.complexity')} value={draft.complexity} onChange={(event) => set({ complexity: event.target.value })} slotProps={{ htmlInput: { 'data-testid': 'setup-complexity' } }}>
        {complexities.map((one) => <MenuItem key={one} value={one}>{t(`inHouse.setup.complexities.${one}`)}</MenuItem>)}
      </TextField>
      <FormControlLabel control={<Checkbox checked={draft.hasInternalControl} onChange={(_, isOn) => set({ hasInternalControl: isOn })} />} label={t('inHouse.setup.internal')} />
      <FormControlLabel control={<Checkbox checked={draft.needsCompetency} onChange={(_, isOn) => set({ needsCompetency: isOn })} />} label={t('inHouse.setup.needsCompetency')} data-testid="setup-competency" />
      <TextField label={t('inHouse.setup.levels')} value={levels} onChange={(event) => setLevels(event.target.value)} helperText={t('inHouse.setup.levelsHelp')} />
      <TextField type="number" label={t('inHouse.setup.days')} value={draft.controlDays} onChange={(event) => set({ controlDays: Math.max(0, Math.trunc(Number(event.target.value)) || 0) })} helperText={t('inHouse.setup.daysHelp')} slotProps={{ htmlInput: { min: 0, max: 366 } }} />
      {/* They judge numbers by their spread. */}
      {numbers.length === 0 ? null : <TextField select label={t('inHouse.setup.rules')} value={draft.rules} onChange={(event) => set({ rules: event.target.value as unknown as readonly string[] })} slotProps={{ select: { multiple: true } }}>
        {controlRules.map((one) => <MenuItem key={one} value={one}>{one}</MenuItem>)}
      </TextField>}
      {numbers.map((one) => (
        <Box key={one.code} component="fieldset" sx={{ border: 0, m: 0, p: 0, display: 'grid', gap: 1, gridTemplateColumns: { xs: 'repeat(2, minmax(0, 1fr))', sm: 'repeat(4, minmax(0, 1fr))' } }}>
          <Box component="legend" sx={{ p: 0, mb: 1 }}>{one.unit === null ? one.name : t('inHouse.withUnit', { name: one.name, unit: one.unit })}</Box>
          {limits.map((limit) => <TextField key={limit} label={t(`inHouse.setup.limit.${limit}`)} value={texts[`${limit}.${one.code}`] ?? ''} error={Number.isNaN(numberOf(texts[`${limit}.${one.code}`] ?? ''))} onChange={(event) => setTexts((before) => ({ ...before, [`${limit}.${one.code}`]: event.target.value }))} slotProps={{ htmlInput: { inputMode: 'decimal', 'data-testid': `setup-${limit}-${one.code}` } }} />)}
        </Box>
      ))}
      <Failure error={change.error} />
      <Box role="status">{change.isSuccess ? <Alert severity="success">{t('inHouse.setup.saved')}</Alert> : null}</Box>
      <Box><Button type="submit" variant="contained" disabled={isWrong || change.isPending} data-testid="setup-save">{t('inHouse.setup.save')}</Button></Box>
    </Box>
  );
}

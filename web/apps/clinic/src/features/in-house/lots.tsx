import { inHouseDoors, useInHouseAct, type InHouseLot, type InHouseState, type InHouseTest } from '@carewright/core';
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import MenuItem from '@mui/material/MenuItem';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { useState, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Card } from '../../shell/card';
import { Failure } from '../../shell/failure';
import { targetsOf, TargetFields } from './target-fields';

const kinds = ['Kit', 'Control', 'Instrument'] as const;

/** Lots that came, and lots that are used no more. */
export function Lots({ state }: { state: InHouseState }) {
  const { t } = useTranslation();
  const retire = useInHouseAct(inHouseDoors.retire);
  const lots = state.tests.flatMap((test) => [...test.kits, ...test.controls.map((control) => ({ ...control, name: control.level }))].map((lot) => ({ id: lot.id, words: [test.name, lot.name, lot.lot].filter(Boolean).join(' · ') })));
  return (
    <Box sx={{ display: 'grid', gap: 2, gridTemplateColumns: { xs: 'minmax(0, 1fr)', md: 'repeat(2, minmax(0, 1fr))' }, alignItems: 'start' }}>
      <LotForm tests={state.tests} />
      <Card title={t('inHouse.inUse')}>
        <Failure error={retire.error} />
        {lots.length === 0 ? <Typography variant="body2" sx={{ color: 'text.secondary' }}>{t('inHouse.nothingInUse')}</Typography> : null}
        {lots.map((lot) => (
          <Box key={lot.id} sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: 1 }}>
            <Box sx={{ flex: '1 1 200px', overflowWrap: 'anywhere' }}>{lot.words}</Box>
            <Button disabled={retire.isPending} onClick={() => retire.mutate(lot.id)} aria-label={t('inHouse.retireLot', { lot: lot.words })}>{t('inHouse.retire')}</Button>
          </Box>
        ))}
      </Card>
    </Box>
  );
}

function LotForm({ tests }: { tests: readonly InHouseTest[] }) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState<Readonly<Record<string, string>>>({ kind: 'Kit' });
  const add = useInHouseAct(inHouseDoors.addLot);
  const test = tests.find((one) => one.code === draft['test']);
  const kind = kinds.find((one) => one === draft['kind']) ?? 'Kit';
  const set = (name: string, value: string) => setDraft((before) => ({ ...before, [name]: value }));
  const lot: InHouseLot = {
    kind, lot: draft['lot'] ?? '', ...given('test', draft), ...given('expires', draft), ...given('name', draft), ...(kind === 'Control' ? given('level', draft) : {}), ...(kind === 'Control' && test ? { targets: targetsOf(test, draft) } : {}),
  };
  const isWhole = lot.lot.trim() !== '' && (kind === 'Instrument' || (test !== undefined && lot.expires !== undefined)) && (kind !== 'Control' || (lot.level !== undefined && (lot.targets?.length ?? 0) > 0));
  const send = (event: SubmitEvent) => {
    event.preventDefault();
    add.mutate(lot, { onSuccess: () => setDraft({ kind: 'Kit' }) });
  };
  const field = (name: string) => ({ label: t(`inHouse.field.${name}`), value: draft[name] ?? '', onChange: (event: { target: { value: string } }) => set(name, event.target.value) });
  const testId = (name: string) => ({ 'data-testid': `lot-${name}` });
  return (
    <Card title={t('inHouse.addLot')}>
      <Box component="form" onSubmit={send} sx={{ display: 'grid', gap: 1.5 }}>
        <TextField select {...field('kind')} slotProps={{ htmlInput: testId('kind') }}>{kinds.map((one) => <MenuItem key={one} value={one}>{t(`inHouse.kind.${one}`)}</MenuItem>)}</TextField>
        <TextField select required={kind !== 'Instrument'} {...field('test')} slotProps={{ htmlInput: testId('test') }}>{tests.map((one) => <MenuItem key={one.code} value={one.code}>{one.name}</MenuItem>)}</TextField>
        <TextField required {...field('lot')} slotProps={{ htmlInput: { ...testId('lot'), maxLength: 100 } }} />
        <TextField {...field('name')} slotProps={{ htmlInput: { ...testId('name'), maxLength: 100 } }} />
        {kind === 'Instrument' ? null : <TextField required type="date" {...field('expires')} slotProps={{ htmlInput: testId('expires'), inputLabel: { shrink: true } }} />}
        {kind === 'Control' && test ? <TargetFields test={test} draft={draft} set={set} /> : null}
        <Failure error={add.error} />
        <Box role="status">{add.isSuccess ? <Alert severity="success">{t('inHouse.added')}</Alert> : null}</Box>
        <Button type="submit" variant="contained" disabled={!isWhole || add.isPending} data-testid="lot-save">{t('inHouse.addLot')}</Button>
      </Box>
    </Card>
  );
}

/** A member that is left out where nothing was typed. */
function given<Name extends string>(name: Name, draft: Readonly<Record<string, string>>): Partial<Record<Name, string>> {
  const value = draft[name]?.trim();
  return value ? ({ [name]: value } as Partial<Record<Name, string>>) : {};
}

import { inHouseDoors, measuredValue, useControlRuns, useInHouseAct, type InHouseControl, type InHouseTest, type MeasuredValue } from '@carewright/core';
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import MenuItem from '@mui/material/MenuItem';
import TextField from '@mui/material/TextField';
import { useState, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Card } from '../../shell/card';
import { Failure } from '../../shell/failure';
import { LeveyJennings } from './levey-jennings';
import { RunTable } from './run-table';
import { ValueField } from './value-field';

/** Controls of a test with one lot: a run to enter, its chart, and the same in a table. */
export function Controls({ tests }: { tests: readonly InHouseTest[] }) {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState('');
  const lots = tests.flatMap((test) => test.kits.map((kit) => ({ test, kit })));
  const current = lots.find(({ kit }) => kit.id === chosen) ?? lots.find(({ test }) => test.controls.length > 0);
  const runs = useControlRuns(current?.kit.id);
  if (!current) return <Alert severity="info">{t('inHouse.noLots')}</Alert>;
  const { test, kit } = current;
  const numbers = test.analytes.filter((analyte) => analyte.kind === 'Number');
  return (
    <Box sx={{ display: 'grid', gap: 2 }}>
      <TextField select label={t('inHouse.testAndLot')} value={kit.id} onChange={(event) => setChosen(event.target.value)} sx={{ maxWidth: 480 }} slotProps={{ htmlInput: { 'data-testid': 'control-lot' } }}>
        {lots.map((one) => <MenuItem key={one.kit.id} value={one.kit.id}>{`${one.test.name} · ${one.kit.lot}`}</MenuItem>)}
      </TextField>
      {test.controls.length === 0 ? <Alert severity="info">{t('inHouse.noControls')}</Alert> : <RunForm key={kit.id} test={test} kit={kit.id} />}
      <Failure error={runs.error} />
      {runs.data === undefined ? null : (
        <Card title={t('inHouse.runs')}>
          {numbers.map((analyte) => <LeveyJennings key={analyte.code} analyte={analyte} runs={runs.data.runs} />)}
          <RunTable runs={runs.data.runs} />
        </Card>
      )}
    </Box>
  );
}

function RunForm({ test, kit }: { test: InHouseTest; kit: string }) {
  const { t } = useTranslation();
  const [texts, setTexts] = useState<Readonly<Record<string, string>>>({});
  const run = useInHouseAct(inHouseDoors.run);
  const controls = test.controls.flatMap((control) => measured(test, control, texts) ?? []);
  const send = (event: SubmitEvent) => {
    event.preventDefault();
    run.mutate({ test: test.code, kit, controls }, { onSuccess: () => setTexts({}) });
  };
  const outcome = run.data?.outcome;
  return (
    <Card title={t('inHouse.enterRun')}>
      <Box component="form" onSubmit={send} sx={{ display: 'grid', gap: 1.5, gridTemplateColumns: { xs: 'minmax(0, 1fr)', md: 'repeat(2, minmax(0, 1fr))' } }}>
        {test.controls.flatMap((control) => control.targets.map(({ analyte: code }) => {
          const analyte = test.analytes.find((one) => one.code === code);
          const place = `${control.id}.${code}`;
          return analyte === undefined ? null : (
            <ValueField key={place} isOptional analyte={{ ...analyte, name: `${control.level} · ${control.lot} · ${analyte.name}` }} value={texts[place] ?? ''} testId={`control-${place}`} onValue={(text) => setTexts((before) => ({ ...before, [place]: text }))} />
          );
        }))}
        <Button type="submit" variant="contained" disabled={controls.length === 0 || run.isPending} sx={{ gridColumn: '1 / -1' }} data-testid="run-save">{t('inHouse.saveRun')}</Button>
      </Box>
      <Failure error={run.error} />
      <Box role="status">
        {run.data === undefined || outcome === undefined ? null : <Alert severity={outcome === 'rejected' ? 'error' : outcome === 'warning' ? 'warning' : 'success'} data-testid="run-told">{[t(`inHouse.outcome.${outcome}`), ...run.data.rules].join(' · ')}</Alert>}
      </Box>
    </Card>
  );
}

/** A control of which every value is there; one that is left out was not measured. */
function measured(test: InHouseTest, control: InHouseControl, texts: Readonly<Record<string, string>>): { control: string; values: readonly MeasuredValue[] } | undefined {
  const values = control.targets.flatMap(({ analyte: code }) => {
    const analyte = test.analytes.find((one) => one.code === code);
    return (analyte && measuredValue(analyte, texts[`${control.id}.${code}`] ?? '')) ?? [];
  });
  return values.length === control.targets.length ? { control: control.id, values } : undefined;
}

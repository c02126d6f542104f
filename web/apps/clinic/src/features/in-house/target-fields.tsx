import type { InHouseLot, InHouseTest } from '@carewright/core';
import MenuItem from '@mui/material/MenuItem';
import TextField from '@mui/material/TextField';
import { useTranslation } from 'react-i18next';

type Draft = Readonly<Record<string, string>>;

const numberOf = (text: string | undefined) => (text !== undefined && /^\s*\d+([.,]\d+)?\s*$/.test(text) ? Number(text.replace(',', '.')) : undefined);

/** What a control is to show: of a number mean and standard deviation from its insert, else one of the words. */
export function TargetFields({ test, draft, set }: { test: InHouseTest; draft: Draft; set: (name: string, value: string) => void }) {
  const { t } = useTranslation();
  return (
    <>
      <TextField select required label={t('inHouse.field.level')} value={draft['level'] ?? ''} onChange={(event) => set('level', event.target.value)} slotProps={{ htmlInput: { 'data-testid': 'lot-level' } }}>
        {test.controlLevels.map((level) => <MenuItem key={level} value={level}>{level}</MenuItem>)}
      </TextField>
      {test.analytes.flatMap((analyte) => (analyte.kind === 'Number' ? ['mean', 'sd'] : ['expected']).map((what) => {
        const name = `${what}.${analyte.code}`;
        const common = { label: t(`inHouse.target.${what}`, { name: analyte.name }), value: draft[name] ?? '', onChange: (event: { target: { value: string } }) => set(name, event.target.value) };
        return what === 'expected'
          ? <TextField key={name} select {...common} slotProps={{ htmlInput: { 'data-testid': `lot-${name}` } }}>{analyte.choices.map((choice) => <MenuItem key={choice} value={choice}>{t(`inHouse.word.${choice}`, { defaultValue: choice })}</MenuItem>)}</TextField>
          : <TextField key={name} {...common} slotProps={{ htmlInput: { 'data-testid': `lot-${name}`, inputMode: 'decimal' } }} />;
      }))}
    </>
  );
}

/** The targets of which all is there. */
export function targetsOf(test: InHouseTest, draft: Draft): NonNullable<InHouseLot['targets']> {
  return test.analytes.flatMap((analyte): NonNullable<InHouseLot['targets']> => {
    if (analyte.kind !== 'Number') return draft[`expected.${analyte.code}`] ? [{ analyte: analyte.code, expected: draft[`expected.${analyte.code}`] ?? '' }] : [];
    const [mean, deviation] = [numberOf(draft[`mean.${analyte.code}`]), numberOf(draft[`sd.${analyte.code}`])];
    return mean !== undefined && deviation !== undefined && deviation > 0 ? [{ analyte: analyte.code, mean, deviation }] : [];
  });
}

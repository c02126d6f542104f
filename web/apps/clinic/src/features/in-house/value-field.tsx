import { measuredValue, type InHouseAnalyte } from '@carewright/core';
import MenuItem from '@mui/material/MenuItem';
import TextField from '@mui/material/TextField';
import { useTranslation } from 'react-i18next';

/** A value of one analyte: a number with its unit, or one of its words. Nothing is chosen beforehand. */
export function ValueField({ analyte, value, testId, isOptional, onValue }: { analyte: InHouseAnalyte; value: string; testId: string; isOptional?: boolean; onValue: (value: string) => void }) {
  const { t } = useTranslation();
  const wrong = value !== '' && measuredValue(analyte, value) === undefined;
  const label = analyte.unit === null ? analyte.name : t('inHouse.withUnit', { name: analyte.name, unit: analyte.unit });
  const common = { required: isOptional !== true, label, value, error: wrong, helperText: wrong ? t('inHouse.impossible') : undefined, onChange: (event: { target: { value: string } }) => onValue(event.target.value) };
  if (analyte.kind === 'Number') return <TextField {...common} slotProps={{ htmlInput: { 'data-testid': testId, inputMode: 'decimal' } }} />;
  return (
    <TextField select {...common} slotProps={{ htmlInput: { 'data-testid': testId } }}>
      {analyte.choices.map((choice) => <MenuItem key={choice} value={choice}>{t(`inHouse.word.${choice}`, { defaultValue: choice })}</MenuItem>)}
    </TextField>
  );
}

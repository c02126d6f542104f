import { enrollableKinds, type EnrollableKind, type FactorRule } from '@carewright/core';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Checkbox from '@mui/material/Checkbox';
import FormControlLabel from '@mui/material/FormControlLabel';
import MenuItem from '@mui/material/MenuItem';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { useTranslation } from 'react-i18next';

/** One role's rule: whether, by what, and for how long a new account may go without. */
export function RuleRow({ name, rule, onChange, onRemove }: { name: string; rule: FactorRule; onChange: (rule: FactorRule) => void; onRemove?: () => void }) {
  const { t } = useTranslation();
  const mustHave = rule.factors === 'required';
  const toggle = (kind: EnrollableKind, isOn: boolean) => onChange({ ...rule, kinds: enrollableKinds.filter((one) => (one === kind ? isOn : rule.kinds.includes(one))) });
  return (
    <Box role="group" aria-label={name} data-testid="rule" sx={{ display: 'grid', gap: 1, borderTop: '1px solid', borderColor: 'divider', pt: 1.5 }}>
      <Box sx={{ display: 'flex', alignItems: 'center', gap: 1 }}>
        <Typography variant="h3" sx={{ flex: 1 }}>{name}</Typography>
        {onRemove ? <Button onClick={onRemove} aria-label={t('signInRules.removeRule', { name })}>{t('signInRules.remove')}</Button> : null}
      </Box>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1.5, alignItems: 'center' }}>
        <TextField select label={t('signInRules.need')} value={rule.factors} onChange={(event) => onChange({ ...rule, factors: event.target.value as FactorRule['factors'] })} sx={{ minWidth: 170 }}>
          {(['required', 'optional'] as const).map((one) => <MenuItem key={one} value={one}>{t(`signInRules.needs.${one}`)}</MenuItem>)}
        </TextField>
        {mustHave ? (
          <TextField
            type="number" required label={t('signInRules.grace')} value={rule.graceDays} onChange={(event) => onChange({ ...rule, graceDays: Number(event.target.value) })}
            sx={{ width: 190 }} slotProps={{ htmlInput: { min: 0, max: 90 } }}
          />
        ) : null}
        {mustHave ? enrollableKinds.map((kind) => (
          <FormControlLabel key={kind} label={t(`users.factor.${kind}`)} control={<Checkbox checked={rule.kinds.includes(kind)} disabled={rule.kinds.length === 1 && rule.kinds[0] === kind} onChange={(_, isOn) => toggle(kind, isOn)} />} />
        )) : null}
      </Box>
    </Box>
  );
}

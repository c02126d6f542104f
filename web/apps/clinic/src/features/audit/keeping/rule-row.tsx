import { fewestYears, type RetentionRule } from '@carewright/core';
import { Icon } from '@carewright/ui';
import Box from '@mui/material/Box';
import IconButton from '@mui/material/IconButton';
import TextField from '@mui/material/TextField';
import { useTranslation } from 'react-i18next';

/** One rule: its name, its years, where it comes from. */
export function RuleRow({ rule, onChange, onRemove }: { rule: RetentionRule; onChange: (rule: RetentionRule) => void; onRemove?: () => void }) {
  const { t } = useTranslation();
  return (
    <Box role="group" aria-label={rule.name || t('logKeeping.newRule')} data-testid="retention-rule" sx={{ display: 'grid', gap: 1.5, gridTemplateColumns: { xs: '1fr', sm: '1fr 100px 2fr 40px' }, alignItems: 'start' }}>
      <TextField required label={t('logKeeping.ruleName')} value={rule.name} onChange={(event) => onChange({ ...rule, name: event.target.value })} autoComplete="off" slotProps={{ htmlInput: { maxLength: 80, 'data-testid': 'rule-name' } }} />
      <TextField required type="number" label={t('logKeeping.years')} value={rule.years} onChange={(event) => onChange({ ...rule, years: Number(event.target.value) })} slotProps={{ htmlInput: { min: fewestYears, max: 100, 'data-testid': 'rule-years' } }} />
      <TextField multiline label={t('logKeeping.because')} value={rule.because} onChange={(event) => onChange({ ...rule, because: event.target.value })} autoComplete="off" />
      {onRemove ? <IconButton sx={{ justifySelf: 'end' }} onClick={onRemove} aria-label={t('logKeeping.removeNamed', { name: rule.name })}><Icon name="close" /></IconButton> : null}
    </Box>
  );
}

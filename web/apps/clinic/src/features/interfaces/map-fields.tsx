import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Card } from '../../shell/card';
import type { PartProps } from './partner-form';

/** The partner's own maps; each fault that the server finds leads to its line. */
export function MapFields({ draft, issues, set }: PartProps) {
  const { t } = useTranslation();
  const field = useRef<HTMLTextAreaElement>(null);
  const lines = draft.maps.split('\n');
  const goTo = (line: number) => {
    const start = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
    field.current?.focus();
    field.current?.setSelectionRange(start, start + (lines[line - 1]?.length ?? 0));
  };
  return (
    <Card title={t('interfaces.form.maps')}>
      <Typography variant="body2">{t('interfaces.form.mapsHelp')}</Typography>
      {issues.maps.length > 0 ? (
        <Alert severity="error">
          {issues.maps.map(({ line, message }, index) => (
            <Box key={index} data-testid="map-issue">
              {line === undefined ? null : <Button size="small" color="inherit" onClick={() => goTo(line)}>{t('interfaces.form.line', { number: line })}</Button>} {message}
              {line === undefined ? null : <Box component="code" sx={{ display: 'block', whiteSpace: 'pre-wrap' }}>{lines[line - 1]}</Box>}
            </Box>
          ))}
        </Alert>
      ) : null}
      <TextField label={t('interfaces.form.maps')} value={draft.maps} onChange={(event) => set({ maps: event.target.value })} multiline minRows={3} maxRows={24} error={issues.maps.length > 0} inputRef={field} slotProps={{ htmlInput: { spellCheck: false, 'data-testid': 'partner-maps', style: { fontFamily: 'monospace', fontSize: '0.8125rem' } } }} />
    </Card>
  );
}

const thresholds = ['attach', 'ask', 'margin'] as const;

const limits = ['silentMinutes', 'openMinutes', 'deadPerHour'] as const;

/** What is seldom changed, and folded away: when the partner is in trouble, and when two people are taken for the same. */
export function MoreFields({ draft, issues, set }: PartProps) {
  const { t } = useTranslation();
  const [wrong, wrongLimits] = [issues.fields['matching'], issues.fields['limits']];
  return (
    <Box component="details" open={wrong !== undefined || wrongLimits !== undefined || undefined}>
      <Box component="summary" sx={{ cursor: 'pointer', py: 1, minHeight: 24 }}>{t('interfaces.form.more')}</Box>
      <Box sx={{ display: 'grid', gap: 2 }}>
        <Card title={t('interfaces.form.limits')}>
          <Typography variant="body2">{t('interfaces.form.limitsHelp')}</Typography>
          {wrongLimits ? <Alert severity="error">{wrongLimits}</Alert> : null}
          {limits.map((name) => <TextField key={name} label={t(`interfaces.form.${name}`)} value={draft[name]} onChange={(event) => set({ [name]: event.target.value })} required={name !== 'silentMinutes'} error={wrongLimits !== undefined} helperText={t(`interfaces.form.${name}Help`)} autoComplete="off" slotProps={{ htmlInput: { inputMode: 'numeric' } }} />)}
        </Card>
        <Card title={t('interfaces.form.matching')}>
          <Typography variant="body2">{t('interfaces.form.matchingHelp')}</Typography>
          {wrong ? <Alert severity="error">{wrong}</Alert> : null}
          {thresholds.map((name) => <TextField key={name} label={t(`interfaces.form.${name}`)} value={draft[name]} onChange={(event) => set({ [name]: event.target.value })} required error={wrong !== undefined} helperText={t(`interfaces.form.${name}Help`)} autoComplete="off" slotProps={{ htmlInput: { inputMode: 'decimal' } }} />)}
        </Card>
      </Box>
    </Box>
  );
}

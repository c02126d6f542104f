import type { LogHold } from '@carewright/core';
import { Icon } from '@carewright/ui';
import Box from '@mui/material/Box';
import IconButton from '@mui/material/IconButton';
import TextField from '@mui/material/TextField';
import { useTranslation } from 'react-i18next';

const orNull = (text: string): string | null => (text === '' ? null : text);

/** One legal hold: what it is called, why it stands, and whose records it keeps. */
export function HoldRow({ hold, onChange, onRemove }: { hold: LogHold; onChange: (hold: LogHold) => void; onRemove: () => void }) {
  const { t } = useTranslation();
  return (
    <Box role="group" aria-label={hold.name || t('logKeeping.newHold')} data-testid="log-hold" sx={{ display: 'grid', gap: 1.5, gridTemplateColumns: { xs: '1fr', sm: '1fr 1fr', md: '1fr 2fr 1fr 1fr 40px' }, alignItems: 'start' }}>
      <TextField required label={t('logKeeping.holdName')} value={hold.name} onChange={(event) => onChange({ ...hold, name: event.target.value })} autoComplete="off" slotProps={{ htmlInput: { maxLength: 80, 'data-testid': 'hold-name' } }} />
      <TextField required label={t('logKeeping.holdReason')} value={hold.reason} onChange={(event) => onChange({ ...hold, reason: event.target.value })} autoComplete="off" slotProps={{ htmlInput: { 'data-testid': 'hold-reason' } }} />
      <TextField label={t('logKeeping.holdPatient')} value={hold.patient ?? ''} onChange={(event) => onChange({ ...hold, patient: orNull(event.target.value.trim()) })} helperText={t('logKeeping.holdAny')} autoComplete="off" />
      <TextField label={t('logKeeping.holdUser')} value={hold.user ?? ''} onChange={(event) => onChange({ ...hold, user: orNull(event.target.value.trim()) })} helperText={t('logKeeping.holdAny')} autoComplete="off" />
      <IconButton sx={{ justifySelf: 'end' }} onClick={onRemove} aria-label={t('logKeeping.removeNamed', { name: hold.name })}><Icon name="close" /></IconButton>
    </Box>
  );
}

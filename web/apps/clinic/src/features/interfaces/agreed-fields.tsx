import { acknowledgeTimes, processingIds, type AcknowledgeWhen } from '@carewright/core';
import Checkbox from '@mui/material/Checkbox';
import FormControl from '@mui/material/FormControl';
import FormControlLabel from '@mui/material/FormControlLabel';
import FormHelperText from '@mui/material/FormHelperText';
import FormLabel from '@mui/material/FormLabel';
import MenuItem from '@mui/material/MenuItem';
import TextField from '@mui/material/TextField';
import { useTranslation } from 'react-i18next';
import { Card } from '../../shell/card';
import type { PartProps } from './partner-form';

/** What is agreed with the partner: which messages, on whose clocks, and when they are acknowledged. */
export function AgreedFields({ draft, issues, set }: PartProps) {
  const { t } = useTranslation();
  const wrong = issues.fields;
  const toggle = (id: string, isOn: boolean) => set({ processingIds: processingIds.filter((one) => (one === id ? isOn : draft.processingIds.includes(one))) });
  return (
    <Card title={t('interfaces.form.agreed')}>
      <TextField label={t('interfaces.form.messages')} value={draft.messages} onChange={(event) => set({ messages: event.target.value })} multiline minRows={1} error={wrong['messages'] !== undefined} helperText={wrong['messages'] ?? t('interfaces.form.messagesHelp')} slotProps={{ htmlInput: { spellCheck: false } }} />
      <FormControl component="fieldset" error={wrong['processingIds'] !== undefined}>
        <FormLabel component="legend">{t('interfaces.form.processing')}</FormLabel>
        {processingIds.map((id) => <FormControlLabel key={id} control={<Checkbox checked={draft.processingIds.includes(id)} onChange={(_, isOn) => toggle(id, isOn)} />} label={t(`interfaces.form.processingIds.${id}`)} />)}
        {wrong['processingIds'] ? <FormHelperText>{wrong['processingIds']}</FormHelperText> : null}
      </FormControl>
      <TextField label={t('interfaces.form.timeZone')} value={draft.timeZone} onChange={(event) => set({ timeZone: event.target.value })} required error={wrong['timeZone'] !== undefined} helperText={wrong['timeZone'] ?? t('interfaces.form.timeZoneHelp')} autoComplete="off" slotProps={{ htmlInput: { spellCheck: false } }} sx={{ maxWidth: 480 }} />
      <TextField select label={t('interfaces.form.acknowledge')} value={draft.acknowledge} onChange={(event) => set({ acknowledge: event.target.value as AcknowledgeWhen })} helperText={t(`interfaces.form.acknowledgeHelp.${draft.acknowledge}`)}>
        {acknowledgeTimes.map((one) => <MenuItem key={one} value={one}>{t(`interfaces.form.acknowledges.${one}`)}</MenuItem>)}
      </TextField>
      <FormControlLabel control={<Checkbox checked={draft.isNumbered} onChange={(_, isNumbered) => set({ isNumbered })} />} label={t('interfaces.form.numbered')} data-testid="partner-numbered" />
    </Card>
  );
}

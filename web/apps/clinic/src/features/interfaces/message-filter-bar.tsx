import { instantOf, messageStates, type MessageFilters, type Partner } from '@carewright/core';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import MenuItem from '@mui/material/MenuItem';
import Paper from '@mui/material/Paper';
import TextField from '@mui/material/TextField';
import { useState, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useDates } from '../../shell/dates';

const nothing = { partner: '', state: '', control: '', from: '', to: '' };

/** Filters by partner, state, number and time; nothing is asked until they are applied. */
export function MessageFilterBar({ partners, onApply }: { partners: readonly Partner[]; onApply: (filters: MessageFilters) => void }) {
  const { t } = useTranslation();
  const { zone } = useDates();
  const [draft, setDraft] = useState(nothing);
  const field = (name: keyof typeof nothing) => ({ label: t(`interfaces.list.filter.${name}`), value: draft[name], onChange: (event: { target: { value: string } }) => setDraft({ ...draft, [name]: event.target.value }) });
  const shrink = { inputLabel: { shrink: true } };
  const apply = (next: typeof nothing) => {
    setDraft(next);
    onApply(filtersOf(next, zone));
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    apply(draft);
  };
  return (
    <Paper component="form" role="search" aria-label={t('interfaces.list.filters')} onSubmit={submit} sx={{ p: 1.5, mb: 1, border: '1px solid', borderColor: 'divider', display: 'grid', gap: 1.25, gridTemplateColumns: { xs: '1fr', sm: '1fr 1fr', lg: '1.2fr 1fr 1fr 1.1fr 1.1fr auto' }, alignItems: 'center' }}>
      <TextField select {...field('partner')} slotProps={{ ...shrink, select: { displayEmpty: true } }}>
        <MenuItem value="">{t('interfaces.list.anyPartner')}</MenuItem>
        {partners.map(({ id, name }) => <MenuItem key={id} value={id}>{name}</MenuItem>)}
      </TextField>
      <TextField select {...field('state')} slotProps={{ ...shrink, select: { displayEmpty: true } }} data-testid="filter-state">
        <MenuItem value="">{t('interfaces.list.anyState')}</MenuItem>
        {messageStates.map((state) => <MenuItem key={state} value={state}>{t(`interfaces.state.${state}`)}</MenuItem>)}
      </TextField>
      <TextField {...field('control')} autoComplete="off" slotProps={{ ...shrink, htmlInput: { spellCheck: false, 'data-testid': 'filter-control' } }} />
      <TextField type="datetime-local" {...field('from')} slotProps={shrink} />
      <TextField type="datetime-local" {...field('to')} slotProps={shrink} />
      <Box sx={{ display: 'flex', gap: 0.5 }}>
        <Button type="submit" variant="contained" data-testid="messages-apply">{t('interfaces.list.apply')}</Button>
        <Button onClick={() => apply(nothing)}>{t('interfaces.list.clear')}</Button>
      </Box>
    </Paper>
  );
}

/** Wall times of the site become instants; what is empty is not asked for. */
function filtersOf(draft: typeof nothing, zone: string): MessageFilters {
  const instant = (local: string) => {
    const at = instantOf(local, zone);
    return Number.isNaN(at) ? '' : new Date(at).toISOString();
  };
  const all = { partner: draft.partner, state: draft.state, control: draft.control.trim(), from: instant(draft.from), to: instant(draft.to) };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== ''));
}

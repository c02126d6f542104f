import { addDays } from '@carewright/core';
import { Icon } from '@carewright/ui';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import IconButton from '@mui/material/IconButton';
import MenuItem from '@mui/material/MenuItem';
import Paper from '@mui/material/Paper';
import TextField from '@mui/material/TextField';
import { useState, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useDates } from '../../shell/dates';
import { noFilters, type FilterDraft } from './filter-draft';
import { PatientFilter } from './patient-filter';
import { UserFilter } from './user-filter';

const actions = ['create', 'read', 'update', 'delete', 'execute'] as const;

interface AuditFilterBarProps {
  readonly applied: FilterDraft;
  readonly onApply: (filters: FilterDraft) => void;
  readonly onRefresh: () => void;
}

/** Filters by user, patient, action and time; nothing is asked until they are applied. */
export function AuditFilterBar({ applied, onApply, onRefresh }: AuditFilterBarProps) {
  const { t } = useTranslation();
  const dates = useDates();
  const [draft, setDraft] = useState(applied);
  const set = (change: Partial<FilterDraft>) => setDraft((before) => ({ ...before, ...change }));
  const apply = (next: FilterDraft) => {
    setDraft(next);
    onApply(next);
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    apply(draft);
  };
  const shrink = { inputLabel: { shrink: true } };
  const lastDays = (days: number) => apply({ ...draft, from: `${addDays(dates.today(), 1 - days)}T00:00`, to: '' });
  return (
    <Paper component="form" role="search" aria-label={t('audit.filters')} onSubmit={submit} sx={{ p: 1.5, mb: 1, border: '1px solid', borderColor: 'divider' }}>
      <Box sx={{ display: 'grid', gap: 1.25, gridTemplateColumns: { xs: '1fr', sm: '1fr 1fr', lg: '1fr 1.3fr 0.7fr 1.1fr 1.1fr auto' }, alignItems: 'center' }}>
        <UserFilter value={draft.user} onChange={(user) => set({ user })} />
        <PatientFilter value={draft.patient} onChange={(patient) => set({ patient })} />
        <TextField select label={t('audit.action')} value={draft.action} onChange={(event) => set({ action: event.target.value })} slotProps={{ ...shrink, select: { displayEmpty: true } }}>
          <MenuItem value="">{t('audit.anyAction')}</MenuItem>
          {actions.map((action) => <MenuItem key={action} value={action}>{t(`codes.auditAction.${action}`)}</MenuItem>)}
        </TextField>
        <TextField type="datetime-local" label={t('audit.from')} value={draft.from} onChange={(event) => set({ from: event.target.value })} slotProps={shrink} />
        <TextField type="datetime-local" label={t('audit.to')} value={draft.to} onChange={(event) => set({ to: event.target.value })} slotProps={shrink} />
        <Box sx={{ display: 'flex', gap: 0.5 }}>
          <Button type="submit" variant="contained" data-testid="audit-apply">{t('audit.apply')}</Button>
          <IconButton aria-label={t('audit.refresh')} onClick={onRefresh}><Icon name="refresh" /></IconButton>
        </Box>
      </Box>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 0.5, mt: 1 }}>
        <Button onClick={() => lastDays(1)}>{t('audit.today')}</Button>
        <Button onClick={() => lastDays(7)}>{t('audit.days', { count: 7 })}</Button>
        <Button onClick={() => lastDays(30)}>{t('audit.days', { count: 30 })}</Button>
        <Button onClick={() => apply(noFilters)}>{t('audit.clear')}</Button>
      </Box>
    </Paper>
  );
}

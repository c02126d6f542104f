import { addDays, isoDay, type AuditFilters } from '@carewright/core';
import { Icon } from '@carewright/ui';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import IconButton from '@mui/material/IconButton';
import MenuItem from '@mui/material/MenuItem';
import Paper from '@mui/material/Paper';
import TextField from '@mui/material/TextField';
import { useState, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';

const actions = ['create', 'read', 'update', 'delete', 'execute'] as const;
const empty = { user: '', patient: '', action: '', from: '', to: '' };

/** Filters by user, patient, action and time; nothing is asked until they are applied. */
export function AuditFilterBar({ onApply, onRefresh }: { onApply: (filters: AuditFilters) => void; onRefresh: () => void }) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState(empty);
  const set = (name: keyof typeof empty, value: string) => setDraft((before) => ({ ...before, [name]: value }));
  const apply = (next: typeof empty) => {
    setDraft(next);
    onApply(toFilters(next));
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    apply(draft);
  };
  const shrink = { inputLabel: { shrink: true } };
  const lastDays = (days: number) => apply({ ...draft, from: `${addDays(isoDay(new Date()), 1 - days)}T00:00`, to: '' });
  return (
    <Paper component="form" role="search" aria-label={t('audit.filters')} onSubmit={submit} sx={{ p: 1.5, mb: 1, border: '1px solid', borderColor: 'divider' }}>
      <Box sx={{ display: 'grid', gap: 1.25, gridTemplateColumns: { xs: '1fr', sm: '1fr 1fr', md: 'repeat(3, 1fr)', lg: '1fr 1.2fr 0.8fr 1.1fr 1.1fr auto' }, alignItems: 'center' }}>
        <TextField label={t('audit.user')} value={draft.user} onChange={(event) => set('user', event.target.value)} autoComplete="off" slotProps={{ htmlInput: { spellCheck: false, 'data-testid': 'audit-filter-user' } }} />
        <TextField label={t('audit.patient')} value={draft.patient} onChange={(event) => set('patient', event.target.value)} autoComplete="off" placeholder={t('audit.patientHint')} slotProps={{ ...shrink, htmlInput: { spellCheck: false, 'data-testid': 'audit-filter-patient' } }} />
        <TextField select label={t('audit.action')} value={draft.action} onChange={(event) => set('action', event.target.value)} slotProps={{ ...shrink, select: { displayEmpty: true } }}>
          <MenuItem value="">{t('audit.anyAction')}</MenuItem>
          {actions.map((action) => <MenuItem key={action} value={action}>{t(`codes.auditAction.${action}`)}</MenuItem>)}
        </TextField>
        <TextField type="datetime-local" label={t('audit.from')} value={draft.from} onChange={(event) => set('from', event.target.value)} slotProps={shrink} />
        <TextField type="datetime-local" label={t('audit.to')} value={draft.to} onChange={(event) => set('to', event.target.value)} slotProps={shrink} />
        <Box sx={{ display: 'flex', gap: 0.5 }}>
          <Button type="submit" variant="contained" data-testid="audit-apply">{t('audit.apply')}</Button>
          <IconButton aria-label={t('audit.refresh')} onClick={onRefresh}><Icon name="refresh" /></IconButton>
        </Box>
      </Box>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 0.5, mt: 1 }}>
        <Button onClick={() => lastDays(1)}>{t('audit.today')}</Button>
        <Button onClick={() => lastDays(7)}>{t('audit.days', { count: 7 })}</Button>
        <Button onClick={() => lastDays(30)}>{t('audit.days', { count: 30 })}</Button>
        <Button onClick={() => apply(empty)}>{t('audit.clear')}</Button>
      </Box>
    </Paper>
  );
}

/** Local times become instants, so that the server reads the reader's clock; a patient may be typed as id or reference. */
function toFilters(draft: typeof empty): AuditFilters {
  const instant = (local: string) => (local === '' ? '' : new Date(local).toISOString());
  const all = { user: draft.user.trim(), patient: draft.patient.trim().replace(/^.*Patient\//, ''), action: draft.action, from: instant(draft.from), to: instant(draft.to) };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== ''));
}

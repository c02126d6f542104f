import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { useTranslation } from 'react-i18next';
import { Card } from '../../shell/card';
import type { PartProps } from './partner-form';
import { SenderTable } from './tables';

/** Who the partner is: its name here, and what its messages say of their sender. */
export function WhoFields({ draft, issues, set, isNew, suggested }: PartProps & { isNew: boolean; suggested: string }) {
  const { t } = useTranslation();
  const wrong = issues.fields;
  return (
    <Card title={t('interfaces.form.who')}>
      <TextField label={t('interfaces.form.name')} value={draft.name} onChange={(event) => set({ name: event.target.value })} required error={wrong['name'] !== undefined} helperText={wrong['name']} autoComplete="off" slotProps={{ htmlInput: { 'data-testid': 'partner-name' } }} />
      {isNew
        ? <TextField label={t('interfaces.form.id')} value={draft.id} placeholder={suggested} onChange={(event) => set({ id: event.target.value })} error={wrong['id'] !== undefined} helperText={wrong['id'] ?? t('interfaces.form.idHelp')} autoComplete="off" slotProps={{ inputLabel: { shrink: true }, htmlInput: { spellCheck: false } }} />
        : <Typography variant="body2" sx={{ color: 'text.secondary' }}>{t('interfaces.form.idIs', { id: draft.id })}</Typography>}
      <SenderTable draft={draft} issues={issues} set={set} />
    </Card>
  );
}

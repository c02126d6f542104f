import { Icon } from '@carewright/ui';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Paper from '@mui/material/Paper';
import Typography from '@mui/material/Typography';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';

export interface RuleLine {
  readonly key: string;
  readonly title: string;
  readonly lines: readonly string[];
  readonly explanation?: string | undefined;
}

interface RuleListProps {
  readonly title: string;
  readonly text: string;
  readonly add: string;
  readonly testId: string;
  readonly rules: readonly RuleLine[];
  readonly onAdd: () => void;
  readonly onEdit: (index: number) => void;
  readonly onRemove: (index: number) => void;
}

/** Rules of one kind in words; each can be changed, added or taken away. */
export function RuleList({ title, text, add, testId, rules, onAdd, onEdit, onRemove }: RuleListProps) {
  const { t } = useTranslation();
  const id = useId();
  return (
    <Box component="section" aria-labelledby={id} sx={{ mb: 3 }}>
      <Box sx={{ display: 'flex', alignItems: 'center', gap: 1, flexWrap: 'wrap' }}>
        <Typography variant="h2" id={id} sx={{ flex: '1 1 auto' }}>{title}</Typography>
        <Button startIcon={<Icon name="add" />} onClick={onAdd} data-testid={`${testId}-add`}>{add}</Button>
      </Box>
      <Typography variant="body2" sx={{ color: 'text.secondary' }}>{text}</Typography>
      {rules.length === 0 ? <Typography variant="body2" sx={{ mt: 1 }}>{t('policies.noneYet')}</Typography> : null}
      {rules.map((rule, index) => (
        <Paper key={rule.key} component="article" aria-label={rule.title} data-testid={testId} sx={{ border: '1px solid', borderColor: 'divider', p: 1.25, mt: 1, display: 'flex', flexWrap: 'wrap', gap: 1 }}>
          <Box sx={{ flex: '1 1 320px', minWidth: 0, fontSize: '0.8125rem', overflowWrap: 'anywhere' }}>
            <Box sx={{ fontWeight: 650 }}>{rule.title}</Box>
            {rule.lines.map((line) => <div key={line}>{line}</div>)}
            {rule.explanation ? <Box sx={{ color: 'text.secondary' }}>{rule.explanation}</Box> : null}
          </Box>
          <Button onClick={() => onEdit(index)} aria-label={t('policies.editOf', { name: rule.title })}>{t('users.edit')}</Button>
          <Button color="error" onClick={() => onRemove(index)} aria-label={t('policies.removeOf', { name: rule.title })}>{t('policies.remove')}</Button>
        </Paper>
      ))}
    </Box>
  );
}

import type { ExplainedCondition } from '@carewright/core';
import { Status } from '@carewright/ui';
import Box from '@mui/material/Box';
import { useTranslation } from 'react-i18next';
import { codeWord } from '../../shell/words';

/** Conditions with how each was decided. */
export function Conditions({ conditions }: { conditions: readonly ExplainedCondition[] }) {
  const { t } = useTranslation();
  return (
    <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0, display: 'grid', gap: 0.5 }}>
      {conditions.map((condition, index) => (
        <Box component="li" key={`${condition.kind} ${condition.detail} ${index}`} sx={{ display: 'flex', flexWrap: 'wrap', gap: 1, fontSize: '0.8125rem' }}>
          <Status tone={condition.holds ? 'success' : 'danger'}>{t(condition.holds ? 'explain.holds' : 'explain.holdsNot')}</Status>
          <Box component="span" sx={{ overflowWrap: 'anywhere' }}><b>{codeWord(t, 'condition', condition.kind)}</b> {condition.detail}</Box>
        </Box>
      ))}
    </Box>
  );
}

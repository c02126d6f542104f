import { writeJsonTree, type JsonNode } from '@carewright/core';
import { JsonView } from '@carewright/ui';
import Box from '@mui/material/Box';
import ToggleButton from '@mui/material/ToggleButton';
import ToggleButtonGroup from '@mui/material/ToggleButtonGroup';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

/** The record as held, digit for digit: as a foldable tree or as the raw JSON text. */
export function RecordView({ tree }: { tree: JsonNode }) {
  const { t } = useTranslation();
  const [form, setForm] = useState<'tree' | 'raw'>('tree');
  return (
    <>
      <ToggleButtonGroup exclusive size="small" value={form} onChange={(_, next: 'tree' | 'raw' | null) => setForm(next ?? form)} aria-label={t('detail.form')} sx={{ m: 1.5, mb: 0 }}>
        <ToggleButton value="tree" sx={{ py: 0.25 }}>{t('detail.tree')}</ToggleButton>
        <ToggleButton value="raw" sx={{ py: 0.25 }}>{t('detail.raw')}</ToggleButton>
      </ToggleButtonGroup>
      {form === 'tree' ? (
        <JsonView node={tree} label={t('detail.record')} />
      ) : (
        // A scrollable region must be reachable by keyboard (WCAG 2.1.1).
        <Box component="pre" role="region" aria-label={t('detail.raw')} tabIndex={0} sx={{ m: 0, p: 1.5, fontSize: '0.75rem', overflowX: 'auto', whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
          {writeJsonTree(tree)}
        </Box>
      )}
    </>
  );
}

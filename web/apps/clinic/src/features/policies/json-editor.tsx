import type { Policy } from '@carewright/core';
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import TextField from '@mui/material/TextField';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

/** The draft as it is kept, for what the forms have no field for. */
export function JsonEditor({ policy, onChange }: { policy: Policy; onChange: (policy: Policy) => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState(() => JSON.stringify(policy, null, 2));
  const [fault, setFault] = useState(false);
  const save = () => {
    try {
      const next: unknown = JSON.parse(text);
      setFault(false);
      onChange(next as Policy);
    } catch {
      setFault(true);
    }
  };
  return (
    <Box sx={{ display: 'grid', gap: 1 }}>
      {fault ? <Alert severity="error">{t('policies.badJson')}</Alert> : null}
      <TextField label={t('policies.view.json')} multiline minRows={12} maxRows={28} value={text} onChange={(event) => setText(event.target.value)} slotProps={{ htmlInput: { spellCheck: false, style: { fontFamily: 'monospace', fontSize: 12 } } }} />
      <Box><Button variant="outlined" onClick={save}>{t('policies.saveJson')}</Button></Box>
    </Box>
  );
}

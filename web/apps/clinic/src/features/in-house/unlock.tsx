import { inHouseDoors, useInHouseAct } from '@carewright/core';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { useState, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Failure } from '../../shell/failure';

/** What was found and done after a rejected run; then a control must pass. */
export function Unlock({ kit, rules }: { kit: string; rules: readonly string[] }) {
  const { t } = useTranslation();
  const [found, setFound] = useState('');
  const [done, setDone] = useState('');
  const act = useInHouseAct(inHouseDoors.act);
  const send = (event: SubmitEvent) => {
    event.preventDefault();
    act.mutate({ kit, found, done });
  };
  return (
    <Box component="form" onSubmit={send} sx={{ display: 'grid', gap: 1, mt: 1 }}>
      <Typography variant="body2">{t('inHouse.brokenRules', { rules: rules.join(', ') })}</Typography>
      <TextField required label={t('inHouse.found')} value={found} onChange={(event) => setFound(event.target.value)} slotProps={{ htmlInput: { 'data-testid': 'action-found', maxLength: 2000 } }} />
      <TextField required label={t('inHouse.done')} value={done} onChange={(event) => setDone(event.target.value)} slotProps={{ htmlInput: { 'data-testid': 'action-done', maxLength: 2000 } }} />
      <Button type="submit" variant="outlined" disabled={act.isPending || found.trim() === '' || done.trim() === ''} data-testid="action-save">{t('inHouse.writeDown')}</Button>
      <Failure error={act.error} />
    </Box>
  );
}

import { inHouseDoors, useInHouseAct, type InHouseState } from '@carewright/core';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import MenuItem from '@mui/material/MenuItem';
import TextField from '@mui/material/TextField';
import { useState, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Failure } from '../../shell/failure';

/** A temperature that was read, or what was done to an instrument. */
export function Upkeep({ instruments, onKept }: { instruments: InHouseState['instruments']; onKept: () => void }) {
  const { t } = useTranslation();
  const [instrument, setInstrument] = useState('');
  const [degrees, setDegrees] = useState('');
  const [done, setDone] = useState('');
  const keep = useInHouseAct(inHouseDoors.keep);
  const celsius = /^-?\d+([.,]\d+)?$/.test(degrees.trim()) ? Number(degrees.replace(',', '.')) : undefined;
  const isWhole = instrument !== '' && (degrees.trim() === '' ? done.trim() !== '' : celsius !== undefined && done.trim() === '');
  const send = (event: SubmitEvent) => {
    event.preventDefault();
    keep.mutate({ instrument, what: t(celsius === undefined ? 'inHouse.maintenance' : 'inHouse.temperature'), ...(celsius === undefined ? { done } : { celsius }) }, { onSuccess: () => { setDegrees(''); setDone(''); onKept(); } });
  };
  return (
    <Box component="form" onSubmit={send} className="not-on-paper" sx={{ display: 'flex', flexWrap: 'wrap', gap: 1.5, alignItems: 'center' }}>
      <TextField select required label={t('inHouse.column.instrument')} value={instrument} onChange={(event) => setInstrument(event.target.value)} sx={{ minWidth: 200 }} slotProps={{ htmlInput: { 'data-testid': 'upkeep-instrument' } }}>
        {instruments.map((one) => <MenuItem key={one.id} value={one.id}>{[one.name, one.lot].filter(Boolean).join(' · ')}</MenuItem>)}
      </TextField>
      <TextField label={t('inHouse.celsius')} value={degrees} onChange={(event) => setDegrees(event.target.value)} slotProps={{ htmlInput: { 'data-testid': 'upkeep-celsius', inputMode: 'decimal' } }} />
      <TextField label={t('inHouse.orDone')} value={done} onChange={(event) => setDone(event.target.value)} slotProps={{ htmlInput: { 'data-testid': 'upkeep-done', maxLength: 500 } }} />
      <Button type="submit" variant="outlined" disabled={!isWhole || keep.isPending} data-testid="upkeep-save">{t('inHouse.writeDown')}</Button>
      <Failure error={keep.error} />
    </Box>
  );
}

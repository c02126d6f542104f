import { inHouseDoors, inHouseLogs, useInHouseAct, useInHouseLog, type InHouseLog, type InHouseLogKind, type InHouseState } from '@carewright/core';
import { Icon } from '@carewright/ui';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import MenuItem from '@mui/material/MenuItem';
import Table from '@mui/material/Table';
import TableBody from '@mui/material/TableBody';
import TableCell from '@mui/material/TableCell';
import TableContainer from '@mui/material/TableContainer';
import TableHead from '@mui/material/TableHead';
import TableRow from '@mui/material/TableRow';
import TextField from '@mui/material/TextField';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDates } from '../../shell/dates';
import { Failure } from '../../shell/failure';
import { Upkeep } from './upkeep';

/** What an inspector asks for, for a period: on the screen, on paper, and as a file. */
export function Logs({ instruments }: { instruments: InHouseState['instruments'] }) {
  const { t } = useTranslation();
  const today = useDates().today();
  const [kind, setKind] = useState<InHouseLogKind>('controls');
  const [from, setFrom] = useState(`${today.slice(0, 8)}01`);
  const [to, setTo] = useState(today);
  const log = useInHouseLog(kind, from, to);
  // What leaves on paper is on record before it does.
  const paper = useInHouseAct((client, what: InHouseLogKind) => inHouseDoors.paper(client, what, from, to));
  return (
    <Box sx={{ display: 'grid', gap: 2 }}>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1.5, alignItems: 'center' }}>
        <TextField select label={t('inHouse.log')} value={kind} onChange={(event) => setKind(inHouseLogs.find((one) => one === event.target.value) ?? 'controls')} sx={{ minWidth: 200 }} slotProps={{ htmlInput: { 'data-testid': 'log-kind' } }}>
          {inHouseLogs.map((one) => <MenuItem key={one} value={one}>{t(`inHouse.logs.${one}`)}</MenuItem>)}
        </TextField>
        <TextField type="date" label={t('inHouse.from')} value={from} onChange={(event) => setFrom(event.target.value)} slotProps={{ inputLabel: { shrink: true } }} />
        <TextField type="date" label={t('inHouse.to')} value={to} onChange={(event) => setTo(event.target.value)} slotProps={{ inputLabel: { shrink: true } }} />
        <Button className="not-on-paper" component="a" href={`/in-house/logs/${kind}?from=${from}&to=${to}&format=csv`} download={`${kind}-${from}-${to}.csv`} startIcon={<Icon name="download" />} data-testid="log-file">{t('inHouse.file')}</Button>
        <Button className="not-on-paper" disabled={log.data === undefined || paper.isPending} onClick={() => paper.mutate(kind, { onSuccess: () => window.print() })} data-testid="log-print" startIcon={<Icon name="print" />}>{t('inHouse.print')}</Button>
      </Box>
      {kind === 'upkeep' ? <Upkeep instruments={instruments} onKept={() => void log.refetch()} /> : null}
      <Failure error={log.error ?? paper.error} />
      {log.data === undefined ? null : <LogRows log={log.data} />}
    </Box>
  );
}

function LogRows({ log }: { log: InHouseLog }) {
  const { t } = useTranslation();
  return (
    <TableContainer tabIndex={0} role="region" aria-label={t(`inHouse.logs.${log.kind}`)}>
      <Table size="small" data-testid="log-table">
        <TableHead><TableRow>{log.columns.map((column) => <TableCell key={column} component="th" scope="col">{t(`inHouse.column.${column}`)}</TableCell>)}</TableRow></TableHead>
        <TableBody>
          {log.rows.length === 0 ? <TableRow><TableCell colSpan={log.columns.length}>{t('inHouse.nothing')}</TableCell></TableRow> : null}
          {log.rows.map((row, index) => <TableRow key={`${row.join('|')}${index}`}>{row.map((cell, at) => <TableCell key={log.columns[at]}>{cell}</TableCell>)}</TableRow>)}
        </TableBody>
      </Table>
    </TableContainer>
  );
}

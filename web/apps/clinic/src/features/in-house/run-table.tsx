import type { ControlRun } from '@carewright/core';
import Table from '@mui/material/Table';
import TableBody from '@mui/material/TableBody';
import TableCell from '@mui/material/TableCell';
import TableContainer from '@mui/material/TableContainer';
import TableHead from '@mui/material/TableHead';
import TableRow from '@mui/material/TableRow';
import { useTranslation } from 'react-i18next';
import { useDates } from '../../shell/dates';

const columns = ['time', 'values', 'outcome', 'rules'] as const;

/** Runs, the newest first: the chart in words. */
export function RunTable({ runs }: { runs: readonly ControlRun[] }) {
  const { t } = useTranslation();
  const dates = useDates();
  return (
    <TableContainer tabIndex={0} role="region" aria-label={t('inHouse.column.values')}>
      <Table size="small" data-testid="run-table">
        <TableHead><TableRow>{columns.map((one) => <TableCell key={one} component="th" scope="col">{t(`inHouse.column.${one}`)}</TableCell>)}</TableRow></TableHead>
        <TableBody>
          {[...runs].reverse().map((run) => (
            <TableRow key={run.id}>
              <TableCell component="th" scope="row">{dates.dateTime(run.at)}</TableCell>
              <TableCell>{run.values.map((value) => `${value.level}: ${value.number ?? value.word ?? ''}${value.score === null ? '' : ` (${value.score.toFixed(1)} s)`}`).join('; ')}</TableCell>
              <TableCell>{t(`inHouse.outcome.${run.outcome}`)}</TableCell>
              <TableCell>{run.rules.join(', ')}</TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </TableContainer>
  );
}

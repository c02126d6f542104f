import { usePolicyActs, type SimulatedCount, type Simulation } from '@carewright/core';
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Table from '@mui/material/Table';
import TableBody from '@mui/material/TableBody';
import TableCell from '@mui/material/TableCell';
import TableHead from '@mui/material/TableHead';
import TableRow from '@mui/material/TableRow';
import Typography from '@mui/material/Typography';
import { useTranslation } from 'react-i18next';
import { codeWord, errorText } from '../../shell/words';

/** What the draft would change for everybody who may sign in, counted over the record as it is now. */
export function Simulate({ id }: { id: string }) {
  const { t } = useTranslation();
  const { simulate } = usePolicyActs();
  return (
    <Box sx={{ display: 'grid', gap: 1.5 }}>
      <Typography variant="body2">{t('simulation.text')}</Typography>
      <Box><Button variant="outlined" loading={simulate.isPending} onClick={() => simulate.mutate(id)} data-testid="policy-simulate">{t('simulation.run')}</Button></Box>
      {simulate.isError ? <Alert severity="error">{errorText(t, simulate.error)}</Alert> : null}
      {simulate.data ? <Outcome simulation={simulate.data} /> : null}
    </Box>
  );
}

function Outcome({ simulation }: { simulation: Simulation }) {
  const { t } = useTranslation();
  return (
    <>
      <Alert severity={simulation.changes.length > 0 ? 'info' : 'success'} data-testid="simulation-summary">{t('simulation.summary', { affected: simulation.affected.length, users: simulation.users, seconds: (simulation.milliseconds / 1000).toFixed(1) })}</Alert>
      {simulation.skipped.length > 0 ? <Alert severity="warning">{t('simulation.skipped', { what: simulation.skipped.join(', ') })}</Alert> : null}
      {simulation.changes.length > 0 ? (
        <Box role="region" aria-label={t('policies.view.simulation')} tabIndex={0} sx={{ overflowX: 'auto' }}>
          <Table size="small" aria-label={t('policies.view.simulation')}>
            <TableHead><TableRow>{(['role', 'type', 'gained', 'lost', 'other'] as const).map((column) => <TableCell key={column}>{t(`simulation.${column}`)}</TableCell>)}</TableRow></TableHead>
            <TableBody>
              {simulation.changes.map((change, index) => (
                <TableRow key={index}>
                  <TableCell>{codeWord(t, 'role', change.role)}<Box sx={{ color: 'text.secondary', fontSize: '0.75rem' }}>{change.users.join(', ')}</Box></TableCell>
                  <TableCell>{change.resourceType}</TableCell>
                  <TableCell><Count count={change.gained} /></TableCell>
                  <TableCell><Count count={change.lost} /></TableCell>
                  <TableCell sx={{ fontSize: '0.75rem' }}><Other change={change} /></TableCell>
                </TableRow>
              ))}
            </TableBody>
          </Table>
        </Box>
      ) : null}
    </>
  );
}

function Count({ count }: { count: SimulatedCount }) {
  const { t } = useTranslation();
  if (count.number === 0) return <>–</>;
  return <>{t(`simulation.${count.kind === 'exact' ? 'exact' : count.kind === 'estimate' ? 'estimate' : 'atLeast'}`, { number: count.number, sampled: count.sampled })}<Box sx={{ color: 'text.secondary', fontSize: '0.75rem', overflowWrap: 'anywhere' }}>{count.samples.join(', ')}</Box></>;
}

function Other({ change }: { change: Simulation['changes'][number] }) {
  const { t } = useTranslation();
  const words = (names: readonly string[]) => names.map((one) => codeWord(t, 'interaction', one)).join(', ');
  return (
    <>
      {change.newlyHidden.length > 0 ? <div>{t('simulation.hidden', { elements: change.newlyHidden.join(', ') })}</div> : null}
      {change.newlyShown.length > 0 ? <div>{t('simulation.shown', { elements: change.newlyShown.join(', ') })}</div> : null}
      {change.mayMore.length > 0 ? <div>{t('simulation.mayMore', { what: words(change.mayMore) })}</div> : null}
      {change.mayLess.length > 0 ? <div>{t('simulation.mayLess', { what: words(change.mayLess) })}</div> : null}
    </>
  );
}

import { ownPatient, personName, useExportAddress, usePatientName, useRemoveExport, useSession, type ExportJob } from '@carewright/core';
import { Hidden, Status, type Tone } from '@carewright/ui';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Table from '@mui/material/Table';
import TableBody from '@mui/material/TableBody';
import TableCell from '@mui/material/TableCell';
import TableHead from '@mui/material/TableHead';
import TableRow from '@mui/material/TableRow';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDates } from '../../shell/dates';
import { errorText } from '../../shell/words';
import { Confirm } from './confirm';

/** On a phone and a tablet the end stands under the state. */
const secondary = { display: { xs: 'none', md: 'table-cell' }, whiteSpace: 'nowrap' };
const tones: Readonly<Record<ExportJob['state'], Tone>> = { open: 'info', done: 'success', failed: 'danger' };

/** The archives there are: how far each is, until when, and what can be done with it. */
export function ExportList({ jobs }: { jobs: readonly ExportJob[] }) {
  const { t } = useTranslation();
  return (
    <Table size="small" aria-labelledby="exports-list">
      <TableHead>
        <TableRow>
          <TableCell>{t('exports.what')}</TableCell>
          <TableCell>{t('exports.state')}</TableCell>
          <TableCell sx={secondary}>{t('exports.size')}</TableCell>
          <TableCell sx={secondary}>{t('exports.asked')}</TableCell>
          <TableCell sx={secondary}>{t('exports.ends')}</TableCell>
          <TableCell><Hidden>{t('exports.actions')}</Hidden></TableCell>
        </TableRow>
      </TableHead>
      <TableBody>{jobs.map((job) => <ExportRow key={job.id} job={job} />)}</TableBody>
    </Table>
  );
}

function ExportRow({ job }: { job: ExportJob }) {
  const { t, i18n } = useTranslation();
  const dates = useDates();
  const what = useWhat(job);
  const size = new Intl.NumberFormat(i18n.language, { style: 'unit', unit: 'megabyte', maximumFractionDigits: 1 }).format(job.bytes / 1_000_000);
  return (
    <TableRow hover data-testid="export-row" data-state={job.state}>
      <TableCell component="th" scope="row">
        <Box sx={{ fontWeight: 600 }}>{what}</Box>
        {job.state === 'failed' ? null : <Box sx={{ color: 'text.secondary', fontSize: '0.75rem' }}>{t('exports.resources', { count: job.resources })}</Box>}
      </TableCell>
      <TableCell>
        {/* Told to a screen reader when it changes, without being asked. */}
        <Box role="status"><Status tone={tones[job.state]}>{t(`exports.${job.state}`)}</Status></Box>
        <Box sx={{ display: { md: 'none' }, color: 'text.secondary', fontSize: '0.75rem' }}>{t('exports.until', { date: dates.dateTime(job.expiresAt) })}</Box>
        {job.failure ? <Box sx={{ color: 'error.main', fontSize: '0.75rem' }}>{job.failure}</Box> : null}
      </TableCell>
      <TableCell sx={secondary}>{job.state === 'done' ? size : '–'}</TableCell>
      <TableCell sx={secondary}>{dates.dateTime(job.createdAt)}</TableCell>
      <TableCell sx={secondary}>{dates.dateTime(job.expiresAt)}</TableCell>
      <TableCell align="right" sx={{ whiteSpace: { sm: 'nowrap' } }}><Actions job={job} what={what} /></TableCell>
    </TableRow>
  );
}

function useWhat(job: ExportJob): string {
  const { t } = useTranslation();
  const own = ownPatient(useSession());
  const { data } = usePatientName(job.patient !== null && job.patient !== own ? job.patient : undefined);
  if (job.patient === null) return t('exports.everyone');
  return job.patient === own ? t('exports.own') : t('exports.of', { name: personName(data?.name)?.full ?? job.patient });
}

function Actions({ job, what }: { job: ExportJob; what: string }) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState(false);
  const address = useExportAddress();
  const remove = useRemoveExport();
  return (
    <>
      {address.isError ? <Box role="alert" sx={{ color: 'error.main', fontSize: '0.75rem' }}>{errorText(t, address.error)}</Box> : null}
      {job.state === 'done' ? (
        <Button loading={address.isPending} onClick={() => address.mutate(job.id, { onSuccess: download })} aria-label={t('exports.downloadOf', { what })} data-testid="export-download">{t('exports.download')}</Button>
      ) : null}
      <Button color="error" onClick={() => setAsking(true)} aria-label={t('exports.deleteOf', { what })} data-testid="export-delete">{t('exports.delete')}</Button>
      {asking ? (
        <Confirm
          danger title={t('exports.deleteTitle')} text={t('exports.deleteText')} action={t('exports.delete')} pending={remove.isPending} error={remove.error}
          onConfirm={() => remove.mutate(job.id)} onClose={() => setAsking(false)}
        />
      ) : null}
    </>
  );
}

/** As a file that streams to disk, whatever its size: the path alone, so that it stays on this origin. */
function download(address: string | undefined): void {
  if (address === undefined) return;
  const url = new URL(address);
  const link = document.createElement('a');
  link.href = url.pathname + url.search;
  link.download = 'record.zip';
  link.click();
}

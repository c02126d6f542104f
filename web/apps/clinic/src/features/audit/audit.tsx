import { useAuditLog, type AuditEntry } from '@carewright/core';
import { LiveRegion } from '@carewright/ui';
import Alert from '@mui/material/Alert';
import Button from '@mui/material/Button';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDates } from '../../shell/dates';
import { Page } from '../../shell/page';
import { LogNav } from '../../shell/sub-nav';
import { errorText } from '../../shell/words';
import { ZoneNote } from '../../shell/zone-note';
import { AuditDetail } from './audit-detail';
import { AuditFilterBar } from './audit-filter-bar';
import { AuditTable } from './audit-table';
import { ChainStatus } from './chain-status';
import { ExportButtons } from './export-buttons';
import { noFilters, patientIdOf, toFilters, type FilterDraft } from './filter-draft';

/** Who looked at what, when, and whether they were let. */
export function AuditLog() {
  const { t } = useTranslation();
  const { zone } = useDates();
  const [applied, setApplied] = useState({ draft: noFilters, times: 0 });
  const [open, setOpen] = useState<AuditEntry>();
  const filters = useMemo(() => toFilters(applied.draft, zone), [applied, zone]);
  const log = useAuditLog(filters);
  const entries = useMemo(() => log.data?.pages.flatMap((page) => page.events) ?? [], [log.data]);
  // From a record, the bar is shown anew with what it now filters by.
  const narrow = (change: Partial<FilterDraft>) => {
    setOpen(undefined);
    setApplied((before) => ({ draft: { ...before.draft, ...change }, times: before.times + 1 }));
  };
  const onlyPatient = (reference: string) => narrow({ patient: { id: patientIdOf(reference) } });
  return (
    <Page title={t('audit.title')} actions={<><ChainStatus /><ExportButtons filters={filters} /></>}>
      <LogNav />
      <AuditFilterBar key={applied.times} applied={applied.draft} onApply={(draft) => setApplied((before) => ({ ...before, draft }))} onRefresh={() => void log.refetch()} />
      <ZoneNote zone={zone} />
      <LiveRegion>{log.isSuccess ? t('audit.count', { count: entries.length }) : ''}</LiveRegion>
      {log.isError ? <Alert severity="error" sx={{ mb: 1 }} action={<Button color="inherit" onClick={() => void log.refetch()}>{t('panel.retry')}</Button>}>{errorText(t, log.error)}</Alert> : null}
      <AuditTable
        entries={entries} loading={log.isPending} hasMore={log.hasNextPage} loadingMore={log.isFetchingNextPage} failed={log.isError}
        onMore={() => void log.fetchNextPage()} onOpen={setOpen} opened={open?.id} filteredBy={applied.draft.patient} onPatient={onlyPatient}
      />
      <AuditDetail entry={open} onClose={() => setOpen(undefined)} onPatient={onlyPatient} onUser={(user) => narrow({ user })} />
    </Page>
  );
}

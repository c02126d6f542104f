import { useAuditLog, type AuditEntry, type AuditFilters } from '@carewright/core';
import { LiveRegion } from '@carewright/ui';
import Alert from '@mui/material/Alert';
import Button from '@mui/material/Button';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Page } from '../../shell/page';
import { errorText } from '../../shell/words';
import { AuditDetail } from './audit-detail';
import { AuditFilterBar } from './audit-filter-bar';
import { AuditTable } from './audit-table';
import { ChainStatus } from './chain-status';
import { ExportButtons } from './export-buttons';

/** Who looked at what, when, and whether they were let. */
export function AuditLog() {
  const { t } = useTranslation();
  const [filters, setFilters] = useState<AuditFilters>({});
  const [open, setOpen] = useState<AuditEntry>();
  const log = useAuditLog(filters);
  const entries = useMemo(() => log.data?.pages.flatMap((page) => page.events) ?? [], [log.data]);
  return (
    <Page title={t('audit.title')} actions={<><ChainStatus /><ExportButtons filters={filters} /></>}>
      <AuditFilterBar onApply={setFilters} onRefresh={() => void log.refetch()} />
      <LiveRegion>{log.isSuccess ? t('audit.count', { count: entries.length }) : ''}</LiveRegion>
      {log.isError ? <Alert severity="error" sx={{ mb: 1 }} action={<Button color="inherit" onClick={() => void log.refetch()}>{t('panel.retry')}</Button>}>{errorText(t, log.error)}</Alert> : null}
      <AuditTable
        entries={entries} loading={log.isPending} hasMore={log.hasNextPage} loadingMore={log.isFetchingNextPage} failed={log.isError}
        onMore={() => void log.fetchNextPage()} onOpen={setOpen} opened={open?.id}
      />
      <AuditDetail entry={open} onClose={() => setOpen(undefined)} />
    </Page>
  );
}

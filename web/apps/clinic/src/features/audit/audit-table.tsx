import { personName, usePatientName, type AuditEntry } from '@carewright/core';
import { Status, type Tone } from '@carewright/ui';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Link from '@mui/material/Link';
import Paper from '@mui/material/Paper';
import Skeleton from '@mui/material/Skeleton';
import Typography from '@mui/material/Typography';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useDates } from '../../shell/dates';
import { codeWord } from '../../shell/words';
import type { ChosenPatient } from './filter-draft';
import { readableQuery } from './readable-query';

interface AuditTableProps {
  readonly entries: readonly AuditEntry[];
  readonly loading: boolean;
  readonly failed: boolean;
  readonly hasMore: boolean;
  readonly loadingMore: boolean;
  readonly opened: string | undefined;
  readonly onMore: () => void;
  readonly onOpen: (entry: AuditEntry) => void;
  /** The patient the log is filtered by, whose rows then carry the name. */
  readonly filteredBy: ChosenPatient | undefined;
  readonly onPatient: (reference: string) => void;
}

export const outcomeTone: Readonly<Record<string, Tone>> = { success: 'success', refused: 'danger', failed: 'warning' };

const rowHeight = 44;
const columns = { xs: '104px 1fr 92px', md: '212px minmax(140px, 1fr) minmax(150px, 1.1fr) minmax(140px, 1.3fr) minmax(120px, 1fr) 104px' };

/** The log as a virtual table: as many rows as were fetched, only the visible ones in the document. */
export function AuditTable({ entries, loading, failed, hasMore, loadingMore, opened, onMore, onOpen, filteredBy, onPatient }: AuditTableProps) {
  const { t } = useTranslation();
  const { data: named } = usePatientName(filteredBy?.id);
  const name = personName(named?.name)?.full;
  const nameOf = (reference: string) => (name !== undefined && reference === `Patient/${filteredBy?.id ?? ''}` ? name : reference);
  const scroller = useRef<HTMLDivElement>(null);
  // eslint-disable-next-line react-hooks/incompatible-library -- the virtualizer's functions change with scrolling
  const rows = useVirtualizer({ count: entries.length, getScrollElement: () => scroller.current, estimateSize: () => rowHeight, overscan: 10, initialRect: { width: 800, height: 600 } });
  const items = rows.getVirtualItems();
  const last = items.at(-1)?.index ?? -1;
  const [current, setCurrent] = useState(0);
  const here = Math.min(current, Math.max(0, entries.length - 1));
  /** One row is in the order of Tab, and the arrows move it: else a long log would stand between the reader and what follows. */
  const onKeyDown = (event: KeyboardEvent) => {
    const to = { ArrowDown: here + 1, ArrowUp: here - 1, PageDown: here + 10, PageUp: here - 10, Home: 0, End: entries.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const next = Math.max(0, Math.min(entries.length - 1, to));
    setCurrent(next);
    rows.scrollToIndex(next);
    // The row is in the document once the list has scrolled to it.
    requestAnimationFrame(() => requestAnimationFrame(() => scroller.current?.querySelector<HTMLElement>(`[aria-rowindex="${next + 2}"] button`)?.focus({ preventScroll: true })));
  };
  useEffect(() => {
    if (hasMore && !loadingMore && !failed && last >= entries.length - 5) onMore();
  }, [hasMore, loadingMore, failed, last, entries.length, onMore]);

  return (
    <Paper sx={{ border: '1px solid', borderColor: 'divider', overflow: 'hidden' }}>
      <Box role="table" aria-label={t('audit.title')} aria-rowcount={hasMore ? -1 : entries.length + 1} aria-busy={loading} data-testid="audit-table">
        <Box role="row" sx={{ display: 'grid', gridTemplateColumns: columns, gap: 1, px: 1.5, py: 0.75, borderBottom: '1px solid', borderColor: 'divider', fontSize: '0.75rem', fontWeight: 650, color: 'text.secondary' }}>
          <span role="columnheader">{t('audit.at')}</span>
          <span role="columnheader">{t('audit.user')}</span>
          <Wide header>{t('audit.what')}</Wide>
          <Wide header>{t('audit.data')}</Wide>
          <Wide header>{t('audit.patient')}</Wide>
          <span role="columnheader">{t('audit.outcome')}</span>
        </Box>
        <Box ref={scroller} role="rowgroup" aria-keyshortcuts="ArrowUp ArrowDown PageUp PageDown Home End" onKeyDown={onKeyDown} sx={{ height: 'max(320px, calc(100vh - 330px))', overflowY: 'auto' }}>
          <Box role="presentation" sx={{ position: 'relative', height: rows.getTotalSize() }}>
            {items.map((item) => {
              const entry = entries[item.index];
              return entry ? <AuditRow key={entry.id} entry={entry} index={item.index} start={item.start} selected={opened === entry.id} isStop={item.index === here} onOpen={onOpen} nameOf={nameOf} onPatient={onPatient} /> : null;
            })}
          </Box>
          {loading ? <Box role="presentation" sx={{ p: 1.5 }}>{[1, 2, 3, 4, 5, 6].map((row) => <Skeleton key={row} height={32} />)}</Box> : null}
        </Box>
      </Box>
      {!loading && !failed && entries.length === 0 ? <Typography sx={{ p: 2, color: 'text.secondary' }}>{t('audit.none')}</Typography> : null}
      {hasMore ? <Button onClick={onMore} loading={loadingMore} sx={{ m: 0.5 }}>{t('panel.more')}</Button> : null}
    </Paper>
  );
}

function Wide({ header = false, title, children }: { header?: boolean; title?: string | undefined; children: ReactNode }) {
  return <Box component="span" role={header ? 'columnheader' : 'cell'} title={title} sx={{ display: { xs: 'none', md: 'block' }, minWidth: 0, overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }}>{children}</Box>;
}

interface AuditRowProps {
  readonly entry: AuditEntry;
  readonly index: number;
  readonly start: number;
  readonly selected: boolean;
  /** Whether Tab stops at this row. */
  readonly isStop: boolean;
  readonly onOpen: (entry: AuditEntry) => void;
  readonly nameOf: (reference: string) => string;
  readonly onPatient: (reference: string) => void;
}

function AuditRow({ entry, index, start, selected, isStop, onOpen, nameOf, onPatient }: AuditRowProps) {
  const { t } = useTranslation();
  const dates = useDates();
  const patients = entry.patients ?? [];
  const what = [codeWord(t, 'interaction', entry.interaction), entry.resourceType].filter(Boolean).join(' · ');
  const data = readableQuery(entry.query, ['patient']) || (entry.resources ?? []).slice(0, 3).join(', ');
  const [patient] = patients;
  return (
    <Box
      role="row" aria-rowindex={index + 2} data-testid="audit-row"
      sx={{ position: 'absolute', top: 0, left: 0, right: 0, height: rowHeight, transform: `translateY(${start}px)`, display: 'grid', gridTemplateColumns: columns, gap: 1, alignItems: 'center', px: 1.5, borderBottom: '1px solid', borderColor: 'divider', fontSize: '0.8125rem', '&:hover': { bgcolor: 'action.hover' }, ...(selected ? { bgcolor: 'action.selected' } : {}) }}
    >
      <span role="cell">
        <Link component="button" color="inherit" tabIndex={isStop ? 0 : -1} onClick={() => onOpen(entry)} sx={{ font: 'inherit', textAlign: 'left' }}>{dates.date(entry.at)}<Box component="span" sx={{ display: { xs: 'block', md: 'inline' } }}> {dates.seconds(entry.at)}</Box></Link>
      </span>
      <Box component="span" role="cell" sx={{ minWidth: 0, overflow: 'hidden', lineHeight: 1.3 }}>
        <Box component="span" sx={{ display: 'block', overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }}>{entry.display ?? entry.userName ?? t('audit.nobody')}</Box>
        <Box component="span" sx={{ color: 'text.secondary', fontSize: '0.75rem', whiteSpace: 'nowrap' }}>
          <Box component="span" sx={{ display: { xs: 'none', md: 'inline' } }}>{codeWord(t, 'role', entry.role)}</Box>
          <Box component="span" sx={{ display: { md: 'none' } }}>{what}</Box>
        </Box>
      </Box>
      <Wide>{what}</Wide>
      <Wide title={data}>{data}</Wide>
      <Wide title={patient ? nameOf(patient.reference) : undefined}>
        {patients.length > 1 ? t('audit.patients', { count: patients.length }) : patient ? <Link component="button" color="inherit" tabIndex={isStop ? 0 : -1} aria-label={t('audit.onlyPatientOf', { patient: nameOf(patient.reference) })} onClick={() => onPatient(patient.reference)} sx={{ font: 'inherit', textAlign: 'left', maxWidth: '100%', overflow: 'hidden', textOverflow: 'ellipsis' }} noWrap>{nameOf(patient.reference)}</Link> : ''}
      </Wide>
      <span role="cell"><Status tone={outcomeTone[entry.outcome] ?? 'neutral'}>{codeWord(t, 'outcome', entry.outcome)}</Status></span>
    </Box>
  );
}

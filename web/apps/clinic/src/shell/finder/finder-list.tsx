import { formatDate, personName, recordNumber, type useFinder } from '@carewright/core';
import type { Patient } from '@carewright/fhir-client';
import Box from '@mui/material/Box';
import LinearProgress from '@mui/material/LinearProgress';
import Typography from '@mui/material/Typography';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocale } from '../../shell/language';
import { codeWord, errorText, patientAge } from '../../shell/words';

interface FinderListProps {
  readonly id: string;
  readonly found: ReturnType<typeof useFinder>;
  readonly active: number;
  readonly open: boolean;
  readonly height: string;
  readonly onChoose: (index: number) => void;
  readonly onHover: (index: number) => void;
}

export function FinderList({ id, found, active, open, height, onChoose, onHover }: FinderListProps) {
  const { t } = useTranslation();
  const scroller = useRef<HTMLDivElement>(null);
  const { patients, hasMore, searching } = found;
  // The virtualizer hands out functions that change with scrolling; memoising around them would freeze the list.
  // eslint-disable-next-line react-hooks/incompatible-library
  const rows = useVirtualizer({ count: patients.length, getScrollElement: () => scroller.current, estimateSize: () => 52, overscan: 6, initialRect: { width: 480, height: 440 } });
  const items = rows.getVirtualItems();
  const last = items.at(-1)?.index ?? -1;
  const more = found.more;

  useEffect(() => {
    if (open && active >= 0) rows.scrollToIndex(active);
  }, [active, open, rows]);
  useEffect(() => {
    if (hasMore && !searching && last >= patients.length - 1) more();
  }, [hasMore, searching, last, patients.length, more]);

  return (
    <>
      <Box sx={{ height: 2 }}>{searching ? <LinearProgress sx={{ height: 2 }} aria-hidden /> : null}</Box>
      <Message found={found} t={t} />
      <Box ref={scroller} sx={{ maxHeight: height, overflowY: 'auto' }}>
        <Box id={id} role="listbox" aria-label={t('finder.results')} sx={{ position: 'relative', height: rows.getTotalSize() }}>
          {items.map((item) => {
            const patient = patients[item.index];
            return patient ? (
              <Box
                key={item.key} id={`${id}-${item.index}`} data-testid="finder-row" role="option" tabIndex={-1} aria-selected={item.index === active} aria-posinset={item.index + 1} aria-setsize={hasMore ? -1 : patients.length}
                // The box must keep the focus, so that typing goes on after a look at the list.
                onMouseDown={(event) => event.preventDefault()} onClick={() => onChoose(item.index)} onMouseMove={() => onHover(item.index)}
                sx={{ position: 'absolute', top: 0, left: 0, width: '100%', height: 52, transform: `translateY(${item.start}px)`, cursor: 'pointer', px: 1.5, py: 0.75, '&[aria-selected=true]': { bgcolor: 'action.selected' } }}
              >
                <FinderRow patient={patient} />
              </Box>
            ) : null;
          })}
        </Box>
      </Box>
    </>
  );
}

function FinderRow({ patient }: { patient: Patient }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const name = personName(patient.name);
  const number = recordNumber(patient);
  const deceased = patient.deceasedBoolean === true || patient.deceasedDateTime !== undefined;
  return (
    <>
      <Typography component="div" variant="body1" noWrap sx={{ fontWeight: 600 }}>
        {name?.full ?? t('patient.noName')}
        {deceased ? <Box component="span" sx={{ ml: 1, color: 'text.secondary', fontWeight: 400, fontSize: '0.75rem' }}>{t('patient.deceased')}</Box> : null}
      </Typography>
      <Typography component="div" variant="caption" noWrap sx={{ color: 'text.secondary' }}>
        {[patientAge(t, patient), codeWord(t, 'sex', patient.gender ?? 'unknown'), formatDate(patient.birthDate, locale), number ? t('patient.mrn', { number }) : ''].filter(Boolean).join(' · ')}
      </Typography>
    </>
  );
}

function Message({ found, t }: { found: ReturnType<typeof useFinder>; t: ReturnType<typeof useTranslation>['t'] }) {
  const text = found.error ? errorText(t, found.error) : found.idle ? t('finder.hint') : found.patients.length === 0 && !found.searching ? t('finder.none') : undefined;
  return text ? <Typography variant="body2" sx={{ px: 1.5, py: 1.25, color: found.error ? 'error.main' : 'text.secondary' }}>{text}</Typography> : null;
}

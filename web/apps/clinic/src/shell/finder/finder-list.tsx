import { personName, recordNumber, type useFinder } from '@carewright/core';
import type { Patient } from '@carewright/fhir-client';
import { Icon } from '@carewright/ui';
import Box from '@mui/material/Box';
import LinearProgress from '@mui/material/LinearProgress';
import Typography from '@mui/material/Typography';
import { useVirtualizer } from '@tanstack/react-virtual';
import { memo, useEffect, useRef, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useDates } from '../dates';
import { codeWord, errorText, patientAge } from '../words';
import type { Command } from './commands';

interface FinderListProps {
  readonly id: string;
  readonly found: ReturnType<typeof useFinder>;
  /** The text that the rows answer; empty while they answer an older one. */
  readonly answered: string;
  readonly patients: boolean;
  readonly commands: readonly Command[];
  readonly active: number;
  readonly open: boolean;
  readonly inline: boolean;
  readonly onChoose: (index: number) => void;
  readonly onHover: (index: number) => void;
}

const rowHeight = 52;
const commandHeight = 40;

/** Commands, then patients, as the options of one listbox; only the patients in view are in the document. */
export function FinderList({ id, found, answered, patients: searched, commands, active, open, inline, onChoose, onHover }: FinderListProps) {
  const { t } = useTranslation();
  const scroller = useRef<HTMLDivElement>(null);
  const { patients, hasMore, searching } = found;
  const above = commands.length * commandHeight;
  // The virtualizer hands out functions that change with scrolling; memoising around them would freeze the list.
  // eslint-disable-next-line react-hooks/incompatible-library
  const rows = useVirtualizer({ count: patients.length, getScrollElement: () => scroller.current, estimateSize: () => rowHeight, overscan: 4, scrollMargin: above, initialRect: { width: 480, height: 440 } });
  const items = rows.getVirtualItems();
  const last = items.at(-1)?.index ?? -1;
  const more = found.more;

  useEffect(() => {
    if (!open || active < 0) return;
    if (active < commands.length) rows.scrollToOffset(0);
    else rows.scrollToIndex(active - commands.length);
  }, [active, open, rows, commands.length]);
  useEffect(() => {
    if (hasMore && !searching && last >= patients.length - 1) more();
  }, [hasMore, searching, last, patients.length, more]);

  const option = (index: number) => ({
    id: `${id}-${index}`, role: 'option', tabIndex: -1, 'aria-selected': index === active,
    // The box must keep the focus, so that typing goes on after a look at the list.
    onMouseDown: (event: { preventDefault: () => void }) => event.preventDefault(),
    onClick: () => onChoose(index), onMouseMove: () => onHover(index),
  });
  return (
    <>
      <Box sx={{ height: 2, flex: 'none' }}>{searching ? <LinearProgress sx={{ height: 2 }} aria-hidden /> : null}</Box>
      {searched ? <Message found={found} commands={commands.length} /> : null}
      <Box ref={scroller} sx={{ maxHeight: inline ? 'none' : 'min(60vh, 440px)', overflowY: 'auto', flex: inline ? 1 : 'none', minHeight: 0 }}>
        <Box id={id} role="listbox" aria-label={searched ? t('finder.results') : t('palette.commands')} data-answered={answered} sx={listStyle} style={{ height: above + patients.length * rowHeight }}>
          {commands.map((command, index) => (
            <div key={command.id} {...option(index)} data-testid="finder-command" className="command">
              <Icon name="right" sx={{ color: 'text.secondary', fontSize: 16 }} />
              <span className="line" title={command.label}>{command.label}</span>
            </div>
          ))}
          {items.map((item) => {
            const patient = patients[item.index];
            const index = commands.length + item.index;
            return patient ? (
              <div key={patient.id} {...option(index)} data-testid="finder-row" className="patient" aria-posinset={index + 1} aria-setsize={hasMore ? -1 : commands.length + patients.length} style={{ transform: `translateY(${item.start}px)` }}>
                <FinderRow patient={patient} />
              </div>
            ) : null;
          })}
        </Box>
      </Box>
    </>
  );
}

/**
 * One style for all rows, written once: a style per row and line was a third of the time from a keystroke to the rows.
 * The colour of the chosen row alone is faint on a bad screen; the bar at its side is not.
 */
const listStyle = {
  position: 'relative',
  '& [role=option]': { boxSizing: 'border-box', cursor: 'pointer', px: 1.5, borderLeft: '4px solid transparent' },
  '& [aria-selected=true]': { bgcolor: 'action.selected', borderLeftColor: 'primary.main' },
  '& .command': { height: commandHeight, display: 'flex', alignItems: 'center', gap: 1.25, fontSize: '0.8125rem' },
  '& .patient': { position: 'absolute', top: 0, left: 0, width: '100%', height: rowHeight, py: 0.75 },
  '& .line': { display: 'block', overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap', lineHeight: 1.45 },
  '& .name': { fontSize: '0.875rem', fontWeight: 600 },
  '& .facts, & .state': { fontSize: '0.75rem', color: 'text.secondary', fontWeight: 400 },
  '& .state': { ml: 1 },
} as const;

const FinderRow = memo(function FinderRow({ patient }: { patient: Patient }) {
  const { t } = useTranslation();
  const dates = useDates();
  const name = personName(patient.name)?.full ?? t('patient.noName');
  const number = recordNumber(patient);
  const deceased = patient.deceasedBoolean === true || patient.deceasedDateTime !== undefined;
  const sex = patient.gender === undefined ? '' : codeWord(t, 'sex', patient.gender);
  return (
    <>
      <span className="line name" title={name}>
        {name}
        {deceased ? <span className="state">{t('patient.deceased')}</span> : null}
      </span>
      <span className="line facts">
        {[patientAge(t, patient, dates), sex, dates.date(patient.birthDate), number ? t('patient.mrn', { number }) : ''].filter(Boolean).join(' · ')}
      </span>
    </>
  );
});

function Message({ found, commands }: { found: ReturnType<typeof useFinder>; commands: number }): ReactNode {
  const { t } = useTranslation();
  const none = found.fresh && found.patients.length === 0;
  const text = found.error ? errorText(t, found.error) : found.idle ? (commands > 0 ? undefined : t('finder.hint')) : none ? t('finder.none') : undefined;
  return text ? <Typography variant="body2" sx={{ flex: 'none', px: 1.5, py: 1.25, color: found.error ? 'error.main' : 'text.secondary' }}>{text}</Typography> : null;
}

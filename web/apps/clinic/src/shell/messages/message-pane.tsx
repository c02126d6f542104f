import Box from '@mui/material/Box';
import { useEffect, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { isChosen, type Chosen } from './elements';
import { fieldPath, meet, piecesOf, readMessage, type Delimiters, type MessageField, type MessageSegment, type Place } from './paths';
import { moveAmong } from './roving';

interface MessagePaneProps {
  readonly label: string;
  readonly text: string;
  /** What is marked, and brought into view. */
  readonly chosen: Chosen;
  readonly unread?: readonly Place[];
  readonly onChoose?: (place: Place) => void;
}

/** A message, segment by segment: each field can be chosen, what is chosen elsewhere is marked, and what is not read has a dashed frame. */
export function MessagePane({ label, text, chosen, unread = [], onChoose }: MessagePaneProps) {
  const message = useMemo(() => readMessage(text), [text]);
  const pane = useRef<HTMLDivElement>(null);
  useEffect(() => {
    bringIntoView(pane.current);
  }, [chosen]);
  const several = useMemo(() => new Set(message.segments.filter((segment) => segment.occurrence > 1).map((segment) => segment.name)), [message]);
  return (
    <Box ref={pane} role="region" aria-label={label} tabIndex={0} onKeyDown={moveAmong} data-testid="message-pane" sx={paneStyle}>
      {message.segments.map((segment, index) => (
        <Segment key={index} segment={segment} isFirst={index === 0} delimiters={message.delimiters} several={several.has(segment.name)} chosen={chosen} unread={unread} onChoose={onChoose} />
      ))}
    </Box>
  );
}

const paneStyle = {
  position: 'relative', maxHeight: { xs: '46vh', md: '68vh' }, overflow: 'auto', p: 1.5, border: '1px solid', borderColor: 'divider', borderRadius: 1, bgcolor: 'background.paper',
  fontFamily: 'ui-monospace, SFMono-Regular, Menlo, Consolas, monospace', fontSize: '0.75rem', lineHeight: 1.7,
  '& button': { font: 'inherit', color: 'inherit', bgcolor: 'transparent', border: '1px solid transparent', borderRadius: 0.5, p: 0, px: '2px', minHeight: 24, cursor: 'pointer', textAlign: 'left', overflowWrap: 'anywhere', whiteSpace: 'pre-wrap' },
  '& button:hover': { bgcolor: 'action.hover' },
  '& button[data-unread="true"]': { borderStyle: 'dashed', borderColor: 'warning.main' },
  '& [data-chosen="true"]': { bgcolor: 'action.selected', borderStyle: 'solid', borderColor: 'primary.main' },
  '& mark': { bgcolor: 'primary.main', color: 'primary.contrastText', borderRadius: 0.5 },
} as const;

/** Within its own pane only: what else is on the screen stays where it is. */
export function bringIntoView(pane: HTMLElement | null): void {
  const target = pane?.querySelector<HTMLElement>('[data-chosen="true"]');
  if (!pane || !target) return;
  const [top, bottom] = [target.offsetTop, target.offsetTop + target.offsetHeight];
  if (top < pane.scrollTop || bottom > pane.scrollTop + pane.clientHeight) pane.scrollTop = top - pane.clientHeight / 3;
}

interface SegmentProps {
  readonly segment: MessageSegment;
  readonly isFirst: boolean;
  readonly delimiters: Delimiters;
  readonly several: boolean;
  readonly chosen: Chosen;
  readonly unread: readonly Place[];
  readonly onChoose: ((place: Place) => void) | undefined;
}

function Segment({ segment, isFirst, delimiters, several, chosen, unread, onChoose }: SegmentProps) {
  const whole: Place = { segment: segment.name, occurrence: segment.occurrence, field: undefined, repetition: undefined, component: undefined, subcomponent: undefined };
  const isUnread = unread.some((place) => place.field === undefined && meet(place, whole));
  const first = segment.fields.findIndex((field) => field.text !== '');
  return (
    <Box sx={{ pl: 4.5, textIndent: -36, '& > *': { textIndent: 0 } }}>
      <Box component="strong" sx={{ display: 'inline-block', width: 36 }}>{segment.name}</Box>
      {segment.fields.map((field, index) => (
        <span key={field.number}>
          {/* The separator is MSH-1 itself. */}
          {segment.name === 'MSH' && field.number <= 2 ? null : <Box component="span" aria-hidden sx={{ color: 'text.secondary' }}>{delimiters.field}</Box>}
          {field.text === '' ? null : <Field segment={segment} field={field} delimiters={delimiters} path={fieldPath(segment, field, several)} chosen={chosen} isUnread={isUnread || unread.some((place) => place.field === field.number && meet(place, { ...whole, field: field.number }))} isEntry={isFirst && index === first} onChoose={onChoose} />}
        </span>
      ))}
    </Box>
  );
}

interface FieldProps {
  readonly segment: MessageSegment;
  readonly field: MessageField;
  readonly delimiters: Delimiters;
  readonly path: string;
  readonly chosen: Chosen;
  readonly isUnread: boolean;
  readonly isEntry: boolean;
  readonly onChoose: ((place: Place) => void) | undefined;
}

function Field({ segment, field, delimiters, path, chosen, isUnread, isEntry, onChoose }: FieldProps) {
  const { t } = useTranslation();
  const place: Place = { segment: segment.name, occurrence: segment.occurrence, field: field.number, repetition: undefined, component: undefined, subcomponent: undefined };
  const isOn = isChosen([place], chosen);
  const narrow = chosen.filter((one) => one.repetition !== undefined || one.component !== undefined);
  const content = isOn && narrow.length > 0
    ? piecesOf(segment, field, delimiters).map((piece, index) => (piece.place && piece.text !== '' && isChosen([piece.place], narrow) ? <mark key={index}>{piece.text}</mark> : <span key={index}>{piece.text}</span>))
    : field.text;
  if (!onChoose) return <Box component="span" data-chosen={isOn} title={path} sx={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere', border: '1px solid transparent', borderRadius: 0.5 }}>{content}</Box>;
  return (
    <button
      type="button" data-roving data-chosen={isOn} data-unread={isUnread} data-path={path} title={path} aria-pressed={isOn} tabIndex={isOn || (isEntry && chosen.length === 0) ? 0 : -1} onClick={() => onChoose(place)}
      aria-label={isUnread ? t('interfaces.try.fieldUnread', { path, value: field.text }) : t('interfaces.try.field', { path, value: field.text })}
    >
      {content}
    </button>
  );
}

import { useFinder } from '@carewright/core';
import type { Patient } from '@carewright/fhir-client';
import { Icon, LiveRegion } from '@carewright/ui';
import Box from '@mui/material/Box';
import InputBase from '@mui/material/InputBase';
import Paper from '@mui/material/Paper';
import { useEffect, useEffectEvent, useId, useState, type KeyboardEvent, type ReactNode, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { isDayFirst, useLocale } from '../language';
import { matchingCommands, type Command } from './commands';
import { FinderList } from './finder-list';

export interface FinderBoxProps {
  readonly ref?: RefObject<HTMLInputElement | null>;
  readonly label: string;
  readonly placeholder: string;
  readonly hint?: ReactNode;
  /** Results stay in the flow of the page instead of floating under the box. */
  readonly inline?: boolean;
  /** As tall as the fields of a form, in which it stands. */
  readonly field?: boolean;
  readonly autoFocus?: boolean;
  /** Whether patients are searched at all. */
  readonly patients?: boolean;
  /** Listed above the patients, by what is typed; none by default. */
  readonly commands?: readonly Command[];
  readonly onPatient: (patient: Patient) => void;
  readonly onCommand?: (command: Command) => void;
}

const noCommands: readonly Command[] = [];

/**
 * A combobox over the patient search (WAI-ARIA APG combobox with listbox popup). Enter never takes a row of an older
 * text: pressed before the answer is there, it opens the one patient that the answer has (without any, the one command), or
 * waits for a choice when it has more. That is what a scanner does, and what keeps a fast typist out of the wrong chart.
 */
export function FinderBox(props: FinderBoxProps) {
  const { ref, label, placeholder, hint, inline = false, field = false, autoFocus = false, patients = true, commands = noCommands, onPatient, onCommand } = props;
  const { t } = useTranslation();
  const locale = useLocale();
  const listId = useId();
  const [text, setText] = useState('');
  const [focused, setFocused] = useState(false);
  const [moved, setMoved] = useState<number>();
  const [entered, setEntered] = useState<string>();
  const found = useFinder(text, isDayFirst(locale), patients);
  const matched = matchingCommands(commands, text);
  const count = matched.length + found.patients.length;
  const open = inline || (focused && text.trim() !== '');
  // Until the rows answer what is typed, none of them is chosen; then the first patient is, or the first command.
  const first = found.idle ? (matched.length > 0 ? 0 : -1) : !found.fresh ? -1 : found.patients.length > 0 ? matched.length : count > 0 ? 0 : -1;
  const current = moved === undefined ? first : Math.min(moved, count - 1);

  const choose = (index: number) => {
    const [command, patient] = [matched[index], found.patients[index - matched.length]];
    if (command === undefined && (patient === undefined || !found.fresh)) return setEntered(text);
    setText('');
    setMoved(undefined);
    if (command) onCommand?.(command);
    else if (patient) onPatient(patient);
  };
  // A patient outranks commands; without one, the one command is meant.
  const chooseOnly = useEffectEvent(() => choose(found.patients.length === 1 ? matched.length : 0));
  const only = found.fresh && entered === text && (found.patients.length === 1 || (found.patients.length === 0 && matched.length === 1));
  useEffect(() => {
    if (only) chooseOnly();
  }, [only]);

  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[event.key];
    if (step !== undefined && open) setMoved(Math.max(0, Math.min(count - 1, current + step)));
    else if (event.key === 'Enter' && open) choose(current);
    else if (event.key === 'Escape' && text !== '') setText('');
    else return;
    // A dialog around the box closes with the next Escape only.
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <Box sx={{ position: 'relative', height: inline ? '100%' : 'auto', display: inline ? 'flex' : 'block', flexDirection: 'column', minHeight: 0 }}>
      <InputBase
        fullWidth value={text} inputRef={ref} autoFocus={autoFocus} placeholder={placeholder}
        onChange={(event) => { setText(event.target.value); setMoved(undefined); setEntered(undefined); }}
        onFocus={() => setFocused(true)} onBlur={() => setFocused(false)} onKeyDown={onKeyDown}
        startAdornment={<Icon name="search" sx={{ mx: 1, color: 'text.secondary' }} />}
        endAdornment={hint}
        inputProps={{
          'data-testid': 'finder-input', role: 'combobox', 'aria-label': label, 'aria-expanded': open, 'aria-controls': listId, 'aria-autocomplete': 'list', autoComplete: 'off', spellCheck: false, type: 'text', enterKeyHint: 'go',
          'aria-activedescendant': open && current >= 0 ? `${listId}-${current}` : undefined,
        }}
        sx={{ flex: 'none', height: inline ? 44 : field ? 40 : 34, borderRadius: 1, border: '1px solid', borderColor: 'divider', bgcolor: field ? 'transparent' : 'background.default', '&.Mui-focused': { outline: '2px solid var(--mui-palette-primary-main)', outlineOffset: -1 } }}
      />
      <LiveRegion>{open && found.fresh ? t('finder.count', { count: found.patients.length }) : ''}</LiveRegion>
      <Paper elevation={inline ? 0 : 8} hidden={!open} sx={inline ? { flex: 1, minHeight: 0, mt: 1, display: 'flex', flexDirection: 'column' } : { position: 'absolute', zIndex: 10, top: 'calc(100% + 6px)', left: 0, right: 0, border: '1px solid', borderColor: 'divider', overflow: 'hidden', minWidth: { sm: 420 } }}>
        <FinderList id={listId} found={found} answered={found.fresh ? text : ''} patients={patients} commands={matched} active={current} onChoose={choose} onHover={setMoved} open={open} inline={inline} />
      </Paper>
    </Box>
  );
}

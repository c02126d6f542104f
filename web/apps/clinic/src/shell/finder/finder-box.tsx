import { useFinder } from '@carewright/core';
import { Icon, LiveRegion } from '@carewright/ui';
import Box from '@mui/material/Box';
import InputBase from '@mui/material/InputBase';
import Paper from '@mui/material/Paper';
import { useNavigate } from '@tanstack/react-router';
import { useId, useState, type KeyboardEvent, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { isDayFirst, useLocale } from '../../shell/language';
import { FinderList } from './finder-list';

export interface FinderProps {
  readonly ref: RefObject<HTMLInputElement | null>;
  /** Results stay in the flow of the page instead of floating under the box. */
  readonly inline?: boolean;
  readonly autoFocus?: boolean;
  readonly onDone: () => void;
}

/** A combobox over the patient search (WAI-ARIA APG combobox with listbox popup). */
export function Finder({ ref, inline = false, autoFocus = false, onDone }: FinderProps) {
  const { t } = useTranslation();
  const locale = useLocale();
  const navigate = useNavigate();
  const listId = useId();
  const [text, setText] = useState('');
  const [focused, setFocused] = useState(false);
  const [active, setActive] = useState(0);
  const found = useFinder(text, isDayFirst(locale));
  const open = (focused || inline) && text.trim() !== '';
  const current = Math.min(active, found.patients.length - 1);

  const choose = (index: number) => {
    const id = found.patients[index]?.id;
    if (id === undefined) return;
    setText('');
    onDone();
    void navigate({ to: '/patients/$patientId', params: { patientId: id } });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[event.key];
    if (step !== undefined) setActive(Math.max(0, Math.min(found.patients.length - 1, current + step)));
    else if (event.key === 'Enter') choose(current);
    else if (event.key === 'Escape' && text !== '') setText('');
    else return;
    event.preventDefault();
  };

  return (
    <Box sx={{ position: 'relative', height: inline ? '100%' : 'auto' }}>
      <InputBase
        fullWidth value={text} inputRef={ref} autoFocus={autoFocus} placeholder={t('finder.placeholder')}
        onChange={(event) => { setText(event.target.value); setActive(0); }}
        onFocus={() => setFocused(true)} onBlur={() => setFocused(false)} onKeyDown={onKeyDown}
        startAdornment={<Icon name="search" sx={{ mx: 1, color: 'text.secondary' }} />}
        endAdornment={inline ? null : <Shortcut />}
        inputProps={{
          'data-testid': 'finder-input', role: 'combobox', 'aria-label': t('finder.label'), 'aria-expanded': open, 'aria-controls': listId, 'aria-autocomplete': 'list', autoComplete: 'off', spellCheck: false, type: 'text', enterKeyHint: 'go',
          'aria-activedescendant': open && current >= 0 ? `${listId}-${current}` : undefined,
        }}
        sx={{ height: inline ? 44 : 34, borderRadius: 1, border: '1px solid', borderColor: 'divider', bgcolor: 'background.default', '&.Mui-focused': { outline: '2px solid var(--mui-palette-primary-main)', outlineOffset: -1 } }}
      />
      <LiveRegion>{open && !found.searching && !found.idle ? t('finder.count', { count: found.patients.length }) : ''}</LiveRegion>
      <Paper elevation={inline ? 0 : 8} hidden={!open} sx={inline ? { height: 'calc(100% - 52px)', mt: 1 } : { position: 'absolute', top: 'calc(100% + 6px)', left: 0, right: 0, border: '1px solid', borderColor: 'divider', overflow: 'hidden', minWidth: { sm: 420 } }}>
        <FinderList id={listId} found={found} active={current} onChoose={choose} onHover={setActive} open={open} height={inline ? '100%' : 'min(60vh, 440px)'} />
      </Paper>
    </Box>
  );
}

function Shortcut() {
  const { t } = useTranslation();
  return (
    <Box component="kbd" aria-hidden sx={{ mr: 1, px: 0.75, border: '1px solid', borderColor: 'divider', borderRadius: 0.75, fontSize: '0.6875rem', color: 'text.secondary', fontFamily: 'inherit', whiteSpace: 'nowrap', display: { xs: 'none', md: 'block' } }}>
      {t('finder.shortcut')}
    </Box>
  );
}

import { useLaboratoryNames, useLabTests, type LabTest } from '@carewright/core';
import { Icon, LiveRegion } from '@carewright/ui';
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import InputBase from '@mui/material/InputBase';
import MenuItem from '@mui/material/MenuItem';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { useEffect, useEffectEvent, useId, useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Card } from '../../shell/card';
import { errorText } from '../../shell/words';

interface TestFinderProps {
  readonly laboratory: string | undefined;
  readonly onLaboratory: (id: string | undefined) => void;
  readonly onAdd: (test: LabTest) => void;
}

/**
 * Finds tests as one types. Enter takes the marked one, and never a row of an older text: pressed before the answer is there, it takes the one test that the answer has, or the one whose code was typed.
 */
export function TestFinder({ laboratory, onLaboratory, onAdd }: TestFinderProps) {
  const { t } = useTranslation();
  const listId = useId();
  const [text, setText] = useState('');
  const [active, setActive] = useState(0);
  const [entered, setEntered] = useState<string>();
  const found = useLabTests(laboratory, text);
  const laboratories = found.data?.laboratories.map((one) => one.id) ?? [];
  const names = useLaboratoryNames(laboratories).data ?? {};
  const tests = text.trim() === '' ? [] : (found.data?.tests ?? []);
  const current = Math.min(active, tests.length - 1);
  const choose = (test: LabTest | undefined) => {
    if (!found.isFresh) return setEntered(text);
    if (!test) return;
    onAdd(test);
    setText('');
    setActive(0);
    setEntered(undefined);
  };
  const meant = found.isFresh && entered === text && (tests.length === 1 || tests[0]?.code.toLowerCase() === text.trim().toLowerCase());
  const chooseMeant = useEffectEvent(() => choose(tests[0]));
  useEffect(() => {
    if (meant) chooseMeant();
  }, [meant]);
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) setActive(Math.max(0, Math.min(tests.length - 1, current + step)));
    else if (event.key === 'Enter') choose(tests[current]);
    else if (event.key === 'Escape') setText('');
    else return;
    event.preventDefault();
  };
  return (
    <Card title={t('laborders.find')}>
      {laboratories.length > 1 ? (
        <TextField select label={t('laborders.laboratory')} value={laboratory ?? ''} onChange={(event) => onLaboratory(event.target.value === '' ? undefined : event.target.value)} slotProps={{ htmlInput: { 'data-testid': 'lab-choice' } }}>
          <MenuItem value="">{t('laborders.everyLaboratory')}</MenuItem>
          {laboratories.map((id) => <MenuItem key={id} value={id}>{names[id] ?? id}</MenuItem>)}
        </TextField>
      ) : null}
      <InputBase
        fullWidth autoFocus value={text} placeholder={t('laborders.findHint')} onChange={(event) => { setText(event.target.value); setActive(0); }} onKeyDown={onKeyDown}
        startAdornment={<Icon name="search" sx={{ mx: 1, color: 'text.secondary' }} />}
        inputProps={{
          'data-testid': 'test-finder', role: 'combobox', 'aria-label': t('laborders.find'), 'aria-expanded': tests.length > 0, 'aria-controls': listId, 'aria-autocomplete': 'list', autoComplete: 'off', spellCheck: false,
          'aria-activedescendant': tests.length > 0 ? `${listId}-${current}` : undefined,
        }}
        sx={{ height: 40, borderRadius: 1, border: '1px solid', borderColor: 'divider', '&.Mui-focused': { outline: '2px solid var(--mui-palette-primary-main)', outlineOffset: -1 } }}
      />
      {found.isError ? <Alert severity="error">{errorText(t, found.error)}</Alert> : null}
      {found.isSuccess && laboratories.length === 0 && tests.length === 0 && text === '' ? <Typography variant="body2" sx={{ color: 'text.secondary' }}>{t('laborders.noCatalogue')}</Typography> : null}
      <LiveRegion>{text.trim() !== '' && found.isFresh ? t('laborders.found', { count: tests.length }) : ''}</LiveRegion>
      {text.trim() !== '' && found.isFresh && tests.length === 0 ? <Typography variant="body2" sx={{ color: 'text.secondary' }}>{t('laborders.nothingFound')}</Typography> : null}
      <Box component="ul" id={listId} role="listbox" aria-label={t('laborders.find')} hidden={tests.length === 0} sx={{ listStyle: 'none', m: 0, p: 0, maxHeight: 320, overflowY: 'auto' }}>
        {tests.map((test, index) => (
          <TestRow key={test.id} id={`${listId}-${index}`} test={test} laboratory={laboratories.length > 1 ? names[test.laboratory ?? ''] : undefined} active={index === current} onChoose={() => choose(test)} />
        ))}
      </Box>
    </Card>
  );
}

function TestRow({ id, test, laboratory, active, onChoose }: { id: string; test: LabTest; laboratory: string | undefined; active: boolean; onChoose: () => void }) {
  return (
    // The keyboard is the input's: it moves the mark and takes the row (combobox with listbox, WAI-ARIA APG).
    <Box component="li" id={id} role="option" aria-selected={active} onClick={onChoose} data-testid="test-row" sx={{ px: 1, py: 0.75, borderRadius: 1, cursor: 'pointer', bgcolor: active ? 'action.selected' : 'transparent', '&:hover': { bgcolor: 'action.hover' } }}>
      <Typography sx={{ fontWeight: 600, overflowWrap: 'anywhere' }}>{test.name}</Typography>
      <Typography variant="body2" sx={{ color: 'text.secondary', overflowWrap: 'anywhere' }}>{[test.code, test.specimenType, test.container, laboratory].filter(Boolean).join(' · ')}</Typography>
    </Box>
  );
}

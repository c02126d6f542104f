import { hasArea, useSession } from '@carewright/core';
import type { Patient } from '@carewright/fhir-client';
import { Icon } from '@carewright/ui';
import Box from '@mui/material/Box';
import IconButton from '@mui/material/IconButton';
import useMediaQuery from '@mui/material/useMediaQuery';
import { useNavigate } from '@tanstack/react-router';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FinderBox } from './finder-box';
import { Palette } from './palette';

/** The way to any patient from anywhere: a search box in the bar, a full screen on the phone. Ctrl+K has commands as well, for every role. */
export function FinderEntry() {
  const { t } = useTranslation();
  const finds = hasArea(useSession(), 'finder');
  const phone = useMediaQuery('(max-width:599.95px)');
  const [open, setOpen] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const openChart = useOpenChart();
  useShortcut(useCallback(() => setOpen(true), []));
  return (
    <>
      {finds && !phone ? (
        <Box role="search" sx={{ width: '100%', maxWidth: 520 }}>
          <FinderBox ref={input} label={t('finder.label')} placeholder={t('finder.placeholder')} hint={<Shortcut />} onPatient={(patient) => { input.current?.blur(); openChart(patient); }} />
        </Box>
      ) : null}
      {phone ? (
        <IconButton aria-label={finds ? t('finder.label') : t('palette.label')} data-testid="finder-open" onClick={() => setOpen(true)} sx={{ width: 40, height: 40 }}>
          <Icon name="search" />
        </IconButton>
      ) : null}
      {open ? <Palette phone={phone} finds={finds} onPatient={openChart} onClose={() => setOpen(false)} /> : null}
    </>
  );
}

function useOpenChart(): (patient: Patient) => void {
  const navigate = useNavigate();
  return (patient) => {
    if (patient.id !== undefined) void navigate({ to: '/patients/$patientId', params: { patientId: patient.id } });
  };
}

/** Ctrl+K, or Cmd+K, wherever the focus is. */
function useShortcut(open: () => void): void {
  useEffect(() => {
    const shortcut = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
      event.preventDefault();
      open();
    };
    document.addEventListener('keydown', shortcut);
    return () => document.removeEventListener('keydown', shortcut);
  }, [open]);
}

function Shortcut() {
  const { t } = useTranslation();
  return (
    <Box component="kbd" aria-hidden sx={{ mr: 1, px: 0.75, border: '1px solid', borderColor: 'divider', borderRadius: 0.75, fontSize: '0.6875rem', color: 'text.secondary', fontFamily: 'inherit', whiteSpace: 'nowrap', display: { xs: 'none', md: 'block' } }}>
      {t('finder.shortcut')}
    </Box>
  );
}

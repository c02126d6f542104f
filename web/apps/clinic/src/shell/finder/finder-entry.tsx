import { Icon } from '@carewright/ui';
import Box from '@mui/material/Box';
import Dialog from '@mui/material/Dialog';
import IconButton from '@mui/material/IconButton';
import useMediaQuery from '@mui/material/useMediaQuery';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Finder } from './finder';

/** The way to any patient from anywhere: a search box in the bar, a full screen on the phone, Ctrl+K on both. */
export function FinderEntry() {
  const { t } = useTranslation();
  const phone = useMediaQuery('(max-width:599.95px)');
  const [open, setOpen] = useState(false);
  const input = useRef<HTMLInputElement>(null);

  useEffect(() => {
    const shortcut = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey) || event.altKey) return;
      event.preventDefault();
      if (phone) setOpen(true);
      input.current?.focus();
      input.current?.select();
    };
    document.addEventListener('keydown', shortcut);
    return () => document.removeEventListener('keydown', shortcut);
  }, [phone]);

  if (!phone) {
    return (
      <Box role="search" sx={{ width: '100%', maxWidth: 520 }}>
        <Finder ref={input} onDone={() => input.current?.blur()} />
      </Box>
    );
  }
  return (
    <>
      <IconButton aria-label={t('finder.label')} data-testid="finder-open" onClick={() => setOpen(true)} sx={{ width: 40, height: 40 }}>
        <Icon name="search" />
      </IconButton>
      <Dialog open={open} onClose={() => setOpen(false)} fullScreen slotProps={{ paper: { 'aria-label': t('finder.label') } }}>
        <Box sx={{ p: 1, display: 'flex', gap: 0.5, alignItems: 'start', height: '100%' }}>
          <Box sx={{ flex: 1, minWidth: 0, height: '100%' }}>
            <Finder ref={input} inline autoFocus onDone={() => setOpen(false)} />
          </Box>
          <IconButton aria-label={t('panel.close')} onClick={() => setOpen(false)} sx={{ width: 40, height: 40 }}>
            <Icon name="close" />
          </IconButton>
        </Box>
      </Dialog>
    </>
  );
}

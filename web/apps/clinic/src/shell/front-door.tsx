import Box from '@mui/material/Box';
import Paper from '@mui/material/Paper';
import Typography from '@mui/material/Typography';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useDocumentTitle } from './page';
import { LanguageSwitch, ThemeSwitch } from './preferences';

/** The frame of the screens before sign-in. */
export function FrontDoor({ title, wide = false, children }: { title: string; wide?: boolean; children: ReactNode }) {
  const { t } = useTranslation();
  useDocumentTitle(title);
  return (
    <Box component="main" sx={{ minHeight: '100vh', display: 'grid', placeItems: 'center', p: 2 }}>
      <Box sx={{ width: '100%', maxWidth: wide ? 560 : 400, display: 'grid', gap: 2 }}>
        <Box sx={{ display: 'flex', alignItems: 'center', gap: 1.25, justifyContent: 'center' }}>
          <img src="/icon.svg" alt="" width={36} height={36} />
          <Typography component="span" sx={{ fontSize: '1.375rem', fontWeight: 700 }}>{t('app.name')}</Typography>
        </Box>
        <Paper sx={{ p: 3, border: '1px solid', borderColor: 'divider', display: 'grid', gap: 2 }}>
          <Typography variant="h1">{title}</Typography>
          {children}
        </Paper>
        <Box sx={{ display: 'grid', gridTemplateColumns: '1fr 1fr', gap: 1.5 }}>
          <LanguageSwitch />
          <ThemeSwitch />
        </Box>
      </Box>
    </Box>
  );
}

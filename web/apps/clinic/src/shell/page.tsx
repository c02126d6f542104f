import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';
import { useEffect, type ReactNode } from 'react';

/** A screen with its heading and title; the shell moves focus to the heading when the route changes. */
export function Page({ title, actions, children }: { title: string; actions?: ReactNode; children: ReactNode }) {
  useDocumentTitle(title);
  return (
    <Box sx={{ maxWidth: 1320, mx: 'auto', px: { xs: 1.5, sm: 3 }, py: 2 }}>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: 1.5, mb: 1.5 }}>
        <Typography variant="h1" tabIndex={-1} sx={{ flex: '1 1 auto', outline: 'none' }}>
          {title}
        </Typography>
        {actions}
      </Box>
      {children}
    </Box>
  );
}

/** Titles never carry a patient's name: they end up in the browser's history and in screen sharing. */
export function useDocumentTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · Carewright`;
  }, [title]);
}

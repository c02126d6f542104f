import Box from '@mui/material/Box';
import type { ReactNode } from 'react';

export { Card } from '../../shell/card';

/** One thing in a part: what it is, what is known of it, what can be done. */
export function Line({ title, text, actions }: { title: ReactNode; text?: string | undefined; actions?: ReactNode }) {
  return (
    <Box component="li" sx={{ display: 'flex', flexWrap: 'wrap', gap: 1, alignItems: 'center', py: 1, borderTop: '1px solid', borderColor: 'divider', '&:first-of-type': { borderTop: 0 } }}>
      <Box sx={{ flex: '1 1 220px', minWidth: 0 }}>
        <Box sx={{ fontWeight: 600, overflowWrap: 'anywhere' }}>{title}</Box>
        {text ? <Box sx={{ color: 'text.secondary', fontSize: '0.75rem' }}>{text}</Box> : null}
      </Box>
      {actions}
    </Box>
  );
}

export function Lines({ children }: { children: ReactNode }) {
  return <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0 }}>{children}</Box>;
}

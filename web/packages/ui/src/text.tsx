import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';
import type { CSSProperties, ReactNode } from 'react';

const visuallyHidden: CSSProperties = {
  position: 'absolute', width: 1, height: 1, margin: -1, padding: 0, border: 0, overflow: 'hidden', clipPath: 'inset(50%)', whiteSpace: 'nowrap',
};

/** Text for screen readers only. */
export function Hidden({ children }: { children: ReactNode }) {
  return <span style={visuallyHidden}>{children}</span>;
}

/** Says a change aloud without moving focus; keep it mounted and change its text. */
export function LiveRegion({ children }: { children: ReactNode }) {
  return (
    <div role="status" aria-live="polite" style={visuallyHidden}>
      {children}
    </div>
  );
}

export function SkipLink({ target, children }: { target: string; children: ReactNode }) {
  return (
    <Box
      component="a"
      href={`#${target}`}
      sx={{
        position: 'absolute', left: 8, top: -60, zIndex: 2000, p: 1, borderRadius: 1, bgcolor: 'primary.main', color: 'primary.contrastText',
        '&:focus': { top: 8 },
      }}
    >
      {children}
    </Box>
  );
}

export function Secondary({ children, block = false }: { children: ReactNode; block?: boolean }) {
  return (
    <Typography component={block ? 'div' : 'span'} variant="caption" sx={{ color: 'text.secondary' }}>
      {children}
    </Typography>
  );
}

/** A term and its value, for the few facts of a header or a detail. */
export function Fact({ term, children }: { term: string; children: ReactNode }) {
  return (
    <Box sx={{ display: 'grid', gridTemplateColumns: 'minmax(88px, 34%) 1fr', columnGap: 1, py: 0.25 }}>
      <Typography component="dt" variant="body2" sx={{ color: 'text.secondary' }}>
        {term}
      </Typography>
      <Typography component="dd" variant="body2" sx={{ m: 0, overflowWrap: 'anywhere' }}>
        {children}
      </Typography>
    </Box>
  );
}

import ButtonBase from '@mui/material/ButtonBase';
import Box from '@mui/material/Box';
import type { ReactNode } from 'react';

/** A list of panel rows; each row is one whole clickable line. */
export function Rows({ label, children }: { label?: string; children: ReactNode }) {
  return (
    <Box component="ul" aria-label={label} sx={{ listStyle: 'none', m: 0, p: 0 }}>
      {children}
    </Box>
  );
}

export interface RowProps {
  readonly onOpen: () => void;
  readonly primary: ReactNode;
  readonly secondary?: ReactNode;
  readonly trailing?: ReactNode;
  readonly selected?: boolean;
  readonly testId?: string;
}

export function Row({ onOpen, primary, secondary, trailing, selected = false, testId }: RowProps) {
  return (
    <Box component="li" sx={{ '& + &': { borderTop: '1px solid', borderColor: 'divider' } }}>
      <ButtonBase
        onClick={onOpen}
        data-testid={testId}
        aria-current={selected ? 'true' : undefined}
        sx={{
          width: '100%', display: 'flex', justifyContent: 'space-between', alignItems: 'baseline', gap: 1, px: 1.5, py: 0.625, minHeight: 30, textAlign: 'left', font: 'inherit', fontSize: '0.8125rem',
          '&:hover': { bgcolor: 'action.hover' }, ...(selected ? { bgcolor: 'action.selected' } : {}), '&.Mui-focusVisible': { outlineOffset: -3 },
        }}
      >
        <Box component="span" sx={{ minWidth: 0, overflowWrap: 'anywhere' }}>
          <Box component="span" sx={{ display: 'block', fontWeight: 550 }}>{primary}</Box>
          {secondary ? <Box component="span" sx={{ display: 'block', color: 'text.secondary', fontSize: '0.75rem' }}>{secondary}</Box> : null}
        </Box>
        {trailing ? <Box component="span" sx={{ flex: 'none', maxWidth: '45%', textAlign: 'right', color: 'text.secondary', fontSize: '0.75rem' }}>{trailing}</Box> : null}
      </ButtonBase>
    </Box>
  );
}

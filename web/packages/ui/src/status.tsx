import Box from '@mui/material/Box';

export type Tone = 'neutral' | 'info' | 'success' | 'warning' | 'danger';

const colors: Readonly<Record<Tone, string>> = {
  neutral: 'var(--mui-palette-text-secondary)',
  info: 'var(--mui-palette-info-main)',
  success: 'var(--mui-palette-success-main)',
  warning: 'var(--mui-palette-warning-main)',
  danger: 'var(--mui-palette-error-main)',
};

/** A state as a coloured dot and its word: the colour never speaks alone (WCAG 1.4.1). */
export function Status({ tone, children }: { tone: Tone; children: string }) {
  return (
    <Box component="span" sx={{ display: 'inline-flex', alignItems: 'center', gap: 0.75, fontSize: '0.75rem', fontWeight: 600, color: colors[tone], whiteSpace: 'nowrap' }}>
      <Box component="span" aria-hidden sx={{ width: 8, height: 8, borderRadius: '50%', bgcolor: 'currentColor', flex: 'none' }} />
      {children}
    </Box>
  );
}

/** A short word in a tinted frame: allergies, alerts, result flags. */
export function Badge({ tone, strong = false, title, children }: { tone: Tone; strong?: boolean; title?: string; children: string }) {
  const color = colors[tone];
  return (
    <Box
      component="span"
      title={title}
      sx={{
        display: 'inline-block', px: 0.75, borderRadius: 1, fontSize: '0.75rem', fontWeight: 650, lineHeight: '18px', border: '1px solid', borderColor: color,
        color: strong ? 'var(--mui-palette-background-paper)' : color, bgcolor: strong ? color : 'transparent', maxWidth: '100%', overflowWrap: 'anywhere',
      }}
    >
      {children}
    </Box>
  );
}

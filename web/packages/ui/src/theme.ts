import { createTheme } from '@mui/material/styles';

/**
 * Dense and calm: small type and tight rows for people who read all day, one accent colour, and red and amber kept for
 * what is clinically out of range. Every text colour holds 4.5:1 on its ground in both schemes (WCAG 2.2, 1.4.3).
 */
export const theme = createTheme({
  cssVariables: { colorSchemeSelector: '[data-theme="%s"]' },
  colorSchemes: {
    light: {
      palette: {
        primary: { main: '#0b5c6b', contrastText: '#ffffff' },
        error: { main: '#b3261e' },
        warning: { main: '#8a4b00' },
        success: { main: '#1b6b3a' },
        info: { main: '#1f5a99' },
        background: { default: '#f2f5f6', paper: '#ffffff' },
        text: { primary: '#16242a', secondary: '#4b5c64' },
        divider: '#d5dde0',
      },
    },
    dark: {
      palette: {
        primary: { main: '#7fd0dd', contrastText: '#06262c' },
        error: { main: '#ff9d94' },
        warning: { main: '#ffc27a' },
        success: { main: '#8ad8a5' },
        info: { main: '#9dc7f5' },
        background: { default: '#0f171a', paper: '#172125' },
        text: { primary: '#e5edf0', secondary: '#a9b9c0' },
        divider: '#2d3b41',
      },
    },
  },
  shape: { borderRadius: 8 },
  typography: {
    fontFamily: 'Inter, "Segoe UI", system-ui, -apple-system, Roboto, "Helvetica Neue", Arial, sans-serif',
    fontSize: 13,
    h1: { fontSize: '1.25rem', fontWeight: 650, lineHeight: 1.3 },
    h2: { fontSize: '0.875rem', fontWeight: 650, lineHeight: 1.4 },
    h3: { fontSize: '0.8125rem', fontWeight: 650, lineHeight: 1.4 },
    body1: { fontSize: '0.875rem', lineHeight: 1.45 },
    body2: { fontSize: '0.8125rem', lineHeight: 1.45 },
    caption: { fontSize: '0.75rem', lineHeight: 1.4 },
    button: { textTransform: 'none', fontWeight: 600 },
  },
  components: {
    MuiCssBaseline: {
      styleOverrides: {
        body: { fontVariantNumeric: 'tabular-nums' },
        ':focus-visible': { outline: '3px solid var(--mui-palette-primary-main)', outlineOffset: 2 },
        '@media (prefers-reduced-motion: reduce)': { '*': { animationDuration: '0.01ms !important', transitionDuration: '0.01ms !important' } },
      },
    },
    MuiButton: { defaultProps: { size: 'small', disableElevation: true } },
    MuiButtonBase: {
      defaultProps: { disableRipple: true },
      styleOverrides: { root: { fontFamily: 'inherit', '&.Mui-focusVisible': { outline: '3px solid var(--mui-palette-primary-main)', outlineOffset: 2 } } },
    },
    MuiIconButton: { defaultProps: { size: 'small' } },
    MuiTextField: { defaultProps: { size: 'small' } },
    MuiPaper: { defaultProps: { elevation: 0 } },
    MuiTableCell: { styleOverrides: { root: { padding: '6px 10px' }, head: { fontWeight: 650 } } },
    MuiTab: { styleOverrides: { root: { minHeight: 40, padding: '6px 14px' } } },
    MuiTabs: { styleOverrides: { root: { minHeight: 40 } } },
    MuiToggleButton: { styleOverrides: { root: { color: 'var(--mui-palette-text-secondary)' } } },
    MuiLink: { defaultProps: { underline: 'hover' }, styleOverrides: { root: { '&.Mui-focusVisible': { outline: '3px solid var(--mui-palette-primary-main)', outlineOffset: 1 } } } },
  },
});

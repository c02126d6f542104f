import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import { useTranslation } from 'react-i18next';

/** The recovery codes, this once: to print or to copy, and a press that says they are kept. */
export function RecoveryCodes({ codes, onDone }: { codes: readonly string[]; onDone: () => void }) {
  const { t } = useTranslation();
  return (
    <Box sx={{ display: 'grid', gap: 2 }}>
      <Alert severity="warning">{t('account.codes.once')}</Alert>
      <Typography variant="body2">{t('account.codes.text')}</Typography>
      <Box component="ol" aria-label={t('account.codes.title')} data-testid="recovery-codes" sx={{ m: 0, pl: 4, display: 'grid', gridTemplateColumns: 'repeat(auto-fit, minmax(150px, 1fr))', gap: 0.5, fontFamily: 'monospace', fontSize: '0.875rem' }}>
        {codes.map((code) => <li key={code}>{code}</li>)}
      </Box>
      <Box sx={{ display: 'flex', gap: 1, flexWrap: 'wrap' }}>
        <Button variant="outlined" onClick={() => window.print()}>{t('account.codes.print')}</Button>
        <Button variant="outlined" onClick={() => void navigator.clipboard.writeText(codes.join('\n'))}>{t('account.codes.copy')}</Button>
      </Box>
      <Button variant="contained" onClick={onDone} data-testid="codes-done">{t('account.codes.done')}</Button>
    </Box>
  );
}

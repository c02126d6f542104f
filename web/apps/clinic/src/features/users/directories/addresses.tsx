import type { ClinicDirectory } from '@carewright/core';
import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';
import { useTranslation } from 'react-i18next';

/** The addresses that have to be entered at the directory. */
export function Addresses({ entry }: { entry: ClinicDirectory }) {
  const { t } = useTranslation();
  const all = ([['callback', entry.callback], ['logout', entry.logout], ['afterSignOut', entry.afterSignOut], ['keys', entry.keys]] as const).filter(([, address]) => address !== null);
  return (
    <Box component="details" sx={{ mb: 1 }}>
      <Box component="summary" sx={{ cursor: 'pointer' }}>{t('directory.addresses')}</Box>
      <Box component="dl" sx={{ m: 0, mt: 0.5, display: 'grid', gap: 0.5 }}>
        {all.map(([name, address]) => (
          <div key={name}>
            <Typography component="dt" variant="body2" sx={{ color: 'text.secondary' }}>{t(`directory.address.${name}`)}</Typography>
            <Typography component="dd" variant="body2" sx={{ m: 0, fontFamily: 'monospace', overflowWrap: 'anywhere', userSelect: 'all' }}>{address}</Typography>
          </div>
        ))}
      </Box>
    </Box>
  );
}

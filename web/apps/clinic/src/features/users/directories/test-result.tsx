import type { DirectoryTest } from '@carewright/core';
import { Status } from '@carewright/ui';
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import { useTranslation } from 'react-i18next';

/** What a test of the connection found, line by line. */
export function TestResult({ result }: { result: DirectoryTest }) {
  const { t } = useTranslation();
  return (
    <Alert severity={result.works ? 'success' : 'error'} sx={{ my: 1 }} data-testid="directory-tested">
      {t(result.works ? 'directory.works' : 'directory.worksNot')}
      <Box component="ul" sx={{ m: 0, mt: 0.5, p: 0, listStyle: 'none' }}>
        {result.lines.map((line) => (
          <li key={line.what}>
            <Status tone={line.holds ? 'success' : line.isAdvice ? 'warning' : 'danger'}>{t(line.holds ? 'directory.yes' : line.isAdvice ? 'directory.better' : 'directory.no')}</Status>{' '}
            {t(`directory.line.${line.what}`)}{line.fault ? ` (${t(`directory.fault.${line.fault}`, { defaultValue: line.fault })})` : ''}
          </li>
        ))}
      </Box>
    </Alert>
  );
}

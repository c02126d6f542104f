import { usePolicyDiff } from '@carewright/core';
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Paper from '@mui/material/Paper';
import Skeleton from '@mui/material/Skeleton';
import Typography from '@mui/material/Typography';
import { useTranslation } from 'react-i18next';
import { codeWord, errorText } from '../../shell/words';

/** What differs from the version that the draft began as, in words. */
export function Differences({ from, to }: { from: string; to: string }) {
  const { t } = useTranslation();
  const diff = usePolicyDiff(from, to);
  if (diff.isError) return <Alert severity="error">{errorText(t, diff.error)}</Alert>;
  if (!diff.data) return <Skeleton height={120} />;
  if (diff.data.changes.length === 0) return <Typography>{t('policies.same')}</Typography>;
  return (
    <Box sx={{ display: 'grid', gap: 1 }}>
      {diff.data.changes.map((change, index) => (
        <Paper key={index} data-testid="policy-change" sx={{ border: '1px solid', borderColor: 'divider', p: 1.25, fontSize: '0.8125rem', overflowWrap: 'anywhere' }}>
          <b>{codeWord(t, 'policySection', change.section)} {change.section === 'grant' || change.section === 'role' ? codeWord(t, 'role', change.subject) : change.subject}: {codeWord(t, 'policyChange', change.kind)}</b>
          {change.types.length > 0 ? <div>{change.interactions.map((one) => codeWord(t, 'interaction', one)).join(', ')} · {change.types.join(', ')}</div> : null}
          {change.before ? <div><del>{change.before}</del></div> : null}
          {change.after ? <div><ins>{change.after}</ins></div> : null}
        </Paper>
      ))}
    </Box>
  );
}

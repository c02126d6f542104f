import { usePolicyDiff, usePolicyVersion, type Policy, type PolicyChange } from '@carewright/core';
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Paper from '@mui/material/Paper';
import Skeleton from '@mui/material/Skeleton';
import Typography from '@mui/material/Typography';
import { useTranslation } from 'react-i18next';
import { codeWord, errorText } from '../../shell/words';
import { useRuleChange } from './rule-change';

/** What differs from the version that the draft began as, in words. */
export function Differences({ from, id, policy }: { from: number; id: string; policy: Policy }) {
  const { t } = useTranslation();
  const diff = usePolicyDiff(String(from), `draft:${id}`);
  const version = usePolicyVersion(from);
  const error = diff.error ?? version.error;
  if (error) return <Alert severity="error">{errorText(t, error)}</Alert>;
  if (!diff.data || !version.data) return <Skeleton height={120} />;
  if (diff.data.changes.length === 0) return <Typography>{t('policies.same')}</Typography>;
  return <Changes before={version.data} after={policy} changes={diff.data.changes} />;
}

function Changes({ before, after, changes }: { before: Policy; after: Policy; changes: readonly PolicyChange[] }) {
  const { t } = useTranslation();
  const words = useRuleChange(before, after);
  return (
    <Box sx={{ display: 'grid', gap: 1 }}>
      {changes.map((change, index) => {
        const { gone, come } = words(change) ?? { gone: [change.before].filter(Boolean), come: [change.after].filter(Boolean) };
        return (
          <Paper key={index} data-testid="policy-change" sx={{ border: '1px solid', borderColor: 'divider', p: 1.25, fontSize: '0.8125rem', overflowWrap: 'anywhere' }}>
            <b>{codeWord(t, 'policySection', change.section)} {change.section === 'grant' || change.section === 'role' ? codeWord(t, 'role', change.subject) : change.subject}: {codeWord(t, 'policyChange', change.kind)}</b>
            {change.types.length > 0 ? <div>{change.interactions.map((one) => codeWord(t, 'interaction', one)).join(', ')} · {change.types.join(', ')}</div> : null}
            {gone.map((line) => <div key={line}><del>{line}</del></div>)}
            {come.map((line) => <div key={line}><ins>{line}</ins></div>)}
          </Paper>
        );
      })}
    </Box>
  );
}

import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Paper from '@mui/material/Paper';
import Skeleton from '@mui/material/Skeleton';
import Typography from '@mui/material/Typography';
import { useId, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { errorText } from './words';

interface SectionProps {
  readonly title: string;
  readonly action?: ReactNode;
  readonly query: { readonly isError: boolean; readonly error: unknown; readonly isPending: boolean; readonly refetch: () => unknown };
  readonly empty: string;
  readonly isEmpty: boolean;
  readonly children: ReactNode;
}

/** A list with its heading, in its four states. */
export function Section({ title, action, query, empty, isEmpty, children }: SectionProps) {
  const { t } = useTranslation();
  const id = useId();
  return (
    <Box component="section" aria-labelledby={id} sx={{ mb: 3 }}>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: 1, mb: 1 }}>
        <Typography variant="h2" id={id} sx={{ flex: 1 }}>{title}</Typography>
        {action}
      </Box>
      {query.isError ? <Alert severity="error" action={<Button color="inherit" onClick={() => void query.refetch()}>{t('panel.retry')}</Button>}>{errorText(t, query.error)}</Alert> : null}
      <Paper aria-busy={query.isPending} sx={{ border: '1px solid', borderColor: 'divider' }}>
        {query.isPending ? <Box sx={{ p: 2 }}>{[1, 2].map((row) => <Skeleton key={row} height={36} />)}</Box> : null}
        {!query.isPending && !query.isError && isEmpty ? <Typography variant="body2" sx={{ p: 2, color: 'text.secondary' }}>{empty}</Typography> : null}
        {isEmpty ? null : <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0, '& > li + li': { borderTop: '1px solid', borderColor: 'divider' } }}>{children}</Box>}
      </Paper>
    </Box>
  );
}

/** One line of such a list: words at the left, what can be done at the right; below each other on a phone. */
export function Line({ children, actions, testId }: { children: ReactNode; actions?: ReactNode; testId: string }) {
  return (
    <Box component="li" data-testid={testId} sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: 1, p: 1.5 }}>
      <Box sx={{ flex: '1 1 280px', minWidth: 0 }}>{children}</Box>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 0.5 }}>{actions}</Box>
    </Box>
  );
}

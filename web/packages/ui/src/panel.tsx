import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Paper from '@mui/material/Paper';
import Skeleton from '@mui/material/Skeleton';
import Typography from '@mui/material/Typography';
import type { ReactNode } from 'react';

export interface PanelLabels {
  readonly loading: string;
  readonly failed: string;
  readonly retry: string;
  readonly more: string;
}

export interface PanelProps {
  readonly testId: string;
  readonly title: string;
  readonly count?: string | undefined;
  readonly actions?: ReactNode;
  readonly state: 'loading' | 'error' | 'empty' | 'data';
  readonly emptyText: ReactNode;
  readonly errorText?: string | undefined;
  readonly onRetry: () => void;
  readonly onMore?: (() => void) | undefined;
  readonly loadingMore?: boolean;
  readonly labels: PanelLabels;
  /** The panel scrolls within itself on wide screens when set. */
  readonly fill?: boolean;
  readonly children: ReactNode;
}

/** One clinical widget in its four states: loading, error with retry, empty with words, and data. */
export function Panel(props: PanelProps) {
  const headingId = `${props.testId}-title`;
  return (
    <Paper
      component="section"
      data-testid={props.testId}
      data-state={props.state}
      aria-labelledby={headingId}
      aria-busy={props.state === 'loading'}
      sx={{ border: '1px solid', borderColor: 'divider', overflow: 'hidden', minWidth: 0 }}
    >
      <Box sx={{ display: 'flex', alignItems: 'center', gap: 1, pl: 1.5, pr: 0.75, minHeight: 36, borderBottom: '1px solid', borderColor: 'divider' }}>
        <Typography variant="h2" id={headingId} sx={{ whiteSpace: 'nowrap' }}>
          {props.title}
        </Typography>
        {props.count ? (
          <Typography component="span" variant="caption" sx={{ color: 'text.secondary', flex: 1 }}>
            {props.count}
          </Typography>
        ) : (
          <Box sx={{ flex: 1 }} />
        )}
        {props.actions}
      </Box>
      <PanelBody {...props} />
    </Paper>
  );
}

function PanelBody({ state, labels, errorText, emptyText, onRetry, onMore, loadingMore = false, children }: PanelProps) {
  if (state === 'loading') {
    return (
      <Box sx={{ px: 1.5, py: 1 }} role="status" aria-label={labels.loading}>
        {[80, 60, 70].map((width) => (
          <Skeleton key={width} width={`${width}%`} height={22} />
        ))}
      </Box>
    );
  }
  if (state === 'error') {
    return (
      <Alert severity="error" sx={{ m: 1 }} action={<Button color="inherit" onClick={onRetry}>{labels.retry}</Button>}>
        {labels.failed}
        {errorText ? <Box component="span" sx={{ display: 'block', fontSize: '0.75rem' }}>{errorText}</Box> : null}
      </Alert>
    );
  }
  return (
    <>
      {state === 'empty' ? <Typography variant="body2" component="div" sx={{ px: 1.5, py: 1, color: 'text.secondary' }}>{emptyText}</Typography> : children}
      {onMore ? (
        <Box sx={{ px: 1, pb: 0.75 }}>
          <Button onClick={onMore} disabled={loadingMore}>{labels.more}</Button>
        </Box>
      ) : null}
    </>
  );
}

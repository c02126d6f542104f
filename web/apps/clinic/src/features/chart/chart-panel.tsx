import type { ChartData } from '@carewright/core';
import { Panel } from '@carewright/ui';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { errorText, usePanelLabels } from '../../shell/words';

export interface ChartPanelProps {
  readonly testId: string;
  readonly title: string;
  /** The sources that fill the panel; it waits for all of them and fails with the first that failed. */
  readonly sources: readonly (ChartData | undefined)[];
  readonly empty: boolean;
  readonly emptyText: ReactNode;
  readonly count?: number | undefined;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** A panel over chart sources: works out which of its four states it is in, and how to get more or try again. */
export function ChartPanel({ testId, title, sources, empty, emptyText, count, actions, children }: ChartPanelProps) {
  const { t } = useTranslation();
  const labels = usePanelLabels();
  const present = sources.filter((source) => source !== undefined);
  const failed = present.filter((source) => source.status === 'error');
  const more = present.filter((source) => source.hasMore);
  const state = failed.length > 0 ? 'error' : present.some((source) => source.status === 'loading') ? 'loading' : empty ? 'empty' : 'data';
  const counted = state === 'data' && count !== undefined ? `${count}${more.length > 0 ? '+' : ''}` : undefined;
  return (
    <Panel
      testId={testId} title={title} count={counted} actions={actions} state={state} emptyText={emptyText} labels={labels}
      errorText={failed[0] ? errorText(t, failed[0].error) : undefined}
      onRetry={() => failed.forEach((source) => source.retry())}
      onMore={more.length > 0 ? () => more.forEach((source) => source.more()) : undefined}
      loadingMore={more.some((source) => source.loadingMore)}
    >
      {children}
    </Panel>
  );
}

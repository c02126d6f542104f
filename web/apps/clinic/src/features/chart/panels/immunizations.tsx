import { immunizationGroups, referenceOf, useSession, type ChartData } from '@carewright/core';
import { Row, Rows } from '@carewright/ui';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { useDates } from '../../../shell/dates';
import { withTexts } from '../../../shell/language';
import { ChartPanel } from '../chart-panel';
import type { PanelActions } from './types';

const AskRegistry = lazy(async () => ({ default: (await withTexts('registry', () => import('../registry/ask-registry'))).AskRegistry }));

/** One row per vaccine with all its dates; a click opens the last dose. */
export function ImmunizationsPanel({ data, selected, onOpen }: PanelActions & { data: ChartData }) {
  const { t } = useTranslation();
  const dates = useDates();
  const groups = immunizationGroups(data.resources);
  const asks = (useSession().may['Immunization']?.includes('search') ?? false) && data.status !== 'loading';
  return (
    <ChartPanel testId="panel-immunizations" title={t('chart.immunizations')} sources={[data]} count={groups.length} actions={asks ? <Suspense fallback={null}><AskRegistry /></Suspense> : undefined} empty={groups.length === 0} emptyText={t('immunizations.none')}>
      <Rows label={t('chart.immunizations')}>
        {groups.flatMap((group) => {
          const [last, ...earlier] = group.doses;
          if (!last) return [];
          const reference = referenceOf(last);
          const before = earlier.slice(0, 4).map((dose) => dates.date(dose.occurrenceDateTime ?? dose.occurrenceString));
          const refused = last.status === 'not-done' ? t('immunizations.notDone') : undefined;
          return [
            <Row
              key={reference} onOpen={() => onOpen(reference)} selected={selected === reference} primary={group.name || t('panel.unnamed')}
              secondary={refused ?? (before.length > 0 ? t('immunizations.earlier', { dates: before.join(', ') }) : undefined)}
              trailing={dates.date(last.occurrenceDateTime ?? last.occurrenceString)}
            />,
          ];
        })}
      </Rows>
    </ChartPanel>
  );
}

import { formatDate, immunizationGroups, referenceOf, type ChartData } from '@carewright/core';
import { Row, Rows } from '@carewright/ui';
import { useTranslation } from 'react-i18next';
import { useLocale } from '../../../shell/language';
import { ChartPanel } from '../chart-panel';
import type { PanelActions } from './types';

/** One row per vaccine with all its dates; a click opens the last dose. */
export function ImmunizationsPanel({ data, selected, onOpen }: PanelActions & { data: ChartData }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const groups = immunizationGroups(data.resources);
  return (
    <ChartPanel testId="panel-immunizations" title={t('chart.immunizations')} sources={[data]} count={groups.length} empty={groups.length === 0} emptyText={t('immunizations.none')}>
      <Rows label={t('chart.immunizations')}>
        {groups.flatMap((group) => {
          const [last, ...earlier] = group.doses;
          if (!last) return [];
          const reference = referenceOf(last);
          const dates = earlier.slice(0, 4).map((dose) => formatDate(dose.occurrenceDateTime ?? dose.occurrenceString, locale));
          const refused = last.status === 'not-done' ? t('immunizations.notDone') : undefined;
          return [
            <Row
              key={reference} onOpen={() => onOpen(reference)} selected={selected === reference} primary={group.name || t('panel.unnamed')}
              secondary={refused ?? (dates.length > 0 ? t('immunizations.earlier', { dates: dates.join(', ') }) : undefined)}
              trailing={formatDate(last.occurrenceDateTime ?? last.occurrenceString, locale)}
            />,
          ];
        })}
      </Rows>
    </ChartPanel>
  );
}

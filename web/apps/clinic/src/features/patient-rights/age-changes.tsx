import type { AgeChange } from '@carewright/core';
import Typography from '@mui/material/Typography';
import { useTranslation } from 'react-i18next';
import { useDates } from '../../shell/dates';
import { Line, Section } from '../../shell/section';

const here = { isError: false, error: null, isPending: false, refetch: () => undefined };

/** Who changed an age, when and why. */
export function AgeChanges({ changes }: { changes: readonly AgeChange[] }) {
  const { t } = useTranslation();
  const dates = useDates();
  const what = (line: AgeChange['lines'][number]) => t('ages.changed', {
    what: [line.state === '*' ? t('ages.others') : line.state, t(`ages.what.${line.what}`)].filter(Boolean).join(', '), before: line.before ?? t('ages.nothing'), after: line.after ?? t('ages.nothing'),
  });
  return (
    <Section title={t('ages.changes')} query={here} empty={t('ages.noChanges')} isEmpty={changes.length === 0}>
      {changes.map((change) => (
        <Line key={change.id} testId="age-change">
          <Typography sx={{ fontWeight: 600 }}>{t('ages.changedBy', { name: change.display, time: dates.dateTime(change.at) })}</Typography>
          {change.lines.map((line) => <Typography key={`${line.state} ${line.what}`} variant="body2" sx={{ overflowWrap: 'anywhere' }}>{what(line)}</Typography>)}
          <Typography variant="body2" sx={{ color: 'text.secondary', overflowWrap: 'anywhere' }}>{change.reason}</Typography>
        </Line>
      ))}
    </Section>
  );
}

import { nextDue, useLogRetention, type LogMonth, type LogRetention } from '@carewright/core';
import { Status } from '@carewright/ui';
import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';
import { useTranslation } from 'react-i18next';
import { useDates } from '../../../shell/dates';
import { useLocale } from '../../../shell/language';
import { Line, Section } from '../../../shell/section';
import { Disposal } from './disposal';
import { monthName } from './month-name';
import { RulesForm } from './rules-form';

/** How long the log is kept, what holds it longer, and what was disposed of. */
export function Retention() {
  const { t } = useTranslation();
  const retention = useLogRetention();
  const found = retention.data;
  const months = [...(found?.months ?? [])].sort((one, other) => one.month.localeCompare(other.month));
  return (
    <>
      {found ? <Box sx={{ mb: 3 }}><RulesForm rules={found.rules} /></Box> : null}
      <Section title={t('logKeeping.months')} query={retention} empty={t('logKeeping.noMonths')} isEmpty={months.length === 0} action={found ? <Disposal due={nextDue(found)} /> : null}>
        {months.map((month) => <MonthLine key={month.month} month={month} />)}
      </Section>
      {found && found.disposals.length > 0 ? <Disposals retention={found} /> : null}
    </>
  );
}

function MonthLine({ month }: { month: LogMonth }) {
  const { t } = useTranslation();
  const dates = useDates();
  const locale = useLocale();
  return (
    <Line testId="log-month">
      <Typography sx={{ fontWeight: 600 }}>
        {monthName(month.month, locale)}{' '}
        {month.holds.length > 0 ? <Status tone="warning">{t('logKeeping.held', { names: month.holds.join(', ') })}</Status> : month.isDue ? <Status tone="info">{t('logKeeping.isDue')}</Status> : null}
      </Typography>
      <Typography variant="body2" sx={{ color: 'text.secondary' }}>{t('logKeeping.month', { count: month.records, date: dates.date(month.keptUntil) })}</Typography>
    </Line>
  );
}

function Disposals({ retention }: { retention: LogRetention }) {
  const { t } = useTranslation();
  const dates = useDates();
  const locale = useLocale();
  return (
    <Section title={t('logKeeping.disposals')} query={{ isError: false, error: null, isPending: false, refetch: () => undefined }} empty="" isEmpty={false}>
      {retention.disposals.map((one) => (
        <Line key={one.month} testId="log-disposal">
          <Typography sx={{ fontWeight: 600 }}>{monthName(one.month, locale)}</Typography>
          <Typography variant="body2" sx={{ color: 'text.secondary' }}>{t('logKeeping.disposed', { count: one.records, date: dates.dateTime(one.at), rule: one.rule })}</Typography>
        </Line>
      ))}
    </Section>
  );
}

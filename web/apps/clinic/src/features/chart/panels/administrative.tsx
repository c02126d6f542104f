import { conceptText, ofType, referenceOf, type ChartData, type Partly } from '@carewright/core';
import type { Appointment, Claim, Coverage, Patient } from '@carewright/fhir-client';
import { Fact, Row, Rows, Status, type Tone } from '@carewright/ui';
import Box from '@mui/material/Box';
import { useTranslation } from 'react-i18next';
import { useDates } from '../../../shell/dates';
import { appointmentTypeWord, codeWord } from '../../../shell/words';
import { ChartPanel } from '../chart-panel';
import type { PanelActions } from './types';

export function CoveragePanel({ data, selected, onOpen }: PanelActions & { data: ChartData }) {
  const { t } = useTranslation();
  const dates = useDates();
  const all = ofType<Coverage>(data.resources, 'Coverage').filter((one) => one.status !== 'entered-in-error');
  return (
    <ChartPanel testId="panel-coverage" title={t('chart.coverage')} sources={[data]} count={all.length} empty={all.length === 0} emptyText={t('coverage.none')}>
      <Rows label={t('chart.coverage')}>
        {all.map((one) => {
          const member = one.subscriberId ?? one.identifier?.[0]?.value;
          const until = one.period?.end ? t('coverage.until', { date: dates.date(one.period.end) }) : '';
          return (
            <Row
              key={one.id} onOpen={() => onOpen(referenceOf(one))} selected={selected === referenceOf(one)}
              primary={((one as Partly<Coverage>).payor ?? []).map((payor) => payor.display).filter(Boolean).join(', ') || (conceptText(one.type) ?? t('panel.unnamed'))}
              secondary={[conceptText(one.type), member ? t('coverage.member', { number: member }) : '', until].filter(Boolean).join(' · ')}
              trailing={<Status tone={one.status === 'active' ? 'success' : 'warning'}>{codeWord(t, 'coverageStatus', one.status)}</Status>}
            />
          );
        })}
      </Rows>
    </ChartPanel>
  );
}

const tones: Readonly<Record<string, Tone>> = { booked: 'info', arrived: 'success', 'checked-in': 'success', fulfilled: 'neutral', cancelled: 'danger', noshow: 'danger', pending: 'warning', waitlist: 'warning', proposed: 'warning' };

export function AppointmentsPanel({ data, selected, onOpen }: PanelActions & { data: ChartData }) {
  const { t } = useTranslation();
  const dates = useDates();
  const all = ofType<Appointment>(data.resources, 'Appointment').filter((one) => one.status !== 'entered-in-error');
  return (
    <ChartPanel testId="panel-appointments" title={t('chart.appointments')} sources={[data]} count={all.length} empty={all.length === 0} emptyText={t('appointments.none')}>
      <Rows label={t('chart.appointments')}>
        {all.map((one) => (
          <Row
            key={one.id} onOpen={() => onOpen(referenceOf(one))} selected={selected === referenceOf(one)} primary={dates.dateTime(one.start) || t('appointments.noTime')}
            secondary={[appointmentTypeWord(t, one.appointmentType) ?? conceptText(one.serviceType?.[0]), ((one as Partly<Appointment>).participant ?? []).map((each) => each.actor).find((actor) => actor?.reference?.includes('Practitioner/'))?.display].filter(Boolean).join(' · ')}
            trailing={<Status tone={tones[one.status] ?? 'neutral'}>{codeWord(t, 'appointmentStatus', one.status)}</Status>}
          />
        ))}
      </Rows>
    </ChartPanel>
  );
}

export function ClaimsPanel({ data, selected, onOpen }: PanelActions & { data: ChartData }) {
  const { t } = useTranslation();
  const dates = useDates();
  const all = ofType<Claim>(data.resources, 'Claim').filter((one) => one.status !== 'entered-in-error');
  return (
    <ChartPanel testId="panel-claims" title={t('chart.claims')} sources={[data]} count={all.length} empty={all.length === 0} emptyText={t('claims.none')}>
      <Rows label={t('chart.claims')}>
        {all.map((one) => (
          <Row
            key={one.id} onOpen={() => onOpen(referenceOf(one))} selected={selected === referenceOf(one)} primary={money(one.total, dates.locale) || (conceptText(one.type) ?? t('panel.unnamed'))}
            secondary={[conceptText(one.type), (one.item ?? []).map((item) => conceptText(item.productOrService)).filter(Boolean).slice(0, 3).join(', ')].filter(Boolean).join(' · ')}
            trailing={dates.date(one.billablePeriod?.start ?? one.created)}
          />
        ))}
      </Rows>
    </ChartPanel>
  );
}

function money(total: Claim['total'], locale: string): string {
  if (total?.value === undefined) return '';
  return new Intl.NumberFormat(locale, total.currency ? { style: 'currency', currency: total.currency } : {}).format(total.value);
}

/** How to reach the person: for the desk and the biller, whose chart has no clinical panels. */
export function DemographicsPanel({ patient, loading }: { patient: Patient | undefined; loading: boolean }) {
  const { t } = useTranslation();
  const data: ChartData = { status: loading ? 'loading' : 'ready', error: null, resources: [], hasMore: false, loadingMore: false, total: undefined, more: () => undefined, retry: () => undefined };
  const address = patient?.address?.[0];
  const lines = address ? (address.text ?? [...(address.line ?? []), [address.postalCode, address.city].filter(Boolean).join(' '), address.state].filter(Boolean).join(', ')) : undefined;
  const contact = patient?.contact?.[0];
  const facts: readonly (readonly [string, string | undefined])[] = [
    [t('demographics.address'), lines],
    ...(patient?.telecom ?? []).filter((one) => one.value).map((one) => [codeWord(t, 'telecom', one.system), one.value] as const),
    [t('demographics.language'), conceptText(patient?.communication?.find((one) => one.preferred)?.language ?? patient?.communication?.[0]?.language)],
    [t('demographics.contact'), contact ? [contact.name?.text ?? [contact.name?.given?.join(' '), contact.name?.family].filter(Boolean).join(' '), contact.telecom?.[0]?.value].filter(Boolean).join(' · ') : undefined],
    [t('demographics.clinician'), patient?.generalPractitioner?.[0]?.display],
  ];
  const present = facts.filter(([, value]) => value);
  return (
    <ChartPanel testId="panel-demographics" title={t('chart.demographics')} sources={[data]} empty={present.length === 0} emptyText={t('demographics.none')}>
      <Box component="dl" sx={{ m: 0, px: 1.5, py: 0.75 }}>
        {present.map(([term, value]) => <Fact key={`${term}${value ?? ''}`} term={term}>{value}</Fact>)}
      </Box>
    </ChartPanel>
  );
}

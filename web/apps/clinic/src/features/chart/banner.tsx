import {
  activeFlags, allergyState, conceptText, hasArea, mayOrder, ownPatient, personName, reactionText, recordNumber, referenceOf, takesIn, useSession, visitState,
} from '@carewright/core';
import type { Patient } from '@carewright/fhir-client';
import { Badge, Icon, Status, type Tone } from '@carewright/ui';
import Avatar from '@mui/material/Avatar';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import ButtonBase from '@mui/material/ButtonBase';
import Skeleton from '@mui/material/Skeleton';
import Typography from '@mui/material/Typography';
import { Link } from '@tanstack/react-router';
import { useLayoutEffect, useRef, type ReactNode, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { useDates } from '../../shell/dates';
import { GlassButton } from '../../shell/glass/glass-button';
import { PrintButton } from '../../shell/print/print-button';
import { codeWord, patientAge } from '../../shell/words';
import type { ChartSources } from './use-chart';

interface BannerProps {
  readonly patient: Patient | undefined;
  readonly chart: ChartSources;
  readonly onOpen: (reference: string) => void;
}

/** Who this is, and what must not be overlooked; stays in view however far the chart scrolls. */
export function Banner({ patient, chart, onOpen }: BannerProps) {
  const banner = useRef<HTMLElement>(null);
  usePublishedHeight(banner);
  return (
    <Box
      ref={banner} component="header" data-testid="patient-banner"
      sx={{ position: 'sticky', top: 48, zIndex: 1050, bgcolor: 'background.paper', borderBottom: '2px solid', borderColor: 'primary.main', px: { xs: 1.5, sm: 2 }, py: 0.75, display: 'flex', flexWrap: 'wrap', alignItems: 'center', columnGap: 3, rowGap: 0.5 }}
    >
      {patient ? <Identity patient={patient} onOpen={onOpen} /> : <Skeleton width={320} height={44} />}
      {patient ? <ActingFor patient={patient} /> : null}
      <Box sx={{ display: 'flex', flexWrap: 'wrap', columnGap: { xs: 1.5, sm: 3 }, rowGap: 0.5, alignItems: 'center', minWidth: 0 }}>
        {chart.allergies ? <Allergies data={chart.allergies} onOpen={onOpen} /> : null}
        {chart.flags ? <Flags data={chart.flags} onOpen={onOpen} /> : null}
        <Visit chart={chart} />
        {patient ? <OwnExport patient={patient} /> : null}
        {patient?.id ? <OrderLink patientId={patient.id} /> : null}
        {patient?.id ? <PrivacyLink patientId={patient.id} /> : null}
        {patient ? <PrintButton patient={patient} resources={resourcesOf(patient, chart)} /> : null}
        {patient?.id ? <GlassButton patientId={patient.id} /> : null}
      </Box>
    </Box>
  );
}

const mostPrinted = 500;

/** The patient and what the chart has of them at this moment. */
function resourcesOf(patient: Patient, chart: ChartSources): readonly string[] {
  const shown = Object.values(chart as unknown as Record<string, unknown>).flatMap((source) => (isData(source) ? source.resources : []));
  return [...new Set([patient, ...shown].map((resource) => referenceOf(resource)))].slice(0, mostPrinted);
}

const isData = (source: unknown): source is NonNullable<ChartSources['problems']> => typeof source === 'object' && source !== null && 'resources' in source;

/** Whoever looks for somebody else is told for whom, wherever they are in the chart. */
function ActingFor({ patient }: { patient: Patient }) {
  const { t } = useTranslation();
  const session = useSession();
  if (session.role !== 'proxy') return null;
  return <Box component="span" data-testid="acting-for"><Badge tone="info" strong>{t('records.actingFor', { name: personName(patient.name)?.full ?? t('patient.noName') })}</Badge></Box>;
}

/** A patient takes the own record from the own chart. */
function OwnExport({ patient }: { patient: Patient }) {
  const { t } = useTranslation();
  const session = useSession();
  if (!hasArea(session, 'exports') || ownPatient(session) !== patient.id) return null;
  return <Button component={Link} to="/exports" startIcon={<Icon name="download" />} data-testid="chart-export">{t('chart.export')}</Button>;
}

/** What the patient asked for and what was given away, for who takes that in. */
function PrivacyLink({ patientId }: { patientId: string }) {
  const { t } = useTranslation();
  if (!takesIn(useSession())) return null;
  return <Button component={Link} to={`/patients/${patientId}/privacy`} className="not-on-paper" startIcon={<Icon name="shield" />} data-testid="chart-privacy">{t('chart.privacy')}</Button>;
}

/** Tests of a laboratory, for who may order them. */
function OrderLink({ patientId }: { patientId: string }) {
  const { t } = useTranslation();
  if (!mayOrder(useSession())) return null;
  return <Button component={Link} to={`/patients/${patientId}/order-tests`} className="not-on-paper" startIcon={<Icon name="add" />} data-testid="chart-order-tests">{t('chart.orderTests')}</Button>;
}

/** The banner wraps with its content; what scrolls beneath it needs to know how tall it is. */
function usePublishedHeight(element: RefObject<HTMLElement | null>): void {
  useLayoutEffect(() => {
    const banner = element.current;
    if (!banner || typeof ResizeObserver === 'undefined') return undefined;
    const observer = new ResizeObserver(() => document.documentElement.style.setProperty('--banner-height', `${banner.offsetHeight}px`));
    observer.observe(banner);
    return () => observer.disconnect();
  }, [element]);
}

function Identity({ patient, onOpen }: { patient: Patient; onOpen: (reference: string) => void }) {
  const { t } = useTranslation();
  const dates = useDates();
  const name = personName(patient.name);
  const photo = patient.photo?.find((one) => one.data && one.contentType?.startsWith('image/'));
  const deceased = patient.deceasedBoolean === true || patient.deceasedDateTime !== undefined;
  return (
    <Box sx={{ display: 'flex', gap: 1.25, alignItems: 'center', minWidth: 0 }}>
      <Avatar src={photo ? `data:${photo.contentType ?? ''};base64,${photo.data ?? ''}` : undefined} alt="" aria-hidden sx={{ width: 40, height: 40, bgcolor: 'primary.main', color: 'primary.contrastText', fontSize: '1rem', fontWeight: 650 }}>
        {name?.initials}
      </Avatar>
      <Box sx={{ minWidth: 0 }}>
        <Box sx={{ display: 'flex', columnGap: 1, alignItems: 'baseline', flexWrap: 'wrap' }}>
          <Typography variant="h1" tabIndex={-1} sx={{ outline: 'none', minWidth: 0, fontSize: { xs: '1.0625rem', sm: '1.25rem' } }}>
            <ButtonBase onClick={() => onOpen(referenceOf(patient))} sx={{ font: 'inherit', textAlign: 'left', borderRadius: 0.5, overflowWrap: 'anywhere', '&:hover': { textDecoration: 'underline' } }}>
              {name?.full ?? t('patient.noName')}
            </ButtonBase>
          </Typography>
          {name?.preferred ? <Typography component="span" variant="body2" sx={{ color: 'text.secondary' }}>{t('patient.preferred', { name: name.preferred })}</Typography> : null}
          {deceased ? <Badge tone="neutral" strong>{patient.deceasedDateTime ? t('patient.deceasedOn', { date: dates.date(patient.deceasedDateTime) }) : t('patient.deceased')}</Badge> : null}
          {patient.active === false ? <Badge tone="warning">{t('patient.inactive')}</Badge> : null}
        </Box>
        <Typography variant="body2" component="div">
          <b>{[patientAge(t, patient, dates), codeWord(t, 'sex', patient.gender ?? 'unknown')].filter(Boolean).join(' · ')}</b>
          {' · '}{patient.birthDate ? t('patient.born', { date: dates.date(patient.birthDate) }) : t('patient.noBirthDate')}
          {' · '}{recordNumber(patient) ? t('patient.mrn', { number: recordNumber(patient) }) : t('patient.noMrn')}
        </Typography>
      </Box>
    </Box>
  );
}

function Group({ label, alarm = false, children }: { label: string; alarm?: boolean; children: ReactNode }) {
  return (
    <Box role="group" aria-label={label} sx={{ display: 'flex', flexWrap: 'wrap', gap: 0.5, alignItems: 'center', minWidth: 0 }}>
      {alarm ? <Icon name="warning" sx={{ fontSize: 18, color: 'error.main' }} /> : null}
      <Typography component="span" variant="caption" sx={{ color: alarm ? 'error.main' : 'text.secondary', fontWeight: alarm ? 700 : 600 }}>{label}</Typography>
      {children}
    </Box>
  );
}

const shown = 4;

/** Known allergies by name; "none known" only when the record says so; an unreadable list says that it is unread. */
function Allergies({ data, onOpen }: { data: NonNullable<ChartSources['allergies']>; onOpen: (reference: string) => void }) {
  const { t } = useTranslation();
  const label = t('chart.allergies');
  if (data.status === 'loading') return <Group label={label}><Skeleton width={90} /></Group>;
  if (data.status === 'error') return <Group label={label}><Badge tone="danger" strong>{t('allergies.unavailable')}</Badge></Group>;
  const state = allergyState(data.resources);
  if (state.kind === 'not-recorded') return <Group label={label}><Badge tone="warning">{t('allergies.notRecorded')}</Badge></Group>;
  if (state.kind === 'none-known') return <Group label={label}><Badge tone="success">{t('allergies.noneKnown')}</Badge></Group>;
  const rest = state.allergies.length - shown;
  return (
    <Group label={label} alarm>
      {state.allergies.slice(0, shown).map((allergy) => (
        <ButtonBase key={allergy.id} onClick={() => onOpen(referenceOf(allergy))} title={reactionText(allergy) || undefined} sx={{ borderRadius: 1, minHeight: 24 }}>
          <Badge tone="danger" strong={allergy.criticality === 'high'}>{conceptText(allergy.code) ?? t('allergies.unnamed')}</Badge>
        </ButtonBase>
      ))}
      {rest > 0 || data.hasMore ? <Typography component="span" variant="caption">{t('allergies.more', { count: Math.max(rest, 1) })}</Typography> : null}
    </Group>
  );
}

function Flags({ data, onOpen }: { data: NonNullable<ChartSources['flags']>; onOpen: (reference: string) => void }) {
  const { t } = useTranslation();
  const flags = activeFlags(data.resources);
  if (data.status === 'error') return <Group label={t('chart.alerts')}><Badge tone="danger">{t('chart.alertsUnavailable')}</Badge></Group>;
  if (flags.length === 0) return null;
  return (
    <Group label={t('chart.alerts')}>
      {flags.map((flag) => (
        <ButtonBase key={flag.id} onClick={() => onOpen(referenceOf(flag))} sx={{ borderRadius: 1, minHeight: 24, gap: 0.25, color: 'warning.main' }}>
          <Icon name="flag" sx={{ fontSize: 16 }} />
          <Badge tone="warning">{conceptText(flag.code) ?? ''}</Badge>
        </ButtonBase>
      ))}
    </Group>
  );
}

const appointmentTone: Readonly<Record<string, Tone>> = { booked: 'info', arrived: 'success', 'checked-in': 'success', fulfilled: 'neutral', pending: 'warning', waitlist: 'warning' };

function Visit({ chart }: { chart: ChartSources }) {
  const { t } = useTranslation();
  const dates = useDates();
  if (!chart.encounters && !chart.appointments) return null;
  const visit = visitState(chart.encounters?.resources ?? [], chart.appointments?.resources ?? [], dates);
  if (!visit) return null;
  const at = dates.time(visit.kind === 'encounter' ? visit.since : visit.start);
  const word = codeWord(t, visit.kind === 'encounter' ? 'encounterStatus' : 'appointmentStatus', visit.status);
  return (
    <Group label={t('chart.visit')}>
      <Status tone={visit.kind === 'encounter' ? 'success' : (appointmentTone[visit.status] ?? 'neutral')}>{at ? `${word} · ${at}` : word}</Status>
    </Group>
  );
}

import { hasArea, personName, recordNumber, useSession, type Dates } from '@carewright/core';
import { Status } from '@carewright/ui';
import Box from '@mui/material/Box';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { appointmentTypeWord, codeWord, patientAge } from '../../shell/words';
import type { AppointmentLine } from './appointment-lines';
import { appointmentTone } from './day-status';

const rowStyle = {
  display: 'grid', columnGap: 2, alignItems: 'baseline', px: 1.5, py: 0.875, color: 'text.primary', textDecoration: 'none', fontSize: '0.8125rem',
  gridTemplateColumns: { xs: '72px 1fr auto', md: '120px minmax(180px, 1.3fr) minmax(160px, 1.4fr) minmax(120px, 1fr) 110px' },
  gridTemplateAreas: { xs: '"time who status" "time what what" "time doc doc"', md: '"time who what doc status"' },
  '&:hover': { bgcolor: 'action.hover' }, '&:focus-visible': { outlineOffset: -3 },
} as const;

interface AppointmentRowProps {
  readonly line: AppointmentLine;
  readonly dates: Dates;
  readonly showPlace: boolean;
}

/** One appointment; the whole row leads to the chart, for whoever may open one. */
export function AppointmentRow({ line, dates, showPlace }: AppointmentRowProps) {
  const session = useSession();
  const opens = hasArea(session, 'chart') && line.patientId !== undefined;
  return (
    <Box component="li" data-testid="appointment-row" sx={{ '& + &': { borderTop: '1px solid', borderColor: 'divider' } }}>
      {opens ? (
        <Link to="/patients/$patientId" params={{ patientId: line.patientId }} style={{ display: 'block', color: 'inherit', textDecoration: 'none', outlineOffset: -3 }}><Box sx={rowStyle}><Cells line={line} dates={dates} showPlace={showPlace} /></Box></Link>
      ) : (
        <Box sx={rowStyle}><Cells line={line} dates={dates} showPlace={showPlace} /></Box>
      )}
    </Box>
  );
}

function Cells({ line, dates, showPlace }: AppointmentRowProps) {
  const { t } = useTranslation();
  const { appointment, patient } = line;
  const over = ['fulfilled', 'cancelled', 'noshow'].includes(appointment.status);
  const facts = patient ? [patientAge(t, patient, dates), codeWord(t, 'sex', patient.gender ?? 'unknown'), recordNumber(patient)].filter(Boolean).join(' · ') : '';
  return (
    <>
      <Box component="span" sx={{ gridArea: 'time', fontWeight: 600, whiteSpace: 'nowrap' }}>
        {dates.time(appointment.start)}
        {appointment.minutesDuration ? <Box component="span" sx={{ color: 'text.secondary', fontWeight: 400, fontSize: '0.75rem', display: { xs: 'block', md: 'inline' } }}> {t('schedule.minutes', { count: appointment.minutesDuration })}</Box> : null}
      </Box>
      <Box component="span" sx={{ gridArea: 'who', minWidth: 0, overflowWrap: 'anywhere' }}>
        <Box component="span" sx={{ fontWeight: 650, display: 'block', ...(over ? { color: 'text.secondary' } : {}) }}>{personName(patient?.name)?.full ?? line.patientDisplay ?? t('schedule.noPatient')}</Box>
        <Box component="span" sx={{ color: 'text.secondary', fontSize: '0.75rem' }}>{facts}</Box>
      </Box>
      <Box component="span" sx={{ gridArea: 'what', minWidth: 0, overflowWrap: 'anywhere' }}>{[appointmentTypeWord(t, line.type), line.about].filter(Boolean).join(' · ')}</Box>
      <Box component="span" sx={{ gridArea: 'doc', color: 'text.secondary', minWidth: 0 }}>{[line.clinician, showPlace ? line.place : undefined].filter(Boolean).join(' · ')}</Box>
      <Box component="span" sx={{ gridArea: 'status', textAlign: { md: 'left' } }}>
        <Status tone={appointmentTone[appointment.status] ?? 'neutral'}>{codeWord(t, 'appointmentStatus', appointment.status)}</Status>
      </Box>
    </>
  );
}

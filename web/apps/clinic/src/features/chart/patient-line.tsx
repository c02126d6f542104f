import { allergyState, conceptText, personName, recordNumber } from '@carewright/core';
import type { Patient } from '@carewright/fhir-client';
import { Icon } from '@carewright/ui';
import Box from '@mui/material/Box';
import { useTranslation } from 'react-i18next';
import { useDates } from '../../shell/dates';
import { codeWord, patientAge } from '../../shell/words';
import type { ChartSources } from './use-chart';

/** Who this is and what they are allergic to, in two lines, wherever the banner is covered. */
export function PatientLine({ patient, chart }: { patient: Patient | undefined; chart: ChartSources }) {
  const { t } = useTranslation();
  const dates = useDates();
  if (!patient) return null;
  const number = recordNumber(patient);
  const facts = [patientAge(t, patient, dates), codeWord(t, 'sex', patient.gender ?? 'unknown'), dates.date(patient.birthDate), number ? t('patient.mrn', { number }) : t('patient.noMrn')];
  return (
    <Box role="group" aria-label={t('types.Patient')} data-testid="patient-line" sx={{ flex: 'none', px: 2, py: 0.75, fontSize: '0.75rem', borderBottom: '2px solid', borderColor: 'primary.main' }}>
      <Box component="span" sx={{ fontWeight: 650, fontSize: '0.875rem' }}>{personName(patient.name)?.full ?? t('patient.noName')}</Box>
      {' · '}{facts.filter(Boolean).join(' · ')}
      {chart.allergies ? <AllergyLine data={chart.allergies} /> : null}
    </Box>
  );
}

function AllergyLine({ data }: { data: NonNullable<ChartSources['allergies']> }) {
  const { t } = useTranslation();
  const state = allergyState(data.resources);
  const known = state.kind === 'known' ? state.allergies.map((one) => conceptText(one.code) ?? t('allergies.unnamed')).join(', ') : state.kind === 'none-known' ? t('allergies.noneKnown') : t('allergies.notRecorded');
  const text = data.status === 'error' ? t('allergies.unavailable') : data.status === 'loading' ? t('panel.loading') : known;
  const alarm = data.status === 'error' || state.kind === 'known';
  return (
    <Box sx={{ display: 'flex', gap: 0.5, alignItems: 'center', fontWeight: 600, ...(alarm ? { color: 'error.main' } : {}) }}>
      {alarm ? <Icon name="warning" sx={{ fontSize: 16 }} /> : null}
      <span>{t('chart.allergies')}: {text}</span>
    </Box>
  );
}

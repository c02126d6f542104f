import { personName, recordNumber, useRepresented, useSession } from '@carewright/core';
import type { Patient } from '@carewright/fhir-client';
import { Icon } from '@carewright/ui';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import IconButton from '@mui/material/IconButton';
import Typography from '@mui/material/Typography';
import { useTranslation } from 'react-i18next';
import { useDates } from '../../shell/dates';
import { FinderBox } from '../../shell/finder/finder-box';

/** Whose data the app shall see: found as everywhere else, with what tells two of one name apart. */
export function PatientChoice({ patient, onChange }: { patient: Patient | undefined; onChange: (patient: Patient | undefined) => void }) {
  const { t } = useTranslation();
  const dates = useDates();
  const session = useSession();
  const name = personName(patient?.name)?.full ?? patient?.id ?? '';
  return (
    <Box role="group" aria-label={t('consent.patient')}>
      <Typography sx={{ fontWeight: 650, mb: 0.5 }}>{t('consent.patient')}</Typography>
      {patient ? (
        <Box data-testid="consent-patient" sx={{ display: 'flex', alignItems: 'center', border: '1px solid', borderColor: 'primary.main', borderRadius: 1, pl: 1.25 }}>
          <Box sx={{ flex: 1, minWidth: 0 }}>
            <Typography noWrap sx={{ fontWeight: 600 }}>{name}</Typography>
            <Typography variant="body2" noWrap sx={{ color: 'text.secondary' }}>{[dates.date(patient.birthDate), recordNumber(patient)].filter(Boolean).join(' · ')}</Typography>
          </Box>
          <IconButton aria-label={t('consent.otherPatient')} onClick={() => onChange(undefined)}><Icon name="close" /></IconButton>
        </Box>
      ) : session.role === 'proxy' ? <Represented onChange={onChange} /> : <FinderBox field label={t('consent.patient')} placeholder={t('finder.placeholder')} onPatient={onChange} />}
    </Box>
  );
}

/** A proxy finds nobody: there are only those whom they act for. */
function Represented({ onChange }: { onChange: (patient: Patient) => void }) {
  const { t } = useTranslation();
  const { data: patients = [] } = useRepresented();
  return (
    <Box sx={{ display: 'grid', gap: 1 }}>
      {patients.map((patient) => <Button key={patient.id} variant="outlined" onClick={() => onChange(patient)} data-testid="consent-represented">{personName(patient.name)?.full ?? t('patient.noName')}</Button>)}
    </Box>
  );
}

import { incidentPaper, type AffectedPatient, type Incident } from '@carewright/core';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Link from '@mui/material/Link';
import Typography from '@mui/material/Typography';
import { useTranslation } from 'react-i18next';
import { usePatientWords } from '../../shell/patient-words';

const shown = 50;

/** Whose records were touched, as the audit log says, with a letter for each. */
export function AffectedPatients({ incident, busy, onFind }: { incident: Incident; busy: boolean; onFind: () => void }) {
  const { t } = useTranslation();
  return (
    <Box component="section" aria-label={t('incidents.patients')}>
      <Box sx={{ display: 'flex', alignItems: 'center', gap: 1 }}>
        <Typography variant="h3" sx={{ flex: 1 }}>{t('incidents.affected', { count: incident.affected })}</Typography>
        {incident.status === 'closed' ? null : <Button disabled={busy} onClick={onFind}>{t('incidents.findPatients')}</Button>}
      </Box>
      <Box component="ul" data-testid="incident-patients" sx={{ m: 0, pl: 2.5, fontSize: '0.8125rem' }}>
        {incident.patients.slice(0, shown).map((patient) => (
          <Affected key={patient.reference} incident={incident.id} patient={patient} />
        ))}
      </Box>
      {incident.patients.length > shown ? <Typography sx={{ fontSize: '0.8125rem', color: 'text.secondary' }}>{t('incidents.morePatients', { count: incident.patients.length - shown })}</Typography> : null}
    </Box>
  );
}

/** By name where the reader may see it, and by number. */
function Affected({ incident, patient }: { incident: string; patient: AffectedPatient }) {
  const { t } = useTranslation();
  const who = usePatientWords(patient.reference);
  return (
    <li data-testid="incident-patient">
      {[who, patient.state, t('incidents.looks', { count: patient.looks }), patient.excluded].filter(Boolean).join(' · ')}
      {patient.excluded ? null : <> <Link underline="always" href={incidentPaper.letter(incident, patient.reference)} download aria-label={t('incidents.letterTo', { patient: who })}>{t('incidents.letter')}</Link></>}
    </li>
  );
}

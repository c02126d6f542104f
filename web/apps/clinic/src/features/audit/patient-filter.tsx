import { may, personName, recordNumber, usePatientName, useSession } from '@carewright/core';
import { Icon } from '@carewright/ui';
import Box from '@mui/material/Box';
import IconButton from '@mui/material/IconButton';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { useTranslation } from 'react-i18next';
import { useDates } from '../../shell/dates';
import { FinderBox } from '../../shell/finder/finder-box';
import { patientIdOf, type ChosenPatient } from './filter-draft';

interface PatientFilterProps {
  readonly value: ChosenPatient | undefined;
  readonly onChange: (patient: ChosenPatient | undefined) => void;
}

/** Whose record was looked at: found by name, birth date or record number where the role may look for patients, else by id. */
export function PatientFilter({ value, onChange }: PatientFilterProps) {
  const { t } = useTranslation();
  const session = useSession();
  const finds = may(session, 'Patient', 'search');
  if (!finds) {
    return <TextField label={t('audit.patient')} value={value?.id ?? ''} onChange={(event) => onChange(event.target.value === '' ? undefined : { id: patientIdOf(event.target.value) })} autoComplete="off" placeholder={t('audit.patientHint')} slotProps={{ inputLabel: { shrink: true }, htmlInput: { spellCheck: false, 'data-testid': 'audit-filter-patient' } }} />;
  }
  return (
    <Box data-testid="audit-filter-patient" sx={{ position: 'relative' }}>
      <Typography component="span" aria-hidden sx={{ position: 'absolute', top: -9, left: 10, px: 0.5, zIndex: 1, fontSize: '0.75rem', lineHeight: 1.4, color: 'text.secondary', bgcolor: 'background.paper' }}>{t('audit.patient')}</Typography>
      {value ? <Chosen patient={value} onClear={() => onChange(undefined)} /> : (
        <FinderBox
          field label={t('audit.patientFind')} placeholder={t('audit.patientPlaceholder')}
          onPatient={(patient) => patient.id === undefined ? undefined : onChange({ id: patient.id, name: personName(patient.name)?.full })}
        />
      )}
    </Box>
  );
}

function Chosen({ patient, onClear }: { patient: ChosenPatient; onClear: () => void }) {
  const { t } = useTranslation();
  const dates = useDates();
  const { data } = usePatientName(patient.id);
  const name = personName(data?.name)?.full ?? patient.name ?? patient.id;
  const facts = data ? [dates.date(data.birthDate), recordNumber(data)].filter(Boolean).join(' · ') : '';
  return (
    <Box role="group" aria-label={t('audit.patient')} data-testid="audit-patient" sx={{ display: 'flex', alignItems: 'center', height: 40, border: '1px solid', borderColor: 'primary.main', borderRadius: 1, pl: 1.25, pr: 0.25 }}>
      <Box sx={{ flex: 1, minWidth: 0, lineHeight: 1.2 }} title={[name, facts, patient.id].filter(Boolean).join(' · ')}>
        <Typography component="div" variant="body2" noWrap sx={{ fontWeight: 600, lineHeight: 1.25 }}>{name}</Typography>
        {facts ? <Typography component="div" noWrap sx={{ fontSize: '0.6875rem', color: 'text.secondary', lineHeight: 1.25 }}>{facts}</Typography> : null}
      </Box>
      <IconButton aria-label={t('audit.patientClear', { name })} onClick={onClear}><Icon name="close" /></IconButton>
    </Box>
  );
}

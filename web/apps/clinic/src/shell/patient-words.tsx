import { personName, recordNumber, usePatientName } from '@carewright/core';
import { useTranslation } from 'react-i18next';
import { useDates } from './dates';

/** Whose record a reference means, in words where the reader may see them; else the reference. */
export function usePatientWords(reference: string): string {
  const { t } = useTranslation();
  const dates = useDates();
  const [type, id] = reference.split('/');
  const { data } = usePatientName(type === 'Patient' ? id : undefined);
  const name = personName(data?.name)?.full;
  if (data === undefined || name === undefined) return reference;
  const number = recordNumber(data);
  return [name, data.birthDate ? t('patient.born', { date: dates.date(data.birthDate) }) : '', number ? t('patient.mrn', { number }) : ''].filter(Boolean).join(' · ');
}

export function PatientWords({ reference }: { reference: string }) {
  return <>{usePatientWords(reference)}</>;
}

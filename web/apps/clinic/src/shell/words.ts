import { ageOn, conceptText, dayOf, type Dates } from '@carewright/core';
import { HttpError, type CodeableConcept, type Patient } from '@carewright/fhir-client';
import { useTranslation } from 'react-i18next';

type Translate = ReturnType<typeof useTranslation>['t'];

/** The word for a code of a closed value set; a code this app has no word for is shown as it is, never hidden. */
export function codeWord(t: Translate, group: string, code: string | undefined): string {
  return code === undefined ? '' : t(`codes.${group}.${code}`, { defaultValue: code });
}

/** Age today, or at death: the dead do not grow older. No age where the day of death is unknown. */
export function patientAge(t: Translate, patient: Patient, dates: Dates): string {
  if (patient.deceasedDateTime) return ageText(t, patient.birthDate, dayOf(patient.deceasedDateTime, dates.zone));
  return patient.deceasedBoolean === true ? '' : ageText(t, patient.birthDate, dates.today());
}

function ageText(t: Translate, birthDate: string | undefined, day: string | undefined): string {
  const age = day === undefined ? undefined : ageOn(birthDate, day);
  return age ? t(`age.${age.unit}`, { count: age.value }) : '';
}

/** The kind of appointment: in this app's words for HL7 table 0276, whose own are sentences; else as it was sent. */
export function appointmentTypeWord(t: Translate, type: CodeableConcept | undefined): string | undefined {
  const code = type?.coding?.find((coding) => coding.system?.endsWith('v2-0276'))?.code;
  return code === undefined ? conceptText(type) : t(`codes.appointmentType.${code}`, { defaultValue: conceptText(type) ?? code });
}

/** What went wrong, in words that tell the reader what to do; the server's own words where it gave any. */
export function errorText(t: Translate, error: unknown): string {
  if (!(error instanceof HttpError)) return t('errors.unreachable');
  if (error.code === 'step-up-needed') return t('errors.stepUp');
  if (error.status === 403) return t('errors.forbidden');
  if (error.status === 404 || error.status === 410) return t('errors.notFound');
  return error.message || t('errors.status', { status: error.status });
}

/** As `errorText`, with what the server found wrong with a form where it said so. */
export function refusalText(t: Translate, error: unknown): string {
  const said = error instanceof HttpError && error.status === 422 ? error.issues.map((issue) => issue.message).filter(Boolean) : [];
  return said.length > 0 ? said.join(' ') : errorText(t, error);
}

export function usePanelLabels() {
  const { t } = useTranslation();
  return { loading: t('panel.loading'), failed: t('panel.failed'), retry: t('panel.retry'), more: t('panel.more') };
}

import { conceptText, dateMillis, localReference, ofType, referenceOf, type Partly } from '@carewright/core';
import type { Appointment, CodeableConcept, FhirResource, Patient } from '@carewright/fhir-client';

export interface AppointmentLine {
  readonly appointment: Appointment;
  readonly patient: Patient | undefined;
  readonly patientId: string | undefined;
  /** The name on the appointment itself, for when the patient may not be read. */
  readonly patientDisplay: string | undefined;
  readonly type: CodeableConcept | undefined;
  /** Why, as far as the role may know; else for which service. */
  readonly about: string | undefined;
  readonly clinician: string | undefined;
  readonly place: string | undefined;
}

/** The day's appointments in order of time, each with its included patient. */
export function appointmentLines(resources: readonly FhirResource[]): AppointmentLine[] {
  const patients = new Map(ofType<Patient>(resources, 'Patient').map((patient) => [referenceOf(patient), patient]));
  return ofType<Appointment>(resources, 'Appointment')
    .filter((appointment) => appointment.status !== 'entered-in-error')
    .sort((left, right) => dateMillis(left.start) - dateMillis(right.start))
    .map((appointment) => line(appointment, patients));
}

function line(appointment: Appointment, patients: ReadonlyMap<string, Patient>): AppointmentLine {
  const actor = (type: string) => ((appointment as Partly<Appointment>).participant ?? []).map((one) => one.actor).find((one) => localReference(one)?.startsWith(`${type}/`));
  const reference = localReference(actor('Patient'));
  return {
    appointment,
    patient: patients.get(reference ?? ''),
    patientId: reference?.split('/')[1],
    patientDisplay: actor('Patient')?.display,
    type: appointment.appointmentType,
    about: conceptText(appointment.reasonCode?.[0]) ?? appointment.description ?? conceptText(appointment.serviceType?.[0]),
    clinician: (actor('Practitioner') ?? actor('PractitionerRole'))?.display,
    place: actor('Location')?.display,
  };
}

export function statusCounts(lines: readonly AppointmentLine[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const { appointment } of lines) counts.set(appointment.status, (counts.get(appointment.status) ?? 0) + 1);
  return [...counts];
}

/**
 * The FHIR R4 types, generated from the definitions by DefinitelyTyped's generator. The app imports them from here
 * only, so that their source can change in one place.
 */
export type {
  AllergyIntolerance, Appointment, Attachment, Binary, Bundle, BundleEntry, CodeableConcept, Coding, Condition, Coverage,
  DiagnosticReport, DocumentReference, Encounter, FhirResource, Flag, HumanName, Identifier, Immunization, Location,
  MedicationRequest, Medication, Observation, ObservationComponent, ObservationReferenceRange, OperationOutcome, Patient,
  Period, Practitioner, Quantity, Reference, Claim,
} from 'fhir/r4';

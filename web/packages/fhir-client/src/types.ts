/**
 * The FHIR R4 types, generated from the definitions by DefinitelyTyped's generator. The app imports them from here
 * only, so that their source can change in one place.
 */
export type {
  AllergyIntolerance, Appointment, Attachment, Binary, CodeableConcept, Coding, Condition, Coverage,
  DiagnosticReport, DocumentReference, Encounter, FhirResource, Flag, HumanName, Identifier, Immunization, Location,
  MedicationRequest, Medication, Observation, ObservationComponent, ObservationReferenceRange, OperationOutcome, Patient,
  Period, Practitioner, Quantity, Reference, Claim, QuestionnaireResponse, ServiceRequest, Specimen,
} from 'fhir/r4';
import type * as r4 from 'fhir/r4';

export type Bundle = r4.Bundle<r4.FhirResource>;
export type BundleEntry = r4.BundleEntry<r4.FhirResource>;

namespace Carewright.Synthesis.Fhir;

/// <summary>The US Core 6.1.0 profiles that generated resources claim (US Core 6.1.0 profiles-and-extensions.html).</summary>
internal static class Profiles
{
    public const string Base = "http://hl7.org/fhir/us/core/StructureDefinition/us-core-";
    public const string Race = Base + "race";
    public const string Ethnicity = Base + "ethnicity";
    public const string BirthSex = Base + "birthsex";

    public const string Organization = Base + "organization";
    public const string Location = Base + "location";
    public const string Practitioner = Base + "practitioner";
    public const string PractitionerRole = Base + "practitionerrole";
    public const string Patient = Base + "patient";
    public const string RelatedPerson = Base + "relatedperson";
    public const string Coverage = Base + "coverage";
    public const string AllergyIntolerance = Base + "allergyintolerance";
    public const string CareTeam = Base + "careteam";
    public const string Encounter = Base + "encounter";
    public const string Problem = Base + "condition-problems-health-concerns";
    public const string EncounterDiagnosis = Base + "condition-encounter-diagnosis";
    public const string VitalSigns = Base + "vital-signs";
    public const string LaboratoryResult = Base + "observation-lab";
    public const string Screening = Base + "observation-screening-assessment";
    public const string SmokingStatus = Base + "smokingstatus";
    public const string ServiceRequest = Base + "servicerequest";
    public const string LaboratoryReport = Base + "diagnosticreport-lab";
    public const string NoteReport = Base + "diagnosticreport-note";
    public const string MedicationRequest = Base + "medicationrequest";
    public const string Immunization = Base + "immunization";
    public const string Procedure = Base + "procedure";
    public const string DocumentReference = Base + "documentreference";
    public const string Goal = Base + "goal";
    public const string CarePlan = Base + "careplan";
}

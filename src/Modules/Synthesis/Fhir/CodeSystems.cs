namespace Carewright.Synthesis.Fhir;

/// <summary>The URIs of the code systems that generated resources use.</summary>
internal static class CodeSystems
{
    private const string Hl7 = "http://terminology.hl7.org/CodeSystem/";
    private const string Local = "https://carewright.example/fhir/CodeSystem/";

    public const string Loinc = "http://loinc.org";
    public const string RxNorm = "http://www.nlm.nih.gov/research/umls/rxnorm";
    public const string Icd10Cm = "http://hl7.org/fhir/sid/icd-10-cm";
    public const string Cvx = "http://hl7.org/fhir/sid/cvx";
    public const string Snomed = "http://snomed.info/sct";
    public const string Ucum = "http://unitsofmeasure.org";
    public const string Npi = "http://hl7.org/fhir/sid/us-npi";
    public const string Nucc = "http://nucc.org/provider-taxonomy";
    public const string Language = "urn:ietf:bcp:47";
    public const string PaymentTypology = "https://nahdo.org/sopt";
    public const string RaceAndEthnicity = "urn:oid:2.16.840.1.113883.6.238";
    public const string Hcpcs = "http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets";
    public const string PlaceOfService = "https://www.cms.gov/Medicare/Coding/place-of-service-codes/Place_of_Service_Code_Set";

    public const string ActCode = Hl7 + "v3-ActCode";
    public const string NullFlavor = Hl7 + "v3-NullFlavor";
    public const string RoleCode = Hl7 + "v3-RoleCode";
    public const string MaritalStatus = Hl7 + "v3-MaritalStatus";
    public const string ParticipationType = Hl7 + "v3-ParticipationType";
    public const string Interpretation = Hl7 + "v3-ObservationInterpretation";
    public const string IdentifierType = Hl7 + "v2-0203";
    public const string ContactRole = Hl7 + "v2-0131";
    public const string AppointmentReason = Hl7 + "v2-0276";
    public const string DiagnosticSection = Hl7 + "v2-0074";
    public const string ObservationCategory = Hl7 + "observation-category";
    public const string ConditionCategory = Hl7 + "condition-category";
    public const string ConditionClinical = Hl7 + "condition-clinical";
    public const string ConditionVerification = Hl7 + "condition-ver-status";
    public const string AllergyClinical = Hl7 + "allergyintolerance-clinical";
    public const string AllergyVerification = Hl7 + "allergyintolerance-verification";
    public const string MedicationCategory = Hl7 + "medicationrequest-category";
    public const string OrganizationType = Hl7 + "organization-type";
    public const string LocationType = Hl7 + "location-physical-type";
    public const string SubscriberRelationship = Hl7 + "subscriber-relationship";
    public const string CoverageClass = Hl7 + "coverage-class";
    public const string ClaimType = Hl7 + "claim-type";
    public const string ProcessPriority = Hl7 + "processpriority";
    public const string FlagCategory = Hl7 + "flag-category";
    public const string CancellationReason = Hl7 + "appointment-cancellation-reason";
    public const string GoalAchievement = Hl7 + "goal-achievement";
    public const string ImmunizationOrigin = Hl7 + "immunization-origin";
    public const string CarePlanCategory = "http://hl7.org/fhir/us/core/CodeSystem/careplan-category";
    public const string NoteCategory = "http://hl7.org/fhir/us/core/CodeSystem/us-core-documentreference-category";
    public const string DocumentFormat = "http://ihe.net/fhir/ihe.formatcode.fhir/CodeSystem/formatcode";

    public const string Role = Local + "role";
    public const string Department = Local + "department";
    public const string DepartmentRestriction = Local + "department-restriction";
    public const string VisitType = Local + "visit-type";
    public const string Charge = Local + "charge";
    public const string ServiceCode = Local + "service";

    public const string Mrn = "https://carewright.example/mrn";
    public const string StaffNumber = "https://carewright.example/staff";
    public const string MemberNumber = "https://carewright.example/member";
    public const string VisitNumber = "https://carewright.example/visit";
}

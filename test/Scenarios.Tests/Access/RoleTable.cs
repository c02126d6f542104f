namespace Carewright.Scenarios.Tests.Access;

/// <summary>What each role may do, written down by hand from the issue and the policy's explanations, so that a change of the policy file has to be made here as well.</summary>
internal static class RoleTable
{
    private const string Directory = "Practitioner PractitionerRole Organization OrganizationAffiliation Location HealthcareService Endpoint";
    private const string Demographics = "Patient RelatedPerson";
    private const string Booking = "Appointment AppointmentResponse";
    private const string CoverageTypes = "Coverage CoverageEligibilityRequest CoverageEligibilityResponse InsurancePlan";
    private const string Notes = "DocumentReference DocumentManifest Composition ClinicalImpression Binary QuestionnaireResponse Media";
    private const string Results = "Observation DiagnosticReport Specimen ImagingStudy";
    private const string Money = "Account Invoice ExplanationOfBenefit PaymentNotice PaymentReconciliation Contract EnrollmentRequest EnrollmentResponse";

    private const string Chart = $"""
        Encounter EpisodeOfCare {Notes} Condition AllergyIntolerance FamilyMemberHistory Flag DetectedIssue RiskAssessment BodyStructure {Results}
        Procedure Immunization ImmunizationEvaluation ImmunizationRecommendation MedicationStatement MedicationAdministration MedicationDispense DeviceUseStatement
        MedicationRequest ServiceRequest DeviceRequest NutritionOrder VisionPrescription RequestGroup SupplyRequest SupplyDelivery
        CarePlan CareTeam Goal Communication CommunicationRequest Consent Task GuidanceResponse List Medication Device
        """;

    private const string RareChart = "MolecularSequence Group Basic Linkage AdverseEvent Substance DeviceMetric BiologicallyDerivedProduct";

    private const string Knowledge = """
        Questionnaire ActivityDefinition CatalogEntry CodeSystem ConceptMap DeviceDefinition EventDefinition Library Measure MedicationKnowledge NamingSystem ObservationDefinition PlanDefinition
        SpecimenDefinition ValueSet
        """;

    /// <summary>Role, then exactly the types that it may read or search.</summary>
    internal static IReadOnlyDictionary<string, HashSet<string>> Readable { get; } = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal)
    {
        ["physician"] = Set(Demographics, Booking, Chart, RareChart, "Provenance", Directory, "Schedule Slot", CoverageTypes, Knowledge, "ChargeItem ChargeItemDefinition Claim ClaimResponse Subscription"),
        ["nurse"] = Set(Demographics, Booking, Chart, RareChart, "Provenance Subscription", Directory, "Schedule Slot", CoverageTypes, Knowledge),
        ["medical-assistant"] = Set(Demographics, Booking, Chart, Directory, "Schedule Slot", CoverageTypes, Knowledge),
        ["front-desk"] = Set(Demographics, CoverageTypes, Booking, "Schedule Slot Encounter Subscription", Directory),
        ["biller"] = Set(Demographics, CoverageTypes, "ChargeItemDefinition Account ChargeItem Claim ClaimResponse ExplanationOfBenefit Invoice PaymentNotice PaymentReconciliation Encounter Condition Procedure", Directory),
        ["compliance-officer"] = Set("Patient Location"),
        ["administrator"] = Set(Directory, "Schedule Slot Basic ActivityDefinition SpecimenDefinition Questionnaire"),
        ["patient"] = Set(
            Demographics,
            """
            Coverage AllergyIntolerance CarePlan CareTeam ClaimResponse Claim ClinicalImpression Composition Condition Consent CoverageEligibilityRequest
            CoverageEligibilityResponse DetectedIssue DeviceRequest DeviceUseStatement DiagnosticReport DocumentManifest DocumentReference Encounter
            EpisodeOfCare ExplanationOfBenefit FamilyMemberHistory Goal ImagingStudy Immunization ImmunizationEvaluation ImmunizationRecommendation List
            MedicationAdministration MedicationDispense MedicationRequest MedicationStatement Media MolecularSequence NutritionOrder Observation Procedure
            QuestionnaireResponse RequestGroup RiskAssessment ServiceRequest Specimen SupplyDelivery VisionPrescription BodyStructure ChargeItem Invoice
            Account Appointment Communication Practitioner PractitionerRole Organization Location HealthcareService Medication Questionnaire
            """),
        ["proxy"] = Set(
            """
            Patient AllergyIntolerance CarePlan CareTeam ClinicalImpression Composition Condition DetectedIssue DeviceRequest DeviceUseStatement DiagnosticReport DocumentManifest
            DocumentReference Encounter EpisodeOfCare FamilyMemberHistory Goal ImagingStudy Immunization ImmunizationEvaluation ImmunizationRecommendation List
            MedicationAdministration MedicationDispense MedicationRequest MedicationStatement Media MolecularSequence NutritionOrder Observation Procedure RequestGroup
            RiskAssessment ServiceRequest Specimen SupplyDelivery VisionPrescription BodyStructure Appointment Practitioner PractitionerRole Organization Location
            HealthcareService Medication Questionnaire
            """),
    };

    /// <summary>Role, then the types that it must never see, whatever else the policy comes to say.</summary>
    internal static IReadOnlyDictionary<string, HashSet<string>> Forbidden { get; } = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal)
    {
        ["physician"] = Set(Money, "AuditEvent"),
        ["nurse"] = Set(Money, "Claim ChargeItem AuditEvent"),
        ["medical-assistant"] = Set(Money, RareChart.Replace("Group Basic Linkage ", "", StringComparison.Ordinal), "Claim AuditEvent"),
        ["front-desk"] = Set(Notes, Results, "Condition AllergyIntolerance Procedure MedicationRequest MedicationStatement Immunization CarePlan Claim ExplanationOfBenefit Consent Communication Provenance AuditEvent"),
        ["biller"] = Set(Notes, Results, "AllergyIntolerance MedicationRequest Immunization CarePlan Communication Provenance AuditEvent"),
        ["compliance-officer"] = Set(Chart, RareChart, Money, CoverageTypes, "AuditEvent"),
        ["administrator"] = Set(Demographics, Booking, Chart, RareChart.Replace("Basic ", "", StringComparison.Ordinal), Money, CoverageTypes, "AuditEvent"),
        ["patient"] = Set("AuditEvent Provenance Task Flag Group Basic PaymentNotice Schedule Slot"),
        ["proxy"] = Set(Money, CoverageTypes, "RelatedPerson Consent Communication QuestionnaireResponse Claim ClaimResponse ChargeItem AuditEvent Provenance Task Flag Group Basic Schedule Slot Subscription"),
        ["system-interface"] = Set("AuditEvent"),
    };

    /// <summary>Role, then exactly the types that it may create or update at least in some form.</summary>
    internal static IReadOnlyDictionary<string, HashSet<string>> Writable { get; } = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal)
    {
        ["physician"] = Set(Demographics, Booking, Chart, RareChart, "Provenance ChargeItem Claim Subscription"),
        ["medical-assistant"] = Set(
            Demographics, Booking,
            "Observation DiagnosticReport AllergyIntolerance FamilyMemberHistory MedicationStatement Immunization Specimen QuestionnaireResponse Media Communication Task Encounter DocumentReference Binary Provenance MedicationRequest ServiceRequest"),
        ["front-desk"] = Set(Demographics, "Coverage CoverageEligibilityRequest", Booking, "Slot Encounter Subscription"),
        ["biller"] = Set("Coverage CoverageEligibilityRequest Account ChargeItem Claim ClaimResponse ExplanationOfBenefit Invoice PaymentNotice PaymentReconciliation"),
        ["compliance-officer"] = [],
        ["administrator"] = Set(Directory, "Schedule Slot Basic ActivityDefinition SpecimenDefinition Questionnaire"),
        ["patient"] = [],
        ["proxy"] = [],
    };

    /// <summary>Role, then exactly the types that it may delete; who is not named may delete nothing.</summary>
    internal static IReadOnlyDictionary<string, HashSet<string>> Deletable { get; } = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal)
    {
        ["administrator"] = Set("Schedule Slot"),
    };

    private static HashSet<string> Set(params string[] lists) =>
        lists.SelectMany(list => list.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).ToHashSet(StringComparer.Ordinal);
}

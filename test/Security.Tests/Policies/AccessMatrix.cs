namespace Carewright.Security.Tests.Policies;

/// <summary>
/// Who may do what, written by hand from what the roles are for, and not from the policy file: r read, s search, c create, u update, d delete. What is not here is refused.
/// </summary>
internal static class AccessMatrix
{
    private static readonly Dictionary<string, string[]> s_table = new(StringComparer.Ordinal)
    {
        [Roles.Physician] =
        [
            "rscu Patient RelatedPerson Appointment AppointmentResponse",
            "rscu Encounter EpisodeOfCare DocumentReference DocumentManifest Composition ClinicalImpression Binary QuestionnaireResponse Media",
            "rscu Condition AllergyIntolerance FamilyMemberHistory Flag DetectedIssue RiskAssessment BodyStructure",
            "rscu Observation DiagnosticReport Specimen ImagingStudy MolecularSequence",
            "rscu Procedure Immunization ImmunizationEvaluation ImmunizationRecommendation MedicationStatement MedicationAdministration MedicationDispense DeviceUseStatement",
            "rscu MedicationRequest ServiceRequest DeviceRequest NutritionOrder VisionPrescription RequestGroup SupplyRequest SupplyDelivery",
            "rscu CarePlan CareTeam Goal Communication CommunicationRequest Consent Task GuidanceResponse List Group Basic Linkage AdverseEvent Provenance",
            "rscu Medication Substance Device DeviceMetric BiologicallyDerivedProduct ChargeItem Claim Subscription",
            "rs ClaimResponse ChargeItemDefinition Practitioner PractitionerRole Organization OrganizationAffiliation Location HealthcareService Endpoint Schedule Slot",
            "rs Coverage CoverageEligibilityRequest CoverageEligibilityResponse InsurancePlan Questionnaire",
            "rs ActivityDefinition CatalogEntry CodeSystem ConceptMap DeviceDefinition EventDefinition Library Measure MedicationKnowledge NamingSystem ObservationDefinition",
            "rs PlanDefinition SpecimenDefinition ValueSet",
        ],
        [Roles.Nurse] =
        [
            "rscu Patient RelatedPerson Appointment AppointmentResponse Encounter Observation Condition AllergyIntolerance FamilyMemberHistory Flag RiskAssessment BodyStructure",
            "rscu Procedure Immunization MedicationStatement MedicationAdministration DeviceUseStatement Specimen DocumentReference Composition Binary QuestionnaireResponse Media",
            "rscu CarePlan CareTeam Goal Communication CommunicationRequest Consent Task List AdverseEvent SupplyRequest SupplyDelivery Device",
            "rscu MedicationRequest ServiceRequest DeviceRequest Subscription DiagnosticReport",
            "rsc Provenance",
            "rs EpisodeOfCare DocumentManifest ClinicalImpression DetectedIssue ImagingStudy MolecularSequence ImmunizationEvaluation ImmunizationRecommendation",
            "rs MedicationDispense NutritionOrder VisionPrescription RequestGroup GuidanceResponse Group Basic Linkage Medication Substance DeviceMetric BiologicallyDerivedProduct",
            "rs Practitioner PractitionerRole Organization OrganizationAffiliation Location HealthcareService Endpoint Schedule Slot",
            "rs Coverage CoverageEligibilityRequest CoverageEligibilityResponse InsurancePlan Questionnaire",
            "rs ActivityDefinition CatalogEntry CodeSystem ConceptMap DeviceDefinition EventDefinition Library Measure MedicationKnowledge NamingSystem ObservationDefinition",
            "rs PlanDefinition SpecimenDefinition ValueSet",
        ],
        [Roles.MedicalAssistant] =
        [
            "rscu Patient RelatedPerson Appointment AppointmentResponse",
            "rscu Observation DiagnosticReport AllergyIntolerance FamilyMemberHistory MedicationStatement Immunization Specimen QuestionnaireResponse Media Communication Task MedicationRequest ServiceRequest",
            "rsu Encounter",
            "rsc DocumentReference Binary",
            "c Provenance",
            "rs EpisodeOfCare DocumentManifest Composition ClinicalImpression Condition Flag DetectedIssue RiskAssessment BodyStructure ImagingStudy",
            "rs Procedure ImmunizationEvaluation ImmunizationRecommendation MedicationAdministration MedicationDispense DeviceUseStatement DeviceRequest NutritionOrder",
            "rs VisionPrescription RequestGroup SupplyRequest SupplyDelivery CarePlan CareTeam Goal CommunicationRequest Consent GuidanceResponse List Medication Device",
            "rs Practitioner PractitionerRole Organization OrganizationAffiliation Location HealthcareService Endpoint Schedule Slot",
            "rs Coverage CoverageEligibilityRequest CoverageEligibilityResponse InsurancePlan Questionnaire",
            "rs ActivityDefinition CatalogEntry CodeSystem ConceptMap DeviceDefinition EventDefinition Library Measure MedicationKnowledge NamingSystem ObservationDefinition",
            "rs PlanDefinition SpecimenDefinition ValueSet",
        ],
        [Roles.FrontDesk] =
        [
            "rscu Patient RelatedPerson Coverage CoverageEligibilityRequest Appointment AppointmentResponse Encounter Subscription",
            "rsu Slot",
            "rs CoverageEligibilityResponse InsurancePlan Schedule Practitioner PractitionerRole Organization OrganizationAffiliation Location HealthcareService Endpoint",
        ],
        [Roles.Biller] =
        [
            "rscu Coverage CoverageEligibilityRequest Account ChargeItem Claim ClaimResponse ExplanationOfBenefit Invoice PaymentNotice PaymentReconciliation",
            "rs Patient RelatedPerson CoverageEligibilityResponse InsurancePlan ChargeItemDefinition Encounter Condition Procedure",
            "rs Practitioner PractitionerRole Organization OrganizationAffiliation Location HealthcareService Endpoint",
        ],
        [Roles.ComplianceOfficer] = ["rs Patient Location"],
        [Roles.Administrator] =
        [
            "rscu Practitioner PractitionerRole Organization OrganizationAffiliation Location HealthcareService Endpoint Basic",
            "rscu ActivityDefinition SpecimenDefinition Questionnaire",
            "rscud Schedule Slot",
        ],
        [Roles.Patient] =
        [
            "rs Patient RelatedPerson Coverage AllergyIntolerance CarePlan CareTeam ClaimResponse Claim ClinicalImpression Composition Condition Consent CoverageEligibilityRequest",
            "rs CoverageEligibilityResponse DetectedIssue DeviceRequest DeviceUseStatement DiagnosticReport DocumentManifest DocumentReference Encounter EpisodeOfCare",
            "rs ExplanationOfBenefit FamilyMemberHistory Goal ImagingStudy Immunization ImmunizationEvaluation ImmunizationRecommendation List MedicationAdministration",
            "rs MedicationDispense MedicationRequest MedicationStatement Media MolecularSequence NutritionOrder Observation Procedure QuestionnaireResponse RequestGroup",
            "rs RiskAssessment ServiceRequest Specimen SupplyDelivery VisionPrescription BodyStructure ChargeItem Invoice Account Appointment Communication",
            "rs Practitioner PractitionerRole Organization Location HealthcareService Questionnaire",
            "r Medication",
        ],
        [Roles.Proxy] =
        [
            "rs Patient AllergyIntolerance CarePlan CareTeam ClinicalImpression Composition Condition DetectedIssue DeviceRequest DeviceUseStatement DiagnosticReport DocumentManifest",
            "rs DocumentReference Encounter EpisodeOfCare FamilyMemberHistory Goal ImagingStudy Immunization ImmunizationEvaluation ImmunizationRecommendation List",
            "rs MedicationAdministration MedicationDispense MedicationRequest MedicationStatement Media MolecularSequence NutritionOrder Observation Procedure RequestGroup",
            "rs RiskAssessment ServiceRequest Specimen SupplyDelivery VisionPrescription BodyStructure Appointment",
            "rs Practitioner PractitionerRole Organization Location HealthcareService Questionnaire",
            "r Medication",
        ],
    };

    public static string Letters(string role, string resourceType)
    {
        // The interface role is for imports and partners: everything but the audit log.
        if (role == Roles.SystemInterface)
            return resourceType == "AuditEvent" ? "" : "rscud";
        return s_table[role].Select(line => line.Split(' ')).Where(words => words.Skip(1).Contains(resourceType)).Select(words => words[0]).SingleOrDefault() ?? "";
    }

    public static IEnumerable<string> NamedTypes => s_table.Values.SelectMany(lines => lines).SelectMany(line => line.Split(' ').Skip(1)).Distinct();

    public static char LetterOf(AccessInteraction interaction) => interaction switch
    {
        AccessInteraction.Read => 'r',
        AccessInteraction.Search => 's',
        AccessInteraction.Create => 'c',
        AccessInteraction.Update => 'u',
        AccessInteraction.Delete => 'd',
        _ => throw new ArgumentOutOfRangeException(nameof(interaction)),
    };
}

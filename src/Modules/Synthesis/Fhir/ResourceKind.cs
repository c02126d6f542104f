namespace Carewright.Synthesis.Fhir;

/// <summary>The resource types that are generated, in the order in which their files are named in a report.</summary>
internal enum ResourceKind
{
    Organization,
    Location,
    HealthcareService,
    Practitioner,
    PractitionerRole,
    Schedule,
    Slot,
    Patient,
    RelatedPerson,
    Coverage,
    AllergyIntolerance,
    Flag,
    CareTeam,
    Appointment,
    Encounter,
    Condition,
    Observation,
    ServiceRequest,
    DiagnosticReport,
    MedicationRequest,
    Immunization,
    Procedure,
    DocumentReference,
    Claim,
    Goal,
    CarePlan,
}

/// <summary>The types' FHIR names, kept so that writing one needs no formatting.</summary>
internal static class ResourceKinds
{
    public static readonly string[] Names = Enum.GetNames<ResourceKind>();

    public static string Name(this ResourceKind kind) => Names[(int)kind];
}

/// <summary>A reference to a generated resource.</summary>
internal readonly record struct ResourceRef(ResourceKind Kind, string Id)
{
    public override string ToString() => string.Concat(Kind.Name(), "/", Id);
}

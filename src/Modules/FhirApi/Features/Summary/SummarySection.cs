using Carewright.Fhir.Definitions;
using Carewright.Fhir.Json;
using Carewright.Fhir.Search;
using Carewright.Gateway.Gathering;

namespace Carewright.FhirApi.Features.Summary;

/// <summary>A section of the International Patient Summary.</summary>
/// <param name="Code">LOINC code of the section.</param>
/// <param name="Display">LOINC's name for it.</param>
/// <param name="Title">Its title, by language.</param>
/// <param name="IsRequired">Whether it is there also when nothing is known.</param>
/// <param name="Sources">Where its entries come from.</param>
internal sealed record SummarySection(string Code, string Display, SummaryText Title, bool IsRequired, IReadOnlyList<SummarySource> Sources)
{
    /// <summary>The sections, in the order of the document (IPS 2.0 StructureDefinition-Composition-uv-ips.html).</summary>
    internal static IReadOnlyList<SummarySection> All { get; } =
    [
        new("48765-2", "Allergies and adverse reactions Document", new("Allergies and intolerances", "Alergias e intolerancias"), true,
            [new("AllergyIntolerance", "_sort=-date", SummaryChoice.IsStandingAllergy)]),
        new("10160-0", "History of Medication use Narrative", new("Medications", "Medicación"), true,
            [new("MedicationStatement", "_sort=-effective", SummaryChoice.IsTaken), new("MedicationRequest", "_sort=-authoredon", SummaryChoice.IsPrescribed)]),
        new("11450-4", "Problem list - Reported", new("Problems", "Problemas"), true, [new("Condition", "_sort=-recorded-date", SummaryChoice.IsActiveProblem)]),
        new("104605-1", "Alert", new("Alerts", "Alertas"), false, [new("Flag", "_sort=-date", SummaryChoice.IsActive)]),
        new("11369-6", "History of Immunization note", new("Immunizations", "Vacunas"), false, [new("Immunization", "_sort=-date", SummaryChoice.IsCompleted)]),
        new("47519-4", "History of Procedures Document", new("Procedures", "Procedimientos"), false, [new("Procedure", "_sort=-date", SummaryChoice.IsDone)]),
        new("46264-8", "History of medical device use", new("Medical devices", "Dispositivos médicos"), false, [new("DeviceUseStatement", "", SummaryChoice.IsDone)]),
        new("30954-2", "Relevant diagnostic tests/laboratory data note", new("Results", "Resultados"), false,
        [
            new("Observation", "category=laboratory,imaging&_sort=-date", SummaryChoice.IsResult, SummaryChoice.CodeOf, 100),
            new("DiagnosticReport", "_sort=-date", SummaryChoice.IsReport, null, 20),
        ]),
        new("8716-3", "Vital signs note", new("Vital signs", "Signos vitales"), false, [new("Observation", "category=vital-signs&_sort=-date", SummaryChoice.IsResult, SummaryChoice.CodeOf, 50)]),
        new("11348-0", "History of Past illness note", new("Past problems", "Antecedentes"), false, [new("Condition", "_sort=-recorded-date", SummaryChoice.IsPastProblem)]),
        new("29762-2", "Social history note", new("Social history", "Antecedentes sociales"), false, [new("Observation", "category=social-history&_sort=-date", SummaryChoice.IsSocial, SummaryChoice.CodeOf, 50)]),
        new("10162-6", "History of pregnancies note", new("Pregnancy", "Embarazo"), false, [new("Observation", $"code={SummaryChoice.PregnancyQuery}&_sort=-date", SummaryChoice.IsFinding, null, 50)]),
        new("42348-3", "Advance directive", new("Advance directives", "Voluntades anticipadas"), false, [new("Consent", "", SummaryChoice.IsAdvanceDirective)]),
        new("18776-5", "Plan of care note", new("Plan of care", "Plan de cuidados"), false, [new("CarePlan", "_sort=-date", SummaryChoice.IsPlan), new("ImmunizationRecommendation", "", static _ => true, null, 1)]),
    ];

    /// <summary>Types that come along when an entry refers to them.</summary>
    internal static IReadOnlySet<string> Follow { get; } =
        new HashSet<string>(["Practitioner", "PractitionerRole", "Organization", "Medication", "Device", "Specimen", "ImagingStudy", "Observation"], StringComparer.Ordinal);

    /// <summary>What the gateway gathers for a patient.</summary>
    internal static IReadOnlyList<GatherPart> PartsOf(string patientId) => [.. All.SelectMany(section => section.Sources.Select((source, index) => source.PartOf($"{section.Code}/{index}", patientId)))];
}

/// <summary>Where entries of a section come from.</summary>
/// <param name="Type">Resource type.</param>
/// <param name="Criteria">Criteria beside the patient, and the order.</param>
/// <param name="Wanted">Which of them.</param>
/// <param name="Group">What the newest of is enough, or null.</param>
/// <param name="Most">At most so many.</param>
internal sealed record SummarySource(string Type, string Criteria, Func<ResourceDocument, bool> Wanted, Func<ResourceDocument, string?>? Group = null, int Most = 200)
{
    internal GatherPart PartOf(string name, string patientId)
    {
        var parsed = SearchRequest.Parse(Type, [new("patient", "Patient/" + patientId), .. QueryText.Pairs(Criteria)], FhirModel.R4, SearchHandling.Strict);
        return new GatherPart(name, parsed.Request ?? throw new InvalidOperationException($"The search of a section is not good: {parsed.Issues[0].Message}"), Wanted, Group, Most);
    }
}

/// <summary>A text in the languages of the product.</summary>
internal readonly record struct SummaryText(string English, string Spanish)
{
    internal string In(string language) => language == "es" ? Spanish : English;
}

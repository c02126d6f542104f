using Carewright.Fhir.Definitions;
using Carewright.Gateway.Searching;

namespace Carewright.Gateway.Exporting;

/// <summary>How the rows of a type are told to belong to a patient.</summary>
internal enum Belonging
{
    /// <summary>By its place in the patient's compartment.</summary>
    Compartment,

    /// <summary>By its search parameter <c>patient</c>: the compartment of R4 leaves the type out.</summary>
    PatientParameter,

    /// <summary>Not at all: staff, sites and items that charts name. They go with every export of patients as a whole.</summary>
    Directory,

    /// <summary>By an attachment of an exported row that names it.</summary>
    Attachment,
}

/// <summary>The types of each level.</summary>
internal static class ExportTypes
{
    private static readonly string[] s_directory = ["Practitioner", "PractitionerRole", "Organization", "Location", "HealthcareService", "Medication"];

    /// <summary>Every concrete resource type.</summary>
    internal static IReadOnlyList<string> System { get; } =
        [.. FhirModel.R4.ResourceTypes.Where(type => !type.IsAbstract).Select(type => type.Name)];

    /// <summary>The types of Patient and Group level; attachments last, because the rows before them say which.</summary>
    internal static IReadOnlyList<string> OfPatients { get; } = ["Patient", .. CompartmentTypes.All, "Device", .. s_directory, "Binary"];

    internal static IReadOnlyList<string> Of(ExportLevel level) => level == ExportLevel.System ? System : OfPatients;

    internal static Belonging BelongingOf(string type) => type switch
    {
        "Device" => Belonging.PatientParameter,
        "Binary" => Belonging.Attachment,
        _ => s_directory.Contains(type) ? Belonging.Directory : Belonging.Compartment,
    };
}

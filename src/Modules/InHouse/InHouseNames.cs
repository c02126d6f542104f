namespace Carewright.InHouse;

/// <summary>Systems, codes and addresses of what a clinic tests itself (docs/architecture/laboratory.md).</summary>
internal static class InHouseNames
{
    internal const string Own = "https://carewright.example/fhir/";
    internal const string PerformerExtension = Own + "StructureDefinition/performing-laboratory";
    internal const string TestExtension = Own + "StructureDefinition/in-house-test";

    /// <summary>What a row of this module is: a category of Observations and reports, the code of corrective actions.</summary>
    internal const string Kinds = Own + "CodeSystem/in-house";
    internal const string PatientTest = "patient-test";
    internal const string Control = "control";
    internal const string Upkeep = "upkeep";
    internal const string Action = "corrective-action";

    /// <summary>Codes of tests.</summary>
    internal const string Tests = Own + "CodeSystem/in-house-test";

    /// <summary>Codes of analytes, <c>TEST.ANALYTE</c>.</summary>
    internal const string Analytes = Own + "CodeSystem/in-house-analyte";

    /// <summary>Kinds of Devices: kit, control, instrument.</summary>
    internal const string Items = Own + "CodeSystem/in-house-item";

    /// <summary>What stands in the properties of a Device: level, mean, sd, expected.</summary>
    internal const string Properties = Own + "CodeSystem/in-house-property";

    /// <summary>Results of a run: accepted, warning, rejected.</summary>
    internal const string Outcomes = Own + "CodeSystem/in-house-outcome";

    /// <summary>Rules that a run breaks.</summary>
    internal const string Rules = Own + "CodeSystem/in-house-rule";

    /// <summary>Numbers of runs: what was measured together has the same.</summary>
    internal const string Runs = Own + "NamingSystem/in-house-run";
    internal const string LotNumbers = Own + "NamingSystem/in-house-lot";
    internal const string Certificates = Own + "CodeSystem/clia-certificate";

    /// <summary>Numbers of CLIA certificates.</summary>
    internal const string Clia = "urn:oid:2.16.840.1.113883.4.7";
    internal const string Loinc = "http://loinc.org";
    internal const string Snomed = "http://snomed.info/sct";
    internal const string Ucum = "http://unitsofmeasure.org";
    internal const string Sections = "http://terminology.hl7.org/CodeSystem/v2-0074";
    internal const string ObservationCategories = "http://terminology.hl7.org/CodeSystem/observation-category";
    internal const string Interpretations = "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation";

    /// <summary>Canonical address of a test.</summary>
    internal static string TestUrl(string code) => $"{Own}ActivityDefinition/in-house/{Uri.EscapeDataString(code)}";

    /// <summary>Logical id of a test's definition, the same for the same code.</summary>
    internal static string TestId(string code) => "in-house-" + code.ToLowerInvariant();
}

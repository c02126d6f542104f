using System.Security.Cryptography;
using System.Text;

namespace Carewright.Laboratory.Catalogue;

/// <summary>The addresses of one laboratory's catalogue and of what orders carry.</summary>
/// <param name="OrganizationId">Logical id of the laboratory's Organization.</param>
internal readonly record struct LabNames(string OrganizationId)
{
    internal const string Own = "https://carewright.example/fhir/";
    internal const string PerformerExtension = Own + "StructureDefinition/performing-laboratory";
    internal const string Sections = "http://terminology.hl7.org/CodeSystem/v2-0074";
    internal const string Specimens = "http://terminology.hl7.org/CodeSystem/v2-0487";
    internal const string Loinc = "http://loinc.org";

    /// <summary>System of the laboratory's codes of tests.</summary>
    internal string Tests => $"{Own}CodeSystem/{OrganizationId}/test";

    /// <summary>System of its codes of questions, and of what can be chosen.</summary>
    internal string Questions => $"{Own}CodeSystem/{OrganizationId}/question";

    /// <summary>Canonical address of a test.</summary>
    internal string TestUrl(string code) => $"{Own}ActivityDefinition/{OrganizationId}/{Uri.EscapeDataString(code)}";

    /// <summary>Canonical address of a test's questions.</summary>
    internal string QuestionsUrl(string code) => $"{Own}Questionnaire/{OrganizationId}/{Uri.EscapeDataString(code)}";

    /// <summary>The logical id of what is written for a test for the first time: the same for the same code, so that two loads at once make no two of it.</summary>
    internal static string IdOf(string url) => "lab-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(url)).AsSpan(0, 14));
}

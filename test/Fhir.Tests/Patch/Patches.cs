using System.Text;
using System.Text.Json.Nodes;
using Carewright.Fhir.Json;
using Carewright.Fhir.Patch;

namespace Carewright.Fhir.Tests.Patch;

/// <summary>Shorthand of the patch tests.</summary>
internal static class Patches
{
    internal const string Patient = """
        {"resourceType":"Patient","id":"p","active":true,"name":[{"family":"One","given":["A","B"],"_given":[null,{"extension":[{"url":"http://e.org/x","valueDecimal":1.50}]}]},{"family":"Two"}],
         "birthDate":"1980-05-17","multipleBirthInteger":2,"contact":[{"name":{"family":"C"}}]}
        """;

    internal static ResourceDocument Document(string json) => ResourceDocument.Parse(Encoding.UTF8.GetBytes(json)).Document!;

    internal static PatchOutcome Json(string resource, string patch) => Parsed(JsonPatch.Parse(Encoding.UTF8.GetBytes(patch))).Apply(Document(resource));

    internal static PatchOutcome FhirPath(string resource, params string[] operations) => Parsed(FhirPathPatch.Parse(Parameters(operations))).Apply(Document(resource));

    /// <summary>A Parameters resource of operations, each given as the JSON of its parts.</summary>
    internal static ResourceDocument Parameters(params string[] operations) =>
        Document($$"""{"resourceType":"Parameters","parameter":[{{string.Join(',', operations.Select(parts => $$"""{"name":"operation","part":[{{parts}}]}"""))}}]}""");

    internal static string Parts(string type, string path, params string[] others) =>
        string.Join(',', others.Prepend($$"""{"name":"path","valueString":"{{path}}"}""").Prepend($$"""{"name":"type","valueCode":"{{type}}"}"""));

    internal static string Text(this PatchOutcome outcome)
    {
        Assert.True(outcome.Document is not null, string.Join("; ", outcome.Issues.Select(issue => $"{issue.Code} {issue.Location} {issue.Message}")));
        return Encoding.UTF8.GetString(outcome.Document.Utf8.Span);
    }

    internal static JsonNode Node(this PatchOutcome outcome) => JsonNode.Parse(outcome.Text())!;

    internal static string Refused(this PatchOutcome outcome)
    {
        Assert.Null(outcome.Document);
        Assert.NotEmpty(outcome.Issues);
        return outcome.Issues[0].Code;
    }

    private static ResourcePatch Parsed(PatchParseOutcome outcome)
    {
        Assert.True(outcome.Patch is not null, string.Join("; ", outcome.Issues.Select(issue => $"{issue.Location} {issue.Message}")));
        return outcome.Patch;
    }
}

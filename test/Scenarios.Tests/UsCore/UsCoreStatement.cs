using System.Text.Json.Nodes;

namespace Carewright.Scenarios.Tests.UsCore;

/// <summary>A line of US Core's CapabilityStatement of servers that is more than permitted.</summary>
/// <param name="Type">Resource type.</param>
/// <param name="Expectation"><c>SHALL</c> or <c>SHOULD</c>.</param>
/// <param name="Parameters">The parameters of one search, together.</param>
/// <param name="Include">The <c>_include</c> or <c>_revinclude</c>, null for a search without.</param>
/// <param name="IsReverse">Whether it is a <c>_revinclude</c>.</param>
internal sealed record UsCoreLine(string Type, string Expectation, IReadOnlyList<string> Parameters, string? Include, bool IsReverse)
{
    internal string Text => Include is null ? string.Join(" + ", Parameters) : $"{(IsReverse ? "_revinclude" : "_include")}={Include}";
}

/// <summary>Reads the lines out of the statement.</summary>
internal static class UsCoreStatement
{
    private const string Expectation = "http://hl7.org/fhir/StructureDefinition/capabilitystatement-expectation";
    private const string Combination = "http://hl7.org/fhir/StructureDefinition/capabilitystatement-search-parameter-combination";

    internal static List<UsCoreLine> Lines(JsonObject statement)
    {
        var lines = new List<UsCoreLine>();
        foreach (var resource in statement["rest"]![0]!["resource"]!.AsArray().Select(node => node!.AsObject()))
        {
            var type = (string)resource["type"]!;
            lines.AddRange(Items(resource["searchParam"]).Select(parameter => new UsCoreLine(type, ExpectationOf(parameter), [(string)parameter["name"]!], null, false)));
            lines.AddRange(Items(resource["extension"]).Where(extension => (string?)extension["url"] == Combination)
                .Select(extension => new UsCoreLine(type, ExpectationOf(extension), [.. Items(extension["extension"]).Where(part => (string?)part["url"] == "required").Select(part => (string)part["valueString"]!)], null, false)));
            lines.AddRange(Includes(resource, "searchInclude").Select(include => new UsCoreLine(type, include.Expectation, [], include.Value, false)));
            lines.AddRange(Includes(resource, "searchRevInclude").Select(include => new UsCoreLine(type, include.Expectation, [], include.Value, true)));
        }
        return [.. lines.Where(line => line.Expectation is "SHALL" or "SHOULD").DistinctBy(line => (line.Type, line.Text))];
    }

    private static IEnumerable<(string Value, string Expectation)> Includes(JsonObject resource, string name)
    {
        var expectations = Items(resource["_" + name]).ToList();
        return (resource[name]?.AsArray() ?? []).Select((value, i) => ((string)value!, ExpectationOf(expectations[i])));
    }

    private static IEnumerable<JsonObject> Items(JsonNode? array) => array is JsonArray items ? items.OfType<JsonObject>() : [];

    private static string ExpectationOf(JsonObject element) =>
        Items(element["extension"]).Where(extension => (string?)extension["url"] == Expectation).Select(extension => (string)extension["valueCode"]!).FirstOrDefault() ?? "";
}

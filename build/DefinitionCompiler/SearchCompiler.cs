using System.Text.Json;
using Carewright.Fhir.Definitions.Format;

namespace Carewright.DefinitionCompiler;

/// <summary>Search parameters and compartments.</summary>
internal static class SearchCompiler
{
    /// <summary>The published parameters whose base is a type of R4, in published order.</summary>
    internal static List<SearchParameterRecord> Parameters(IEnumerable<JsonElement> resources, Func<string, bool> isType)
    {
        var records = new List<SearchParameterRecord>();
        foreach (var resource in resources.Where(r => r.Text("resourceType") == "SearchParameter"))
        {
            var bases = resource.Texts("base").Where(isType).ToArray();
            if (bases.Length > 0)
                records.Add(ToRecord(resource, bases, isType));
        }
        return records;
    }

    internal static CompartmentRecord Compartment(JsonElement definition) =>
        new(definition.Text("code")!, [.. definition.Items("resource")
            .Select(r => (r.Text("code")!, r.Texts("param")))
            .Where(r => r.Item2.Length > 0)]);

    private static SearchParameterRecord ToRecord(JsonElement resource, string[] bases, Func<string, bool> isType) =>
        new(resource.Text("code")!, resource.Text("url")!, resource.Text("type")!, resource.Text("expression"), bases,
            [.. resource.Texts("target").Where(isType)], resource.Texts("comparator"), resource.Texts("modifier"),
            MultipleOr: !IsFalse(resource, "multipleOr"), MultipleAnd: !IsFalse(resource, "multipleAnd"),
            [.. resource.Items("component").Select(c => (c.Text("definition")!, c.Text("expression")!))]);

    private static bool IsFalse(JsonElement resource, string name) =>
        resource.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.False;
}

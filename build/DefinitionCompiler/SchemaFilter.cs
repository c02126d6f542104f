using System.Text.Json;

namespace Carewright.DefinitionCompiler;

/// <summary>
/// The R4 JSON schema of the package, as the arbiter of what R4 is: the package's profiles carry some elements and a resource type of
/// later FHIR versions, which the schema (as published with 4.0.1) does not.
/// </summary>
internal sealed class SchemaFilter(JsonElement schema)
{
    /// <summary>What the package adds to R4 in its schema too: the elements of Meta that its own server keeps there (R4 resource.html#Meta has six).</summary>
    private static readonly HashSet<string> s_additions = new(["project", "author", "onBehalfOf", "account", "accounts", "compartment"], StringComparer.Ordinal);

    private readonly JsonElement _definitions = schema.GetProperty("definitions");

    /// <summary>True when R4 has that resource or complex type.</summary>
    internal bool HasType(string name) => _definitions.TryGetProperty(name, out _);

    /// <summary>True when R4 has that JSON property at that path, such as <c>Patient.contact</c> and <c>name</c>.</summary>
    internal bool HasProperty(string path, string property) =>
        !(path == "Meta" && s_additions.Contains(property))
        && (Find(path) is not { } definition || definition.GetProperty("properties").TryGetProperty(property, out _));

    private JsonElement? Find(string path)
    {
        var parts = path.Split('.');
        if (!_definitions.TryGetProperty(parts[0], out var at) || !at.TryGetProperty("properties", out _))
            return null;
        foreach (var part in parts.Skip(1))
        {
            if (!at.GetProperty("properties").TryGetProperty(part, out var property))
                return null;
            var holder = property.TryGetProperty("items", out var items) ? items : property;
            if (holder.Text("$ref") is not { } reference || !_definitions.TryGetProperty(reference.LastSegment(), out at))
                return null;
        }
        return at;
    }
}

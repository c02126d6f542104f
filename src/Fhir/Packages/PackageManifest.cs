using System.Text.Json;

namespace Carewright.Fhir.Packages;

/// <summary>The <c>package.json</c> of a package.</summary>
internal sealed record PackageManifest(string Name, string Version, string? Title, IReadOnlyList<string> FhirVersions, IReadOnlyList<PackageDependency> Dependencies)
{
    /// <summary>Null when it has no name or no version.</summary>
    /// <exception cref="JsonException">The text is not JSON.</exception>
    public static PackageManifest? Read(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object || Text(root, "name") is not { Length: > 0 } name || Text(root, "version") is not { Length: > 0 } version)
            return null;
        // "fhirVersions" is the specification's word; older packages say "fhir-version-list".
        var versions = Texts(root, "fhirVersions");
        return new PackageManifest(name, version, Text(root, "title"), versions.Count > 0 ? versions : Texts(root, "fhir-version-list"), ReadDependencies(root));
    }

    private static List<PackageDependency> ReadDependencies(JsonElement root)
    {
        if (!root.TryGetProperty("dependencies", out var dependencies) || dependencies.ValueKind != JsonValueKind.Object)
            return [];
        return [.. dependencies.EnumerateObject().Where(property => property.Value.ValueKind == JsonValueKind.String)
            .Select(property => new PackageDependency(property.Name, property.Value.GetString()!))];
    }

    private static string? Text(JsonElement at, string name) =>
        at.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static List<string> Texts(JsonElement at, string name) =>
        at.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array
            ? [.. list.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!)]
            : [];
}

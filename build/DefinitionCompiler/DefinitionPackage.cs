using System.Text.Json;

namespace Carewright.DefinitionCompiler;

/// <summary>The folder of definition files as published. Documents live as long as the process.</summary>
internal sealed class DefinitionPackage(string folder)
{
    internal JsonElement Load(string file) =>
        JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, file))).RootElement;

    /// <summary>What the package lacks of R4 (see <see cref="StructureCompiler"/>).</summary>
    internal static JsonElement LoadSupplement()
    {
        using var stream = typeof(DefinitionPackage).Assembly.GetManifestResourceStream("r4-supplement.json")!;
        return JsonDocument.Parse(stream).RootElement.Clone();
    }

    /// <summary>The resources of a Bundle file.</summary>
    internal IEnumerable<JsonElement> Resources(string file) =>
        Load(file).GetProperty("entry").EnumerateArray().Select(e => e.GetProperty("resource"));
}

/// <summary>Reads of JSON that tolerate absence.</summary>
internal static class JsonReads
{
    internal static string? Text(this JsonElement at, string name) =>
        at.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    internal static bool Flag(this JsonElement at, string name) =>
        at.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;

    internal static IEnumerable<JsonElement> Items(this JsonElement at, string name) =>
        at.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : [];

    internal static string[] Texts(this JsonElement at, string name) =>
        [.. at.Items(name).Select(i => i.GetString()!)];

    internal static string LastSegment(this string url) => url[(url.LastIndexOf('/') + 1)..];

    internal static string WithoutVersion(this string canonical) => canonical.Split('|')[0];
}

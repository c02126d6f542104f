using System.Formats.Tar;
using System.IO.Compression;
using System.Text.Json;
using Carewright.Testing;

namespace Carewright.Synthesis.Tests;

/// <summary>Holds every resource against the mandatory elements of the US Core 6.1.0 profile that it claims.</summary>
public sealed class UsCoreTests(ClinicFixture clinic)
{
    [Fact]
    public void Resources_have_the_mandatory_elements_of_the_profiles_they_claim()
    {
        var profiles = LoadProfiles();
        var claimed = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (resource, root) in clinic.All)
        {
            if (!root.TryGetProperty("meta", out var meta)) continue;
            var profile = meta.GetProperty("profile")[0].GetString()!;
            claimed.Add(profile);
            foreach (var path in profiles[profile])
                Assert.True(IsFilled([root], path), $"{resource.ResourceType}/{resource.Id} lacks {string.Join('.', path)} of {profile}");
        }

        Assert.True(claimed.Count >= 28, $"{claimed.Count} profiles");
    }

    private static bool IsDefinition(string name) =>
        name.StartsWith("package/StructureDefinition-", StringComparison.Ordinal) && name.EndsWith(".json", StringComparison.Ordinal);

    /// <summary>Whether each parent on the path that is there has the last name.</summary>
    private static bool IsFilled(List<JsonElement> parents, string[] path)
    {
        foreach (var name in path[..^1]) parents = [.. parents.SelectMany(parent => Children(parent, name))];
        return parents.TrueForAll(parent => Children(parent, path[^1]).Any());
    }

    private static IEnumerable<JsonElement> Children(JsonElement parent, string name)
    {
        if (parent.ValueKind != JsonValueKind.Object) return [];
        var stem = name.EndsWith("[x]", StringComparison.Ordinal) ? name[..^3] : null;
        return parent.EnumerateObject()
            .Where(property => stem is null ? property.Name == name : property.Name.StartsWith(stem, StringComparison.Ordinal))
            .SelectMany(property => property.Value.ValueKind == JsonValueKind.Array ? property.Value.EnumerateArray().ToList() : [property.Value]);
    }

    private static Dictionary<string, List<string[]>> LoadProfiles()
    {
        var profiles = new Dictionary<string, List<string[]>>(StringComparer.Ordinal);
        using var zipped = new GZipStream(File.OpenRead(SharedData.Require("fhir/us_core_610.tgz")), CompressionMode.Decompress);
        using var tar = new TarReader(zipped);
        while (tar.GetNextEntry() is { } entry)
        {
            if (entry.DataStream is null || !IsDefinition(entry.Name)) continue;
            using var definition = JsonDocument.Parse(entry.DataStream);
            profiles[definition.RootElement.Text("url")] =
            [
                .. from element in definition.RootElement.GetProperty("snapshot").GetProperty("element").EnumerateArray()
                   where element.GetProperty("min").GetInt32() > 0 && !element.Text("id").Contains(':', StringComparison.Ordinal)
                   let path = element.Text("path").Split('.')
                   where path.Length > 1
                   select path[1..],
            ];
        }

        return profiles;
    }
}

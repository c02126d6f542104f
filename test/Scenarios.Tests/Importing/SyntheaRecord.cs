using System.Text.Json;

namespace Carewright.Scenarios.Tests.Importing;

/// <summary>The record as the files have it, read with nothing but a JSON parser: resources by reference, with the bundles' <c>urn:uuid:</c> addresses made <c>Type/id</c>.</summary>
internal sealed class SyntheaRecord
{
    private readonly Dictionary<string, JsonElement> _resources = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _addresses = new(StringComparer.Ordinal);

    internal SyntheaRecord(IEnumerable<string> bundles)
    {
        foreach (var path in bundles)
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            foreach (var entry in document.RootElement.GetProperty("entry").EnumerateArray())
            {
                var resource = entry.GetProperty("resource").Clone();
                var reference = $"{Text(resource, "resourceType")}/{Text(resource, "id")}";
                _resources[reference] = resource;
                _addresses[entry.GetProperty("fullUrl").GetString()!] = reference;
            }
        }
        ByType = _resources.GroupBy(pair => pair.Key.Split('/')[0], StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.ToDictionary(pair => pair.Key, pair => pair.Value), StringComparer.Ordinal);
    }

    /// <summary>Type, then reference, then resource.</summary>
    internal IReadOnlyDictionary<string, Dictionary<string, JsonElement>> ByType { get; }

    internal IReadOnlyDictionary<string, JsonElement> All => _resources;

    internal static string? Text(JsonElement element, string name) => element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value.GetString() : null;

    /// <summary>The element or elements at a path of names, arrays opened.</summary>
    internal static IEnumerable<JsonElement> At(JsonElement element, params string[] path)
    {
        if (element.ValueKind == JsonValueKind.Array)
            return element.EnumerateArray().SelectMany(item => At(item, path));
        if (path.Length == 0)
            return [element];
        return element.ValueKind == JsonValueKind.Object && element.TryGetProperty(path[0], out var next) ? At(next, path[1..]) : [];
    }

    internal static IEnumerable<string> Texts(JsonElement element, params string[] path) => At(element, path).Select(one => one.GetString()!);

    /// <summary>What the references at a path point to, as <c>Type/id</c>.</summary>
    internal IEnumerable<string> Targets(JsonElement resource, params string[] path) => Texts(resource, [.. path, "reference"]).Select(Resolve);

    internal string Resolve(string reference) => _addresses.GetValueOrDefault(reference, reference);

    /// <summary>References of the resources of a type that satisfy a condition.</summary>
    internal HashSet<string> Where(string type, Func<JsonElement, bool> condition) => ByType[type].Where(pair => condition(pair.Value)).Select(pair => pair.Key).ToHashSet(StringComparer.Ordinal);

    /// <summary>
    /// The first difference between a resource of the files and one of the server, as a place; null when they hold the same: values as they were written, order of members and items,
    /// references under their new names; <c>meta.versionId</c> and <c>meta.lastUpdated</c> apart.
    /// </summary>
    internal string? Difference(JsonElement original, JsonElement served) => Differ(original, served, "");

    private string? Differ(JsonElement original, JsonElement served, string place)
    {
        if (original.ValueKind != served.ValueKind)
            return $"{place}: {original.ValueKind} became {served.ValueKind}";
        return original.ValueKind switch
        {
            JsonValueKind.Object => DifferInMembers(original, served, place),
            JsonValueKind.Array => DifferInItems(original, served, place),
            JsonValueKind.String => Resolve(original.GetString()!) == served.GetString() ? null : place,
            _ => original.GetRawText() == served.GetRawText() ? null : place,
        };
    }

    private string? DifferInItems(JsonElement original, JsonElement served, string place)
    {
        if (original.GetArrayLength() != served.GetArrayLength())
            return $"{place}: {original.GetArrayLength()} items became {served.GetArrayLength()}";
        return original.EnumerateArray().Zip(served.EnumerateArray()).Select((pair, i) => Differ(pair.First, pair.Second, $"{place}[{i}]")).FirstOrDefault(found => found is not null);
    }

    private string? DifferInMembers(JsonElement original, JsonElement served, string place)
    {
        // At the top id and meta may stand elsewhere than they did.
        var isTop = place.Length == 0;
        var (left, right) = (Members(original, place, isTop), Members(served, place, isTop));
        if (!left.Select(member => member.Name).SequenceEqual(right.Select(member => member.Name)))
            return $"{place}: {string.Join(' ', left.Select(member => member.Name))} became {string.Join(' ', right.Select(member => member.Name))}";
        return left.Zip(right).Select(pair => Differ(pair.First.Value, pair.Second.Value, $"{place}.{pair.First.Name}")).FirstOrDefault(found => found is not null);
    }

    private static List<JsonProperty> Members(JsonElement element, string place, bool isTop)
    {
        var members = element.EnumerateObject().Where(member => place != ".meta" || member.Name is not ("versionId" or "lastUpdated")).ToList();
        return isTop ? [.. members.Where(member => member.Name is "id" or "meta").OrderBy(member => member.Name, StringComparer.Ordinal), .. members.Where(member => member.Name is not ("id" or "meta"))] : members;
    }
}

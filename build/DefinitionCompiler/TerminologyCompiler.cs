using System.Text.Json;
using Carewright.Fhir.Definitions.Format;

namespace Carewright.DefinitionCompiler;

/// <summary>
/// Code systems with their hierarchy, and the value sets that can be enumerated from them. A value set that needs a code system which is not
/// at hand, a filter other than the hierarchy's, or a system with a licence of its own is left out: it is not enumerable here.
/// </summary>
internal sealed class TerminologyCompiler
{
    private static readonly string[] s_licensed = ["http://snomed.info/sct", "http://loinc.org", "http://www.ama-assn.org/go/cpt"];

    private readonly Dictionary<string, CodeSystemRecord> _systems = new(StringComparer.Ordinal);
    private readonly Dictionary<string, JsonElement> _valueSets = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Dictionary<string, HashSet<string>>?> _expansions = new(StringComparer.Ordinal);

    internal string Summary => $"{_systems.Count} code systems, {_expansions.Values.Count(e => e is not null)} of {_valueSets.Count} value sets enumerable";

    internal void Add(IEnumerable<JsonElement> resources)
    {
        foreach (var resource in resources)
        {
            if (resource.Text("url") is not { } url)
                continue;
            if (resource.Text("resourceType") == "ValueSet")
                _valueSets.TryAdd(url, resource);
            else if (resource.Text("resourceType") == "CodeSystem" && resource.Text("content") != "not-present" && !s_licensed.Contains(url))
                _systems.TryAdd(url, ToRecord(resource, url));
        }
    }

    /// <summary>Two indexes (url, offset of the body) and the bodies, so that the reader decodes only what is asked for.</summary>
    internal void Write(DefinitionWriter to)
    {
        var sets = _valueSets.Keys.Order(StringComparer.Ordinal).Select(u => (Url: u, Codes: Expand(u, 0))).Where(s => s.Codes is not null)
            .Select(s => new ValueSetRecord(s.Url, [.. s.Codes!.Select(p => (p.Key, IsWhole(p.Key, p.Value) ? null : p.Value.ToArray()))])).ToArray();
        var systems = _systems.Values.OrderBy(s => s.Url, StringComparer.Ordinal).ToArray();
        // Bodies come first and note where they start; the section ends with the place of the index.
        var index = new List<(string Url, int Offset)>();
        foreach (var system in systems)
        {
            index.Add((system.Url, to.Position));
            system.Write(to);
        }
        var setIndex = new List<(string Url, int Offset)>();
        foreach (var set in sets)
        {
            setIndex.Add((set.Url, to.Position));
            set.Write(to);
        }
        var indexStart = to.Position;
        foreach (var list in new[] { index, setIndex })
            to.List(list, i => { to.String(i.Url); to.Int(i.Offset); });
        to.Fixed(indexStart);
    }

    private bool IsWhole(string system, HashSet<string> codes) =>
        _systems.TryGetValue(system, out var record) && record.IsComplete && record.Concepts.Length == codes.Count
        && record.Concepts.All(c => codes.Contains(c.Code));

    private static CodeSystemRecord ToRecord(JsonElement resource, string url)
    {
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        var concepts = new List<(string Code, string? Display, SortedSet<int> Parents)>();
        var links = new List<(int Parent, string Child)>();
        Walk(resource, -1);
        foreach (var (parent, child) in links)
        {
            if (numbers.TryGetValue(child, out var number) && number != parent)
                concepts[number].Parents.Add(parent);
        }
        return new CodeSystemRecord(url, resource.Flag("caseSensitive"), resource.Text("content") == "complete",
            [.. concepts.Select(c => new ConceptRecord(c.Code, c.Display, [.. c.Parents]))]);

        void Walk(JsonElement holder, int parent)
        {
            foreach (var concept in holder.Items("concept"))
            {
                var code = concept.Text("code")!;
                if (!numbers.TryGetValue(code, out var number))
                {
                    number = concepts.Count;
                    numbers.Add(code, number);
                    concepts.Add((code, concept.Text("display"), []));
                }
                if (parent >= 0)
                    concepts[number].Parents.Add(parent);
                links.AddRange(concept.Items("property").Where(p => p.Text("code") == "child").Select(p => (number, p.Text("valueCode")!)));
                Walk(concept, number);
            }
        }
    }

    /// <summary>The codes of a value set by system, or null when it cannot be enumerated.</summary>
    private Dictionary<string, HashSet<string>>? Expand(string url, int depth)
    {
        if (_expansions.TryGetValue(url, out var known))
            return known;
        var result = depth < 16 && _valueSets.TryGetValue(url, out var set) && set.TryGetProperty("compose", out var compose) ? Compose(compose, depth) : null;
        _expansions[url] = result;
        return result;
    }

    private Dictionary<string, HashSet<string>>? Compose(JsonElement compose, int depth)
    {
        var result = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
        foreach (var include in compose.Items("include"))
        {
            if (Part(include, depth) is not { } part)
                return null;
            foreach (var (system, codes) in part)
            {
                if (!result.TryGetValue(system, out var all))
                    result.Add(system, all = new HashSet<string>(StringComparer.Ordinal));
                all.UnionWith(codes);
            }
        }
        foreach (var exclude in compose.Items("exclude"))
        {
            if (Part(exclude, depth) is not { } part)
                return null;
            foreach (var (system, codes) in part)
                result.GetValueOrDefault(system)?.ExceptWith(codes);
        }
        return result;
    }

    /// <summary>One include or exclude: the codes it lists or filters, met with each value set it imports (FHIR R4 valueset.html#compositions).</summary>
    private Dictionary<string, HashSet<string>>? Part(JsonElement part, int depth)
    {
        Dictionary<string, HashSet<string>>? result = null;
        if (part.Text("system") is { } system)
        {
            if (Codes(part, system) is not { } codes)
                return null;
            result = new(StringComparer.Ordinal) { [system] = codes };
        }
        foreach (var import in part.Texts("valueSet"))
        {
            if (Expand(import.WithoutVersion(), depth + 1) is not { } other)
                return null;
            result = result is null ? other.ToDictionary(p => p.Key, p => p.Value.ToHashSet(StringComparer.Ordinal), StringComparer.Ordinal) : Meet(result, other);
        }
        return result;
    }

    private static Dictionary<string, HashSet<string>> Meet(Dictionary<string, HashSet<string>> left, Dictionary<string, HashSet<string>> right) =>
        left.Where(p => right.ContainsKey(p.Key))
            .ToDictionary(p => p.Key, p => p.Value.Where(right[p.Key].Contains).ToHashSet(StringComparer.Ordinal), StringComparer.Ordinal);

    private HashSet<string>? Codes(JsonElement part, string system)
    {
        if (s_licensed.Contains(system))
            return null;
        if (part.TryGetProperty("concept", out _))
            return part.Items("concept").Select(c => c.Text("code")!).ToHashSet(StringComparer.Ordinal);
        if (!_systems.TryGetValue(system, out var record) || !record.IsComplete)
            return null;
        var codes = record.Concepts.Select(c => c.Code).ToHashSet(StringComparer.Ordinal);
        foreach (var filter in part.Items("filter"))
        {
            if (filter.Text("property") != "concept" || Filter(record, filter.Text("op")!, filter.Text("value")!) is not { } kept)
                return null;
            codes.IntersectWith(kept);
        }
        return codes;
    }

    private static HashSet<string>? Filter(CodeSystemRecord system, string operation, string code)
    {
        var below = Below(system, code);
        switch (operation)
        {
            case "is-a":
                return below;
            case "descendent-of":
                below.Remove(code);
                return below;
            case "is-not-a":
                return system.Concepts.Select(c => c.Code).Where(c => !below.Contains(c)).ToHashSet(StringComparer.Ordinal);
            default:
                return null;
        }
    }

    private static HashSet<string> Below(CodeSystemRecord system, string code)
    {
        var below = new HashSet<string>(StringComparer.Ordinal) { code };
        for (var grew = true; grew;)
        {
            grew = false;
            foreach (var concept in system.Concepts)
                grew |= concept.Parents.Any(p => below.Contains(system.Concepts[p].Code)) && below.Add(concept.Code);
        }
        below.IntersectWith(system.Concepts.Select(c => c.Code));
        return below;
    }
}

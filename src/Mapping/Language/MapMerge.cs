using Carewright.Kernel;

namespace Carewright.Mapping.Language;

/// <summary>
/// Puts a partner's map lines on top of others: what has the same key replaces, <c>+</c> adds, <c>-</c> takes away. Headers (<c>message</c>, <c>map</c>, <c>type</c>, <c>table</c>, <c>make</c>, <c>add</c>) are
/// merged line by line.
/// </summary>
internal static class MapMerge
{
    public static IReadOnlyList<MapLine> Merge(IReadOnlyList<MapLine> lines, IReadOnlyList<MapLine> overrides, List<Issue> issues)
    {
        var merged = lines.ToList();
        var replaced = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var line in overrides)
        {
            if (line.Mark == '+' || line.Key == "leave")
                merged.Add(line);
            else if (line.Mark == '-')
                Remove(merged, line, issues);
            else if (line.IsHeader && merged.FindIndex(each => each.Key == line.Key) is var at and >= 0)
                merged[at] = merged[at] with { Children = Merge(merged[at].Children, line.Children, issues) };
            else
                Replace(merged, line, replaced);
        }
        return merged;
    }

    /// <summary>The same lines with each message type on a line of its own, so that one of several that share a map can be changed.</summary>
    public static IReadOnlyList<MapLine> OneEach(IReadOnlyList<MapLine> lines) =>
        [.. lines.SelectMany(line => line.Tokens[0].Is("message") ? line.Tokens.Skip(1).Select(type => line with { Tokens = [line.Tokens[0], type] }) : [line])];

    private static void Remove(List<MapLine> merged, MapLine line, List<Issue> issues)
    {
        if (merged.RemoveAll(each => each.Key == line.Key) == 0)
            issues.Add(MapIssues.Name(line.Place, $"There is no '{line.Key}' here that could be taken away."));
    }

    private static void Replace(List<MapLine> merged, MapLine line, Dictionary<string, int> replaced)
    {
        // A second line of the same key stands beside the first, which has replaced what was there.
        if (replaced.TryGetValue(line.Key, out var count))
        {
            merged.Insert(merged.FindIndex(each => each.Key == line.Key) + count, line);
            replaced[line.Key] = count + 1;
            return;
        }
        var at = merged.FindIndex(each => each.Key == line.Key);
        merged.RemoveAll(each => each.Key == line.Key);
        merged.Insert(at < 0 ? merged.Count : at, line);
        replaced[line.Key] = 1;
    }
}

using Carewright.Mapping.Linked;

namespace Carewright.Mapping.Running;

/// <summary>The links that a message asks for.</summary>
internal static class MapLinks
{
    /// <summary>One for each segment that makes what goes.</summary>
    public static IReadOnlyList<MappedLink> Read(MessageMap map, List<SegmentNode> nodes, MapRun run)
    {
        var links = new List<MappedLink>();
        foreach (var rule in map.Links)
        {
            if (rule.When is { } when && !when.Holds(new Scope(run, nodes[0], Cell.None, null)))
                continue;
            var before = links.Count;
            foreach (var node in nodes)
                if (node.Drafts.Find(draft => draft.Label == rule.Gone) is { } gone && (node.FindDraft(rule.Survivor) ?? First(nodes, rule.Survivor)) is { } survivor && !ReferenceEquals(gone, survivor))
                    links.Add(new MappedLink(rule.Kind, survivor.Key, gone.Key));
            if (links.Count == before)
                run.Tell(MapIssues.Link(rule.Kind.ToString()));
        }
        return links;
    }

    private static Draft? First(List<SegmentNode> nodes, string label) => nodes.SelectMany(node => node.Drafts).FirstOrDefault(draft => draft.Label == label);
}

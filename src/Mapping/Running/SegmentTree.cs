using Carewright.Hl7v2;
using Carewright.Kernel;
using Carewright.Mapping.Linked;

namespace Carewright.Mapping.Running;

/// <summary>Puts the segments of a message where the map has a place for them: as far in as it goes. Linear in the message.</summary>
internal static class SegmentTree
{
    private const string Header = "MSH";

    /// <summary>The segments that have a place, in order of the message.</summary>
    public static List<SegmentNode> Read(Hl7Message message, MessageMap map, List<Issue> issues)
    {
        var nodes = new List<SegmentNode>(message.SegmentCount);
        var open = new List<SegmentNode>();
        HashSet<string>? told = null;
        for (var i = 0; i < message.SegmentCount; i++)
        {
            var segment = message[i];
            var name = segment.Name;
            if (i == 0)
                nodes.Add(Push(open, new SegmentNode(map.Placements[Header][0], segment, null)));
            else if (map.Placements.TryGetValue(name, out var placements) && Place(open, placements, segment) is { } node)
            {
                if (!IsContinued(nodes[^1], node))
                    nodes.Add(Push(open, node));
                else
                    nodes[^1].Continued.Add(segment);
            }
            else if (!map.Left.Contains(name) && (told ??= []).Add(name))
                issues.Add(MapIssues.NoPlace(name, name));
        }
        return nodes;
    }

    private static SegmentNode? Place(List<SegmentNode> open, Placement[] placements, Hl7Segment segment)
    {
        for (var depth = open.Count - 1; depth >= 0; depth--)
            foreach (var placement in placements)
                foreach (var (parent, isOnce) in placement.Parents)
                    if (open[depth].Name == parent && !(isOnce && open[depth].HasChild(placement.Segment)))
                        return new SegmentNode(placement, segment, open[depth]);
        return null;
    }

    private static SegmentNode Push(List<SegmentNode> open, SegmentNode node)
    {
        while (open.Count > 0 && !ReferenceEquals(open[^1], node.Parent))
            open.RemoveAt(open.Count - 1);
        node.Parent?.Add(node);
        open.Add(node);
        return node;
    }

    private static bool IsContinued(SegmentNode before, SegmentNode node)
    {
        if (node.Placement.Joined.Length == 0 || !ReferenceEquals(before.Placement, node.Placement) || !ReferenceEquals(before.Parent, node.Parent))
            return false;
        var (left, right) = (new Scope(null!, before, Cell.None, null), new Scope(null!, node, Cell.None, null));
        if (node.Placement.JoinedWhen is { } when && !(when.Holds(left) && when.Holds(right)))
            return false;
        foreach (var path in node.Placement.Joined)
            if (!left.First(path).Value.Raw.SequenceEqual(right.First(path).Value.Raw))
                return false;
        return left.First(node.Placement.Joined[0]).Value.HasValue;
    }
}

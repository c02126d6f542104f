using Carewright.Mapping.Linked;

namespace Carewright.Mapping.Running;

/// <summary>Tells the fields that have a value of which nothing becomes, once each.</summary>
internal sealed class UnreadFields(MessageMap map, MessagePlaces places, MapRun run)
{
    private readonly HashSet<(string, int)> _told = [];

    /// <summary>Looks at a segment.</summary>
    public void Look(SegmentNode node)
    {
        if (map.Left.Contains(node.Name))
            return;
        Look(node, node.Segment);
        foreach (var more in node.Continued)
            Look(node, more);
    }

    private void Look(SegmentNode node, Hl7v2.Hl7Segment segment)
    {
        var known = node.Placement.Known;
        for (var field = 1; field <= segment.FieldCount; field++)
        {
            if (field < known.Length && known[field])
                continue;
            var value = segment[field];
            if (!value.IsEmpty && _told.Add((node.Name, field)))
                run.Tell(MapIssues.Unread(places.Path(new Cell(value, segment.Place, field, 1, 0, 0))));
        }
    }
}

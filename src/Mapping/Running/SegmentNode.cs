using Carewright.Hl7v2;
using Carewright.Mapping.Linked;

namespace Carewright.Mapping.Running;

/// <summary>A segment in its place: below the one that it belongs to.</summary>
internal sealed class SegmentNode(Placement placement, Hl7Segment segment, SegmentNode? parent)
{
    // The first child of each name: a message may have any number of children, but only of few names.
    private readonly List<SegmentNode> _firsts = [];
    private readonly List<int> _counts = [];
    private readonly List<Draft> _drafts = [];
    private readonly ulong _filled = Filled(segment);

    public Placement Placement => placement;

    public string Name => placement.Segment;

    public Hl7Segment Segment => segment;

    /// <summary>Whether a field may have a value. Most fields of most segments are empty: what asks for them should not look further.</summary>
    public bool MayHave(int field) => field >= 64 || (_filled & (1UL << field)) != 0;

    public SegmentNode? Parent => parent;

    /// <summary>Segments that go on where this one ends.</summary>
    public List<Hl7Segment> Continued { get; } = [];

    /// <summary>The resources that it makes.</summary>
    public List<Draft> Drafts => _drafts;

    /// <summary>Whether a rule may find something here, for all that its gate says.</summary>
    public bool Passes(Gate? gate) => gate is null || (gate.Fields & _filled) != 0 || !ReferenceEquals(gate.Segment, placement.Segment) || Continued.Count > 0;

    public bool HasChild(string name) => Child(name) is not null;

    public void Add(SegmentNode child)
    {
        for (var i = 0; i < _firsts.Count; i++)
            if (_firsts[i].Name == child.Name)
            {
                _counts[i]++;
                return;
            }
        _firsts.Add(child);
        _counts.Add(1);
    }

    /// <summary>How many segments of a name stand directly below.</summary>
    public int CountOf(string name)
    {
        var at = _firsts.FindIndex(child => child.Name == name);
        return at < 0 ? 0 : _counts[at];
    }

    /// <summary>
    /// The segment of a name that a rule means: this one, one above it, or the first of those beside one above it. A segment that may stand above is looked for there alone, so that nothing of another order is
    /// taken for this one's.
    /// </summary>
    public SegmentNode? Find(string name)
    {
        if (Name == name)
            return this;
        var onlyAbove = false;
        for (var (node, below) = (this, default(SegmentNode)); node is not null; (below, node) = (node, node.Parent))
        {
            if (node.Name == name)
                return node;
            if (!onlyAbove && below?.Name != name && node.Child(name) is { } found)
                return found;
            onlyAbove |= node.MayStandBelow(name);
        }
        return null;
    }

    /// <summary>The resource of a label that a rule means; looked for as segments are, but never among the segments of another group.</summary>
    public Draft? FindDraft(string label)
    {
        for (var (node, below) = (this, default(SegmentNode)); node is not null; (below, node) = (node, node.Parent))
        {
            if (node.Own(label) is { } own)
                return own;
            foreach (var child in node._firsts)
                if (child.Name != below?.Name && child.Own(label) is { } beside)
                    return beside;
        }
        return null;
    }

    private static ulong Filled(Hl7Segment segment)
    {
        var filled = 0UL;
        for (var field = Math.Min(segment.FieldCount, 63); field > 0; field--)
            if (!segment[field].IsEmpty)
                filled |= 1UL << field;
        return filled;
    }

    private Draft? Own(string label)
    {
        foreach (var draft in _drafts)
            if (draft.Label == label)
                return draft;
        return null;
    }

    private SegmentNode? Child(string name)
    {
        foreach (var child in _firsts)
            if (child.Name == name)
                return child;
        return null;
    }

    private bool MayStandBelow(string name)
    {
        foreach (var (above, _) in placement.Parents)
            if (above == name)
                return true;
        return false;
    }
}

namespace Carewright.Hl7v2.Structures;

/// <summary>A group of segments as it stands in a message, or the message itself: <c>ORDER_OBSERVATION</c> with its ORC, OBR and the groups below.</summary>
public sealed class Hl7Group
{
    private readonly List<Hl7Segment> _segments = [];
    private readonly List<Hl7Group> _groups = [];

    internal Hl7Group(string name) => Name = name;

    /// <summary>Name of the group; of the structure for the whole message.</summary>
    public string Name { get; }

    /// <summary>The segments that stand in it directly, in order.</summary>
    public IReadOnlyList<Hl7Segment> Segments => _segments;

    /// <summary>The groups that stand in it directly, in order.</summary>
    public IReadOnlyList<Hl7Group> Groups => _groups;

    /// <summary>The first segment of a name that stands in it directly; null when there is none.</summary>
    public Hl7Segment? Find(string name)
    {
        foreach (var segment in _segments)
            if (segment.Is(name))
                return segment;
        return null;
    }

    /// <summary>All groups of a name, at any depth, in order.</summary>
    public IEnumerable<Hl7Group> All(string name)
    {
        foreach (var group in _groups)
        {
            if (group.Name == name)
                yield return group;
            foreach (var inner in group.All(name))
                yield return inner;
        }
    }

    internal void Add(Hl7Segment segment) => _segments.Add(segment);

    internal Hl7Group Add(string group)
    {
        var added = new Hl7Group(group);
        _groups.Add(added);
        return added;
    }
}

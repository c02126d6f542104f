using Carewright.Kernel;

namespace Carewright.Hl7v2.Structures;

/// <summary>
/// Puts the segments of a message into the groups of its structure. A segment goes to the next place that may hold it: further on in its group, in a new one of a group that repeats, or further out. One that no place holds
/// stays with the segment before it, and is told, unless it is a Z segment, which may stand anywhere (HL7 v2.8 ch. 2.5.2). Used once.
/// </summary>
public sealed class StructureReader
{
    private readonly List<Frame> _frames = [];
    private readonly List<Issue> _issues = [];

    private StructureReader(MessageStructure structure) => _frames.Add(new Frame(structure.Parts, new Hl7Group(structure.Name)));

    /// <summary>Reads a message by a structure.</summary>
    /// <returns>The message as a group, and what is out of place or missing.</returns>
    public static (Hl7Group Message, IReadOnlyList<Issue> Issues) Read(Hl7Message message, MessageStructure structure)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(structure);
        var reader = new StructureReader(structure);
        var root = reader._frames[0].Group;
        var occurrences = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var segment in message.Segments())
        {
            var name = segment.Name;
            occurrences[name] = occurrences.GetValueOrDefault(name) + 1;
            if (!reader.TryPlace(segment, name))
                reader.KeepBeside(segment, name, occurrences[name], structure.Name);
        }
        reader.Leave(0);
        return (root, reader._issues);
    }

    private bool TryPlace(Hl7Segment segment, string name)
    {
        for (var depth = _frames.Count - 1; depth >= 0; depth--)
        {
            if (_frames[depth].Next(name) is not { } place)
                continue;
            Leave(depth + 1);
            Enter(_frames[depth], place, segment, name);
            return true;
        }
        return false;
    }

    private void Enter(Frame frame, int place, Hl7Segment segment, string name)
    {
        while (true)
        {
            var part = frame.Parts[place];
            frame.Take(place);
            if (!part.IsGroup)
            {
                frame.Group.Add(segment);
                return;
            }
            frame = new Frame(part.Parts, frame.Group.Add(part.Name));
            _frames.Add(frame);
            place = frame.Next(name) ?? throw new InvalidOperationException("A group holds a segment that none of its parts holds.");
        }
    }

    private void KeepBeside(Hl7Segment segment, string name, int occurrence, string structure)
    {
        _frames[^1].Group.Add(segment);
        if (name[0] != 'Z')
            _issues.Add(Issue.Warning(IssueTypes.Structure, "V2-SEGMENT-PLACE", $"{structure} has no place for {name} here; it stays with the segment before it.", $"{name}[{occurrence}]", "HL7 v2.8 ch. 2.12"));
    }

    private void Leave(int depth)
    {
        for (var i = _frames.Count - 1; i >= depth; i--)
        {
            foreach (var missing in _frames[i].Missing())
                _issues.Add(Issue.Warning(IssueTypes.Required, "V2-SEGMENT-MISSING", $"{_frames[i].Group.Name} has no {missing}.", _frames[i].Group.Name, "HL7 v2.8 ch. 2.12"));
            _frames.RemoveAt(i);
        }
    }

    /// <summary>A group that is being filled.</summary>
    private sealed class Frame(IReadOnlyList<StructurePart> parts, Hl7Group group)
    {
        private readonly bool[] _taken = new bool[parts.Count];
        private int _place;

        public IReadOnlyList<StructurePart> Parts => parts;

        public Hl7Group Group => group;

        /// <summary>The next part that may hold a segment of a name; null when none may.</summary>
        public int? Next(string name)
        {
            for (var i = _place; i < parts.Count; i++)
                if (parts[i].Holds(name) && (parts[i].Repeats || !_taken[i]))
                    return i;
            return null;
        }

        public void Take(int place) => (_place, _taken[place]) = (place, true);

        public IEnumerable<string> Missing() => parts.Where((part, place) => part.IsRequired && !_taken[place]).Select(part => part.Name);
    }
}

using System.Buffers;
using Carewright.Fhir.Definitions;
using Carewright.Mapping.Linked;

namespace Carewright.Mapping.Running;

/// <summary>What a node of a draft is.</summary>
internal enum DraftKind : byte
{
    Object,
    Array,
    Text,

    /// <summary>Written as it is: numbers and booleans.</summary>
    Literal,
}

/// <summary>An element of a resource that is being made. Its parent stands before it, and all that stands below it directly after it.</summary>
internal struct DraftNode
{
    public string Name;
    public string? Text;
    public DraftKind Kind;
    public int Parent;
    public int First;
    public int Last;
    public int Next;
    public int Previous;
    public Rule? Rule;
    public CellPlace From;
}

/// <summary>The place of a <see cref="Cell"/>, without the value.</summary>
internal readonly struct CellPlace(in Cell cell)
{
    private readonly int _repetition = cell.Repetition;
    private readonly ushort _field = (ushort)cell.Field;
    private readonly byte _component = (byte)cell.Component;
    private readonly byte _subcomponent = (byte)cell.Subcomponent;

    public int Segment { get; } = cell.Segment;

    public Cell Cell => new(default, Segment, _field, _repetition, _component, _subcomponent);
}

/// <summary>A resource that is being made: its elements in one row. Not safe for several threads.</summary>
internal sealed class Draft
{
    private DraftNode[] _nodes = ArrayPool<DraftNode>.Shared.Rent(64);

    public Draft(string label, TypeDefinition type, MappedIntent intent, string key, SegmentNode? node, ResourcePart? part)
    {
        (Label, Type, Intent, Key, Node, Part) = (label, type, intent, key, node, part);
        Append(-1, "", DraftKind.Object, null, Cell.None, null);
    }

    public string Label { get; }

    public TypeDefinition Type { get; }

    public MappedIntent Intent { get; }

    /// <summary><c>urn:uuid:...</c>.</summary>
    public string Key { get; }

    /// <summary>The segment that makes it; null for what is named in passing.</summary>
    public SegmentNode? Node { get; }

    public ResourcePart? Part { get; }

    /// <summary>The drafts that it refers to.</summary>
    public List<Draft> References { get; } = [];

    /// <summary>Top-level elements that the message says there are none of.</summary>
    public List<string> Cleared { get; } = [];

    /// <summary>Rules that are to run over the resource as mapped.</summary>
    public List<Rule> Calculated { get; } = [];

    /// <summary>How many nodes there are; the first is the resource itself.</summary>
    public int Count { get; private set; }

    public ref readonly DraftNode this[int node] => ref _nodes[node];

    public int Append(int parent, string name, DraftKind kind, string? text, in Cell from, Rule? rule)
    {
        if (Count == _nodes.Length)
            Grow();
        var at = Count++;
        var previous = parent < 0 ? -1 : _nodes[parent].Last;
        _nodes[at] = new DraftNode { Name = name, Kind = kind, Text = text, Parent = parent, First = -1, Last = -1, Next = -1, Previous = previous, From = new CellPlace(from), Rule = rule };
        if (parent < 0)
            return at;
        if (previous < 0)
            _nodes[parent].First = at;
        else
            _nodes[previous].Next = at;
        _nodes[parent].Last = at;
        return at;
    }

    /// <summary>The element of a name; -1 when there is none.</summary>
    public int Child(int parent, string name)
    {
        for (var at = _nodes[parent].First; at >= 0; at = _nodes[at].Next)
            if (ReferenceEquals(_nodes[at].Name, name) || _nodes[at].Name == name)
                return at;
        return -1;
    }

    /// <summary>Whether there is an element of a name; with an asterisk at its end, of a choice in any type.</summary>
    public bool Has(int parent, string name) => name.EndsWith('*') ? HasChoice(parent, name.AsSpan(0, name.Length - 1)) : Child(parent, name) >= 0;

    /// <summary>Whether there is one of some elements; true when none is asked for.</summary>
    public bool HasAny(int parent, string[] names)
    {
        foreach (var name in names)
            if (Has(parent, name))
                return true;
        return names.Length == 0;
    }

    /// <summary>Whether a choice has a value in any type.</summary>
    public bool HasChoice(int parent, ReadOnlySpan<char> name)
    {
        for (var at = _nodes[parent].First; at >= 0; at = _nodes[at].Next)
            if (_nodes[at].Name.Length > name.Length && char.IsAsciiLetterUpper(_nodes[at].Name[name.Length]) && _nodes[at].Name.AsSpan().StartsWith(name, StringComparison.Ordinal))
                return true;
        return false;
    }

    /// <summary>Leaves an element out that is there already.</summary>
    public void Omit(int node) => (_nodes[node].Kind, _nodes[node].First) = (DraftKind.Array, -1);

    /// <summary>The array of a name; made when there is none.</summary>
    public int ArrayOf(int parent, string name) => Child(parent, name) is var found and >= 0 ? found : Append(parent, name, DraftKind.Array, null, Cell.None, null);

    /// <summary>Keeps what is there in room of its own; nothing is added any more.</summary>
    public void Trim()
    {
        var nodes = _nodes.AsSpan(0, Count).ToArray();
        ArrayPool<DraftNode>.Shared.Return(_nodes, clearArray: true);
        _nodes = nodes;
    }

    private void Grow()
    {
        var nodes = ArrayPool<DraftNode>.Shared.Rent(Count * 2);
        _nodes.CopyTo(nodes, 0);
        ArrayPool<DraftNode>.Shared.Return(_nodes, clearArray: true);
        _nodes = nodes;
    }

    public void SetText(int node, string text) => _nodes[node].Text = text;

    /// <summary>Takes away all from a node on. What was added since a mark is one tree.</summary>
    public void Rollback(int mark)
    {
        if (mark >= Count)
            return;
        var (parent, previous) = (_nodes[mark].Parent, _nodes[mark].Previous);
        _nodes[parent].Last = previous;
        if (previous < 0)
            _nodes[parent].First = -1;
        else
            _nodes[previous].Next = -1;
        Count = mark;
    }
}

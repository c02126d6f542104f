namespace Carewright.Mapping.Linked;

/// <summary>Fields of one segment of which one at least must have a value for a rule to find anything. Most fields of most segments are empty; a rule whose fields are is passed over without a look.</summary>
/// <param name="Segment">The segment, interned.</param>
/// <param name="Fields">A bit for each field, to 63.</param>
internal sealed record Gate(string Segment, ulong Fields)
{
    /// <summary>The gate of a path; null when it has none.</summary>
    public static Gate? Of(CellPath path) => path is { Segment: { } segment, Field: < 64 } ? new Gate(segment, 1UL << path.Field) : null;

    /// <summary>What must hold for the one and for the other: either is needed, the first that there is will do.</summary>
    public static Gate? Both(Gate? left, Gate? right) => left is not null && right is not null && left.Segment == right.Segment && (left.Fields & right.Fields) == left.Fields ? left : left ?? right;

    /// <summary>What must hold for the one or for the other.</summary>
    public static Gate? Either(Gate? left, Gate? right) => left is not null && right is not null && left.Segment == right.Segment ? left with { Fields = left.Fields | right.Fields } : null;

    /// <summary>The gate of a source; null when it finds something whatever the fields are.</summary>
    public static Gate? Of(Source? source, CellPath? loop) => loop is not null ? Of(loop) : source is PathSource { Path: var path } ? Of(path) : null;
}

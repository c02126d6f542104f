using Carewright.Hl7v2.Structures;
using Carewright.Mapping.Linked;

namespace Carewright.Mapping.Writing.Linked;

/// <summary>Places of segments and data types, held against the dictionary of HL7 v2.5.1. Segments that begin with Z are a partner's own and may have anything.</summary>
internal static class V2Targets
{
    private static V2Definitions Version => V2Definitions.Of("2.5.1");

    /// <summary>Whether there is a segment or a data type of that name.</summary>
    public static bool Has(string name) => name[0] == 'Z' || Version.Segment(name) is not null || Version.DataType(name) is not null;

    /// <summary>The data type at a place; null where another field says which, or nobody knows.</summary>
    /// <param name="owner">The segment or data type that the place is of.</param>
    /// <param name="path">The place.</param>
    /// <returns>The data type, or what is wrong.</returns>
    public static (string? Type, string? Fault) TypeOf(string owner, CellPath path)
    {
        if (owner.Length == 3 && owner[0] == 'Z')
            return path.Segment == owner ? (null, null) : (null, $"The rule fills {owner}.");
        if (Version.Segment(owner) is not { } segment)
            return path.IsRelative ? Below(owner, path.Component, path.Subcomponent) : (null, $"A type has parts such as .1 or .4.2.");
        if (path.Segment != owner)
            return (null, $"The map fills {owner}; a rule in it names {owner}-1.");
        // The last field of a query's parameters stands for as many as the query has (ch. 5.5.4).
        if (path.Field >= segment.Items.Count && IsAny(segment.Items[^1].DataType))
            return (null, null);
        if (path.Field > segment.Items.Count)
            return (null, $"{owner} has no field {path.Field} in 2.5.1.");
        var field = segment.Items[path.Field - 1];
        if ((path.IsEvery || path.Repetition > 1) && field.Repetitions == 1)
            return (null, $"{owner}-{path.Field} does not repeat in 2.5.1.");
        return Below(field.DataType, path.Component, path.Subcomponent);
    }

    /// <summary>Whether a type map of one data type may stand where another is: CWE where older versions have CE, as the implementation guides for 2.5.1 do.</summary>
    public static bool Fits(string type, string place) => type == place || IsAny(place) || (IsCoded(type) && IsCoded(place));

    private static bool IsAny(string type) => type is "VARIES" or "var" or "*";

    private static bool IsCoded(string type) => type is "CE" or "CWE" or "CNE" or "CF";

    private static (string? Type, string? Fault) Below(string type, int component, int subcomponent)
    {
        if (component == 0)
            return (IsAny(type) ? null : type, null);
        if (IsAny(type))
            return (null, null);
        var parts = Version.DataType(IsCoded(type) ? "CWE" : type)?.Items ?? [];
        if (parts.Count == 0 && component == 1)
            return (type, null);
        if (component > parts.Count)
            return (null, $"{type} has no component {component} in 2.5.1.");
        var inner = parts[component - 1].DataType;
        return subcomponent == 0 ? (inner, null) : Below(inner, subcomponent, 0);
    }
}

using System.Collections.Frozen;
using Carewright.Fhir.Path;
using Carewright.Mapping.Language;
using Carewright.Mapping.Linked;

namespace Carewright.Mapping.Writing.Linked;

/// <summary>All maps that write messages, linked. Immutable, safe for many threads.</summary>
/// <param name="Messages">By type and event.</param>
/// <param name="CodingSystems">Names of published coding systems (HL7 table 0396) by their URIs.</param>
/// <param name="Authorities">Names and OIDs of published identifier systems by their URIs.</param>
internal sealed record WritingSet(
    IReadOnlyDictionary<string, MessageLayout> Messages, FrozenDictionary<string, string> CodingSystems, FrozenDictionary<string, (string Name, string Oid)> Authorities);

/// <summary>Of which segments a message is made.</summary>
/// <param name="Name">Type and event, and the variant where there are several.</param>
/// <param name="Structure">MSH-9.3.</param>
/// <param name="About">Of which resource types its foci may be.</param>
/// <param name="Ones">What all foci must have alike, exactly one.</param>
/// <param name="Header">The line of MSH.</param>
/// <param name="Below">Lines of segments by the label of what they stand in, in order.</param>
internal sealed record MessageLayout(string Name, string Structure, IReadOnlyList<string> About, IReadOnlyList<MapExpression> Ones, SegmentLine Header, IReadOnlyDictionary<string, SegmentLine[]> Below);

/// <summary>A place for segments of a name.</summary>
/// <param name="Place">Where it stands.</param>
/// <param name="Segment">Name of the segments; <see cref="Each"/> where nothing is written but what stands in it.</param>
/// <param name="Label">By what others stand in it, and by what expressions name it.</param>
/// <param name="From">One segment for each of what this gives over what the segment above is of; null: one, of the same.</param>
/// <param name="When">What must hold over what it is of; null: nothing.</param>
/// <param name="IsRequired">Whether there must be one.</param>
/// <param name="Maps">What fills it.</param>
internal sealed record SegmentLine(MapPlace Place, string Segment, string Label, MapExpression? From, MapExpression? When, bool IsRequired, FillMap[] Maps)
{
    /// <summary>What stands for a segment where others are only grouped.</summary>
    public const string Each = "each";
}

/// <summary>What fills a segment, or a data type.</summary>
internal sealed class FillMap
{
    public required string Name { get; init; }

    public required MapPlace Place { get; init; }

    /// <summary>The segment or the data type that is filled.</summary>
    public required string Of { get; init; }

    /// <summary>The FHIR type it is filled from; null: any.</summary>
    public required string? From { get; init; }

    public FillRule[] Rules { get; set; } = [];
}

/// <summary>One rule: what goes where, under what condition. Immutable.</summary>
internal sealed class FillRule
{
    public required MapPlace Place { get; init; }

    /// <summary>Where the value goes.</summary>
    public required CellPath Target { get; init; }

    /// <summary>The target as the map names it.</summary>
    public required string Text { get; init; }

    public required FillSource Source { get; init; }

    /// <summary>How a value that divides is written; null: as a text.</summary>
    public FillMap? Type { get; init; }

    /// <summary>How texts are written.</summary>
    public required TextForm Form { get; init; }

    public WritingTable? Table { get; init; }

    /// <summary>Whether a code that the table has not is no matter.</summary>
    public bool IfKnown { get; init; }

    /// <summary>What is written when there is no value, or when the table has not its code; null: nothing.</summary>
    public string? Otherwise { get; init; }

    public MapExpression? When { get; init; }

    /// <summary>Whether the target must have a value when all rules have run.</summary>
    public bool IsRequired { get; init; }
}

/// <summary>How a value is written that no map of a type divides.</summary>
internal enum TextForm
{
    /// <summary>On one line.</summary>
    Plain,

    /// <summary>Line breaks are <c>\.br\</c> (FT).</summary>
    Formatted,

    /// <summary>Each line is a repetition (TX).</summary>
    Lines,

    /// <summary>A day at most (DT).</summary>
    Day,

    /// <summary>Codings and text (CWE); a value without parts as it is.</summary>
    Coded,
}

/// <summary>An expression with its place in a map.</summary>
internal sealed record MapExpression(FhirPathExpression Path, MapPlace Place);

/// <summary>Where a value is from.</summary>
internal abstract record FillSource;

/// <summary>What an expression gives over what the segment or the data type is of.</summary>
/// <param name="Expression">The expression.</param>
/// <param name="IsPath">Whether it is a path of elements, which an issue can name.</param>
internal sealed record ExpressionSource(MapExpression Expression, bool IsPath) : FillSource;

/// <summary>A text of the map.</summary>
internal sealed record TextSource(string Text) : FillSource;

/// <summary>What a function makes of the first value of each argument.</summary>
internal sealed record CallSource(WritingFunction Function, FillSource[] Arguments) : FillSource;

/// <summary>A function of the language; null when it has nothing to say.</summary>
internal delegate string? WritingFunction(Running.SystemNames names, string[] arguments);

/// <summary>Which codes of a v2 table say what FHIR codes mean.</summary>
/// <param name="Name">Its name in the maps.</param>
/// <param name="Hl7Table">Number of the HL7 table.</param>
/// <param name="System">URI of the FHIR codes; empty where they have none.</param>
/// <param name="Codes">v2 codes by FHIR code, and by <c>system|code</c>.</param>
internal sealed record WritingTable(string Name, string Hl7Table, string System, IReadOnlyDictionary<string, string> Codes);

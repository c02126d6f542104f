using System.Collections;
using Carewright.Fhir.Definitions;
using Carewright.Mapping.Language;

namespace Carewright.Mapping.Linked;

/// <summary>How a data type of HL7 v2 becomes one of FHIR, or a resource that is named in passing.</summary>
internal sealed class TypeMap
{
    public required string Name { get; init; }

    public required MapPlace Place { get; init; }

    /// <summary>The FHIR type that it gives; a resource type where it ensures one.</summary>
    public required TypeDefinition Gives { get; init; }

    /// <summary>Whether it makes a resource, of which the element holds a reference.</summary>
    public required bool Ensures { get; init; }

    public Rule[] Rules { get; set; } = [];

    /// <summary>The words for the resource where it cannot be known again; null when there are none.</summary>
    public Source? Shown { get; set; }
}

/// <summary>What the codes of a v2 table mean.</summary>
/// <param name="Name">Its name in the maps.</param>
/// <param name="Table">The v2 table as a partner's code map names it.</param>
/// <param name="System">URI of the codes it gives; empty where it gives texts.</param>
/// <param name="Codes">By the v2 code.</param>
internal sealed record CodeTable(string Name, string Table, string System, IReadOnlyDictionary<string, TableCode> Codes);

/// <summary>What a code means.</summary>
internal readonly record struct TableCode(string System, string Code, string? Display);

/// <summary>What is made of one kind of segment.</summary>
internal sealed class SegmentMap
{
    public required string Name { get; init; }

    public required string Segment { get; init; }

    public required ResourcePart[] Parts { get; init; }

    /// <summary>Fields of which something is read, or which are left alone on purpose, by segment; those that type maps read are not among them.</summary>
    public required IReadOnlySet<(string Segment, int Field)> Reads { get; init; }
}

/// <summary>A resource that a segment makes, or adds to.</summary>
internal sealed class ResourcePart
{
    public required MapPlace Place { get; init; }

    /// <summary>By what the maps call it.</summary>
    public required string Label { get; init; }

    /// <summary>Whether it is made here; otherwise it is one in reach.</summary>
    public required bool IsMade { get; init; }

    public required TypeDefinition Type { get; init; }

    public required MappedIntent Intent { get; init; }

    public Condition? When { get; init; }

    /// <summary>Of which minted system the identifiers are by which alone it is known again; null: all of them count.</summary>
    public string? KnownAs { get; init; }

    public Rule[] Rules { get; set; } = [];

    /// <summary>Elements that the type must have.</summary>
    public required string[] Required { get; init; }
}

/// <summary>Where a segment may stand and what is made of it there.</summary>
internal sealed class Placement
{
    public required string Segment { get; init; }

    /// <summary>Below which segments; <c>isOnce</c>: at most one below each.</summary>
    public required (string Segment, bool IsOnce)[] Parents { get; init; }

    public required SegmentMap[] Maps { get; init; }

    /// <summary>What must be equal for a segment to continue the one before it; empty: none does.</summary>
    public required CellPath[] Joined { get; init; }

    public Condition? JoinedWhen { get; init; }

    /// <summary>Fields of which something becomes; one more than the highest number is known.</summary>
    public BitArray Known { get; set; } = new(0);
}

/// <summary>A link that a message asks for.</summary>
internal sealed record LinkRule(MapPlace Place, MappedLinkKind Kind, string Survivor, string Gone, Condition? When);

/// <summary>What is made of one kind of message.</summary>
internal sealed class MessageMap
{
    public required string Name { get; init; }

    public required IReadOnlyDictionary<string, Placement[]> Placements { get; init; }

    /// <summary>Segments that are left alone on purpose.</summary>
    public required IReadOnlySet<string> Left { get; init; }

    public required IReadOnlyList<LinkRule> Links { get; init; }

    /// <summary>Labels of resources without which the message says nothing that could be applied.</summary>
    public required IReadOnlyList<string> Needs { get; init; }
}

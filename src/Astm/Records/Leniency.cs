namespace Carewright.Astm.Records;

/// <summary>What real instruments get wrong and the reader takes none the less. Each use is counted, so that whoever looks after the instrument can be told.</summary>
public enum Leniency
{
    /// <summary>Control characters, spaces or a byte order mark before the header.</summary>
    LeadingBytes,

    /// <summary>A record ends with a line feed instead of a carriage return.</summary>
    LineFeed,

    /// <summary>A record ends with carriage return and line feed.</summary>
    CarriageReturnLineFeed,

    /// <summary>The last record has no end.</summary>
    NoLastEnd,

    /// <summary>An empty line between records.</summary>
    EmptyLine,

    /// <summary>Spaces before the type of a record.</summary>
    LeadingSpaces,

    /// <summary>The type of a record is a small letter.</summary>
    SmallLetter,

    /// <summary>A line break inside a field: what follows it does not begin like a record.</summary>
    LineBreakInField,

    /// <summary>H-2 cannot be meant as it stands; the standard's suggestion was taken, or the first three of more.</summary>
    WrongDelimiters,

    /// <summary>A record of a type that the standard has not; it is kept.</summary>
    UnknownRecord,

    /// <summary>A record under none that it belongs to: an order without a patient, a result without an order.</summary>
    OutOfPlace,

    /// <summary>A sequence number is absent or not the next.</summary>
    SequenceNumber,

    /// <summary>The message does not end with a terminator record.</summary>
    NoTerminator,

    /// <summary>Records after the terminator that are no other message's.</summary>
    AfterTerminator,

    /// <summary>The message should be UTF-8 and is not; it was read as ISO 8859-1.</summary>
    NotUtf8,
}

/// <summary>One kind of leniency, how often it was needed, and where first.</summary>
/// <param name="Leniency">The kind.</param>
/// <param name="Count">Times, at least 1.</param>
/// <param name="Record">The place from 0 of the first record that needed it.</param>
public readonly record struct LeniencyUse(Leniency Leniency, int Count, int Record);

/// <summary>Counts leniencies while a message is read.</summary>
internal sealed class LeniencyCounter
{
    private readonly SortedDictionary<Leniency, LeniencyUse> _uses = [];

    internal void Add(Leniency leniency, int record) =>
        _uses[leniency] = _uses.TryGetValue(leniency, out var use) ? use with { Count = use.Count + 1 } : new LeniencyUse(leniency, 1, record);

    internal IReadOnlyList<LeniencyUse> Uses() => [.. _uses.Values];
}

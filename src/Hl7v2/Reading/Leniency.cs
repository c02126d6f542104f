namespace Carewright.Hl7v2.Reading;

/// <summary>What real senders get wrong and the reader takes none the less. Each use is counted, so that a partner can be told.</summary>
public enum Leniency
{
    /// <summary>A byte order mark before <c>MSH</c>.</summary>
    ByteOrderMark,

    /// <summary>Control characters or spaces before <c>MSH</c>.</summary>
    LeadingBytes,

    /// <summary>The whole message is UTF-16; it was read as UTF-8.</summary>
    Utf16,

    /// <summary>A segment ends with a line feed instead of a carriage return.</summary>
    LineFeed,

    /// <summary>A segment ends with carriage return and line feed.</summary>
    CarriageReturnLineFeed,

    /// <summary>The last segment has no end.</summary>
    NoLastTerminator,

    /// <summary>An empty line between segments.</summary>
    EmptyLine,

    /// <summary>Spaces before the name of a segment.</summary>
    LeadingSpaces,

    /// <summary>Spaces at the end of a segment.</summary>
    TrailingSpaces,

    /// <summary>A line break inside a field: what follows it does not begin like a segment.</summary>
    LineBreakInField,

    /// <summary>The name of a segment has small letters.</summary>
    SmallLetters,

    /// <summary>MSH-2 cannot be meant as it stands; the standard's suggestion was taken.</summary>
    WrongEncodingCharacters,

    /// <summary>MSH-2 is shorter than four characters.</summary>
    FewEncodingCharacters,

    /// <summary>The message has bytes beyond ASCII and MSH-18 does not say in which character set; UTF-8 was taken, or ISO 8859-1 where it is none.</summary>
    UndeclaredCharacterSet,

    /// <summary>MSH-18 names a character set that HL7 table 0211 does not have; it was read as when nothing is declared.</summary>
    UnknownCharacterSet,
}

/// <summary>One kind of leniency and how often it was needed.</summary>
/// <param name="Leniency">The kind.</param>
/// <param name="Count">Times, at least 1.</param>
public readonly record struct LeniencyUse(Leniency Leniency, int Count);

/// <summary>Counts leniencies while a message is read.</summary>
internal sealed class LeniencyCounter
{
    private static readonly int s_kinds = Enum.GetValues<Leniency>().Length;
    private int[]? _counts;

    internal void Add(Leniency leniency)
    {
        _counts ??= new int[s_kinds];
        _counts[(int)leniency]++;
    }

    internal IReadOnlyList<LeniencyUse> Uses()
    {
        if (_counts is null)
            return [];
        var uses = new List<LeniencyUse>();
        for (var i = 0; i < _counts.Length; i++)
            if (_counts[i] > 0)
                uses.Add(new LeniencyUse((Leniency)i, _counts[i]));
        return uses;
    }
}

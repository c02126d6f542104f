namespace Carewright.Astm.Records;

/// <summary>The types of records and their levels (LIS2-A2 5.5): a record belongs to the last one before it of a level above.</summary>
internal static class RecordType
{
    /// <summary>The type as a capital letter.</summary>
    internal static char Of(byte letter) => char.ToUpperInvariant((char)letter);

    /// <summary>Its level; a comment and a manufacturer's record have none of their own, nor has what the standard does not know.</summary>
    internal static int? Level(char type) => type switch
    {
        'H' => 0,
        'P' or 'Q' or 'L' => 1,
        'O' => 2,
        'R' or 'S' => 3,
        _ => null,
    };

    /// <summary>The level that a record should stand under.</summary>
    internal static int Above(char type) => type switch
    {
        'O' => 1,
        'R' => 2,
        _ => 0,
    };

    internal static bool IsKnown(char type) => Level(type) is not null || type is 'C' or 'M';

    /// <summary>Whether a line begins like a record: its type, then a field delimiter or nothing.</summary>
    internal static bool Begins(ReadOnlySpan<byte> line, byte field) => line is [var letter, .. var rest] && char.IsAsciiLetter((char)letter) && (rest.IsEmpty || rest[0] == field);
}

using Carewright.Terminology.Concepts;

namespace Carewright.Terminology.Searching;

/// <summary>
/// The packed form of a word's list, as <see cref="TermIndexBuilder"/> makes it. The first byte tells which: ascending numbers as differences less one, seven bits a byte, lowest first; or, where that is
/// shorter, one bit per number.
/// </summary>
public static class TermPostings
{
    internal const byte Differences = 0;
    internal const byte Bits = 1;

    /// <summary>Adds the numbers of a list to a set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The list is damaged: a number is beyond the set.</exception>
    public static void Unpack(ReadOnlySpan<byte> packed, ConceptSet to)
    {
        ArgumentNullException.ThrowIfNull(to);
        if (packed.IsEmpty)
            return;
        if (packed[0] == Bits)
        {
            to.UnionWith(packed[1..]);
            return;
        }
        var value = -1;
        uint difference = 0;
        var shift = 0;
        foreach (var part in packed[1..])
        {
            difference |= (uint)(part & 0x7F) << shift;
            shift += 7;
            if (part >= 0x80)
                continue;
            value += (int)difference + 1;
            to.Add(value);
            (difference, shift) = (0, 0);
        }
    }
}

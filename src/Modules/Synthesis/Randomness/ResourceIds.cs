namespace Carewright.Synthesis.Randomness;

/// <summary>
/// Logical ids derived from the seed, a stream and a number, as UUIDs of version 8 (RFC 9562 section 5.8), the version
/// for values that are neither random nor a hash of a name.
/// </summary>
internal sealed class ResourceIds(ulong seed, ulong stream)
{
    private ulong _next;

    /// <summary>The next id of this stream.</summary>
    public string Next() => Of(seed, stream, _next++);

    /// <summary>The id of one number of one stream.</summary>
    public static string Of(ulong seed, ulong stream, ulong number)
    {
        var high = Chance.Mix(Chance.Mix(seed ^ 0xA0761D6478BD642FUL) + Chance.Mix(stream + 0xE7037ED1A0B428DBUL) + number);
        var low = Chance.Mix(high ^ Chance.Mix(number + 0x8EBC6AF09C88C6E3UL) ^ seed);
        high = (high & 0xFFFF_FFFF_FFFF_0FFFUL) | 0x8000UL;
        low = (low & 0x3FFF_FFFF_FFFF_FFFFUL) | 0x8000_0000_0000_0000UL;
        return string.Create(36, (high, low), static (text, value) => Format(text, value.high, value.low));
    }

    private static void Format(Span<char> text, ulong high, ulong low)
    {
        var digit = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (i is 8 or 13 or 18 or 23)
            {
                text[i] = '-';
                continue;
            }

            var half = digit < 16 ? high : low;
            text[i] = "0123456789abcdef"[(int)(half >> (60 - (digit % 16 * 4))) & 0xF];
            digit++;
        }
    }
}

namespace Carewright.Hl7v2;

/// <summary>The delimiters that a message declares in MSH-1 and MSH-2 (HL7 v2.8 ch. 2.5.4). A zero byte is one that it does not have.</summary>
/// <param name="Field">Between fields; the byte after <c>MSH</c>.</param>
/// <param name="Component">First of MSH-2.</param>
/// <param name="Repetition">Second of MSH-2.</param>
/// <param name="Escape">Third of MSH-2.</param>
/// <param name="Subcomponent">Fourth of MSH-2.</param>
/// <param name="Truncation">Fifth of MSH-2, from version 2.7 on.</param>
public readonly record struct Delimiters(byte Field, byte Component, byte Repetition, byte Escape, byte Subcomponent, byte Truncation)
{
    /// <summary>Those that the standard suggests: <c>|^~\&amp;</c>, and no truncation.</summary>
    public static Delimiters Standard { get; } = new((byte)'|', (byte)'^', (byte)'~', (byte)'\\', (byte)'&', 0);

    /// <summary>The bytes of MSH-2, as many as are declared.</summary>
    public byte[] EncodingCharacters() => [.. new[] { Component, Repetition, Escape, Subcomponent, Truncation }.TakeWhile(each => each != 0)];

    /// <summary>What MSH-2 declares; null when it cannot be: nothing or more than five bytes, one twice or the field separator, a letter, a digit, a space or a control character.</summary>
    /// <param name="field">The field separator.</param>
    /// <param name="encodingCharacters">The bytes of MSH-2.</param>
    public static Delimiters? Declared(byte field, ReadOnlySpan<byte> encodingCharacters)
    {
        if (encodingCharacters.Length is 0 or > 5)
            return null;
        Span<byte> all = stackalloc byte[5];
        encodingCharacters.CopyTo(all);
        for (var i = 0; i < encodingCharacters.Length; i++)
            if (!CanDelimit(all[i]) || all[i] == field || all[..i].Contains(all[i]))
                return null;
        return new Delimiters(field, all[0], all[1], all[2], all[3], all[4]);
    }

    /// <summary>Whether a byte can be a delimiter: a visible ASCII character that is neither a letter nor a digit.</summary>
    public static bool CanDelimit(byte value) => value is > 0x20 and < 0x7F && !char.IsAsciiLetterOrDigit((char)value);

    internal bool IsOne(byte value) => value == Field || value == Component || value == Repetition || value == Escape || value == Subcomponent || value == Truncation;
}

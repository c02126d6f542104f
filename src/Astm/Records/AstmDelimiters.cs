namespace Carewright.Astm.Records;

/// <summary>The delimiters that a message declares in H-1 and H-2 (LIS2-A2 5.4). A zero byte is one that it does not have.</summary>
/// <param name="Field">Between fields; the byte after <c>H</c>.</param>
/// <param name="Repeat">First of H-2.</param>
/// <param name="Component">Second of H-2.</param>
/// <param name="Escape">Third of H-2.</param>
public readonly record struct AstmDelimiters(byte Field, byte Repeat, byte Component, byte Escape)
{
    /// <summary>Those that the standard suggests: <c>|\^&amp;</c>.</summary>
    public static AstmDelimiters Standard { get; } = new((byte)'|', (byte)'\\', (byte)'^', (byte)'&');

    /// <summary>The bytes of H-2, as many as are declared.</summary>
    public byte[] Definition() => [.. new[] { Repeat, Component, Escape }.TakeWhile(each => each != 0)];

    /// <summary>What H-2 declares; null when it cannot be: not three bytes, one twice or the field delimiter, a letter, a digit, a space or a control character.</summary>
    /// <param name="field">The field delimiter.</param>
    /// <param name="definition">The bytes of H-2.</param>
    public static AstmDelimiters? Declared(byte field, ReadOnlySpan<byte> definition)
    {
        if (definition is not [var repeat, var component, var escape] || repeat == component || repeat == escape || component == escape || definition.Contains(field))
            return null;
        return CanDelimit(field) && CanDelimit(repeat) && CanDelimit(component) && CanDelimit(escape) ? new AstmDelimiters(field, repeat, component, escape) : null;
    }

    /// <summary>Whether a byte can be a delimiter: a visible ASCII character that is neither a letter nor a digit.</summary>
    public static bool CanDelimit(byte value) => value is > 0x20 and < 0x7F && !char.IsAsciiLetterOrDigit((char)value);

    internal bool IsOne(byte value) => value == Field || value == Repeat || value == Component || value == Escape;

    /// <summary>The standard's for a field delimiter: one that the field delimiter takes away is not there.</summary>
    internal static AstmDelimiters Suggested(byte field) => new(field, Free(field, Standard.Repeat), Free(field, Standard.Component), Free(field, Standard.Escape));

    private static byte Free(byte field, byte suggested) => field == suggested ? (byte)0 : suggested;
}

using System.Text;

namespace Carewright.Astm.Records;

/// <summary>How bytes beyond ASCII are meant. The format itself has no field that says so: it is agreed on for each instrument (LIS2-A2 5.2 allows the 8-bit set only).</summary>
public enum AstmCharset
{
    /// <summary>ISO 8859-1, which the standard knows.</summary>
    Latin1,

    /// <summary>UTF-8, which newer instruments send.</summary>
    Utf8,
}

/// <summary>Bytes to text and back.</summary>
internal static class CharsetText
{
    private static readonly Encoding s_strictLatin1 = Encoding.GetEncoding("ISO-8859-1", EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);

    internal static string Decode(this AstmCharset charset, ReadOnlySpan<byte> bytes) => charset == AstmCharset.Utf8 ? Encoding.UTF8.GetString(bytes) : Encoding.Latin1.GetString(bytes);

    /// <exception cref="FormatException">The text has a character that the set has not; writing another for it would change somebody's name.</exception>
    internal static byte[] Encode(this AstmCharset charset, string text)
    {
        try
        {
            return charset == AstmCharset.Utf8 ? Encoding.UTF8.GetBytes(text) : s_strictLatin1.GetBytes(text);
        }
        catch (EncoderFallbackException)
        {
            throw new FormatException("The text has a character that ISO 8859-1 has not.");
        }
    }
}

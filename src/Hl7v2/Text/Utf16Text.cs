using System.Text;

namespace Carewright.Hl7v2.Text;

/// <summary>Messages that come as UTF-16, whose every other byte is zero: they are turned into UTF-8 before anything is looked for.</summary>
internal static class Utf16Text
{
    /// <summary>The same in UTF-8; null when it is not UTF-16.</summary>
    public static byte[]? Convert(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 6)
            return null;
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) || bytes.StartsWith("M\0S\0H\0"u8))
            return Of(bytes, Encoding.Unicode);
        return bytes.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]) || bytes.StartsWith("\0M\0S\0H"u8) ? Of(bytes, Encoding.BigEndianUnicode) : null;
    }

    private static byte[] Of(ReadOnlySpan<byte> bytes, Encoding encoding) => Encoding.UTF8.GetBytes(encoding.GetString(bytes).TrimStart('\uFEFF'));
}

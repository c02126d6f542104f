using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Carewright.Fhir.Json;

/// <summary>JSON string text: escaping and unescaping (RFC 8259 section 7). Never throws; a lone surrogate becomes U+FFFD.</summary>
public static class JsonText
{
    private static readonly SearchValues<byte> s_escaped = SearchValues.Create(EscapedBytes());

    /// <summary>The decoded text of the inside of a JSON string.</summary>
    /// <param name="raw">Bytes between the quotes, escapes kept.</param>
    public static string Unescape(ReadOnlySpan<byte> raw)
    {
        if (raw.IndexOf((byte)'\\') < 0)
            return Encoding.UTF8.GetString(raw);
        var buffer = ArrayPool<byte>.Shared.Rent(raw.Length);
        try
        {
            return Encoding.UTF8.GetString(buffer.AsSpan(0, Unescape(raw, buffer)));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Decodes the inside of a JSON string into UTF-8, which is never longer. Returns the number of bytes written.</summary>
    /// <param name="raw">Bytes between the quotes, escapes kept; well-formed.</param>
    /// <param name="to">At least as long as <paramref name="raw"/>.</param>
    public static int Unescape(ReadOnlySpan<byte> raw, Span<byte> to)
    {
        var written = 0;
        while (raw.Length > 0)
        {
            var plain = raw.IndexOf((byte)'\\');
            if (plain < 0)
                plain = raw.Length;
            raw[..plain].CopyTo(to[written..]);
            written += plain;
            raw = raw[plain..];
            if (raw.Length >= 2)
                raw = raw[UnescapeOne(raw, to, ref written)..];
            else
                break;
        }
        return written;
    }

    /// <summary>True when an escaped string holds half of a surrogate pair, which is no Unicode text.</summary>
    public static bool HasLoneSurrogate(ReadOnlySpan<byte> raw)
    {
        for (var at = raw.IndexOf((byte)'\\'); at >= 0 && at + 1 < raw.Length;)
        {
            var length = 2;
            if (raw[at + 1] == 'u')
            {
                DecodeUnit(raw[at..], out var isLone, out length);
                if (isLone)
                    return true;
            }
            at += length;
            var next = raw[at..].IndexOf((byte)'\\');
            at = next < 0 ? -1 : at + next;
        }
        return false;
    }

    /// <summary>Writes text as a JSON string with its quotes. Only what RFC 8259 demands is escaped.</summary>
    public static void WriteString(IBufferWriter<byte> to, string text)
    {
        var most = Encoding.UTF8.GetMaxByteCount(text.Length);
        var buffer = ArrayPool<byte>.Shared.Rent(most);
        var length = Encoding.UTF8.GetBytes(text, buffer);
        WriteString(to, buffer.AsSpan(0, length));
        ArrayPool<byte>.Shared.Return(buffer);
    }

    /// <summary>As <see cref="WriteString(IBufferWriter{byte}, string)"/>, from decoded UTF-8.</summary>
    public static void WriteString(IBufferWriter<byte> to, ReadOnlySpan<byte> utf8)
    {
        to.Write("\""u8);
        Escape(to, utf8);
        to.Write("\""u8);
    }

    /// <summary>Writes the inside of a JSON string from decoded UTF-8.</summary>
    public static void Escape(IBufferWriter<byte> to, ReadOnlySpan<byte> utf8)
    {
        Span<byte> code = stackalloc byte[6];
        while (utf8.Length > 0)
        {
            var plain = utf8.IndexOfAny(s_escaped);
            if (plain < 0)
                plain = utf8.Length;
            to.Write(utf8[..plain]);
            if (plain == utf8.Length)
                return;
            to.Write(EscapeOf(utf8[plain], code));
            utf8 = utf8[(plain + 1)..];
        }
    }

    private static ReadOnlySpan<byte> EscapeOf(byte value, Span<byte> code)
    {
        var shortForm = (char)value switch { '"' => '"', '\\' => '\\', '\n' => 'n', '\r' => 'r', '\t' => 't', '\b' => 'b', '\f' => 'f', _ => '\0' };
        code[0] = (byte)'\\';
        if (shortForm != '\0')
        {
            code[1] = (byte)shortForm;
            return code[..2];
        }
        code[1] = (byte)'u';
        Utf8Formatter.TryFormat((int)value, code[2..], out _, new StandardFormat('x', 4));
        return code;
    }

    private static int UnescapeOne(ReadOnlySpan<byte> raw, Span<byte> to, ref int written)
    {
        if (raw[1] == 'u')
        {
            var rune = DecodeUnit(raw, out _, out var length);
            written += rune.EncodeToUtf8(to[written..]);
            return length;
        }
        to[written++] = (char)raw[1] switch { 'n' => (byte)'\n', 't' => (byte)'\t', 'r' => (byte)'\r', 'b' => (byte)'\b', 'f' => (byte)'\f', _ => raw[1] };
        return 2;
    }

    /// <summary>The character of <c>\uXXXX</c> at the start, a pair taken together.</summary>
    private static Rune DecodeUnit(ReadOnlySpan<byte> raw, out bool isLone, out int length)
    {
        isLone = false;
        length = Math.Min(6, raw.Length);
        var high = Hex(raw);
        if (high < 0)
            return Rune.ReplacementChar;
        if (!char.IsSurrogate((char)high))
            return new Rune((char)high);
        if (char.IsHighSurrogate((char)high) && raw.Length >= 12 && raw[6] == '\\' && raw[7] == 'u' && Hex(raw[6..]) is var low and >= 0 && char.IsLowSurrogate((char)low))
        {
            length = 12;
            return new Rune((char)high, (char)low);
        }
        isLone = true;
        return Rune.ReplacementChar;
    }

    private static int Hex(ReadOnlySpan<byte> raw) =>
        raw.Length >= 6 && ushort.TryParse(raw.Slice(2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit) ? unit : -1;

    private static byte[] EscapedBytes() => [.. Enumerable.Range(0, 0x20).Select(i => (byte)i), (byte)'"', (byte)'\\'];
}

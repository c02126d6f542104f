using System.Buffers;
using System.Globalization;
using System.Text;

namespace Carewright.Astm.Records;

/// <summary>Escape sequences in values (LIS2-A2 5.4.5).</summary>
internal static class EscapedText
{
    /// <summary>
    /// The text of a value: delimiters (<c>&amp;F&amp; &amp;S&amp; &amp;R&amp; &amp;E&amp;</c>) and bytes (<c>&amp;X..&amp;</c>) are resolved, highlighting (<c>&amp;H&amp; &amp;N&amp;</c>) is left out. Local sequences (<c>&amp;Z..&amp;</c>) and
    /// whatever is no sequence stay as they are: many instruments never escape.
    /// </summary>
    internal static string Decode(ReadOnlySpan<byte> raw, AstmDelimiters delimiters, AstmCharset charset)
    {
        if (delimiters.Escape == 0 || !raw.Contains(delimiters.Escape))
            return charset.Decode(raw);
        var bytes = new ArrayBufferWriter<byte>(raw.Length);
        while (!raw.IsEmpty)
        {
            var start = raw.IndexOf(delimiters.Escape);
            var end = start < 0 ? -1 : raw[(start + 1)..].IndexOf(delimiters.Escape);
            if (end < 0)
            {
                bytes.Write(raw);
                break;
            }
            bytes.Write(raw[..start]);
            var sequence = raw.Slice(start + 1, end);
            // Of what is no sequence the first escape character stands for itself, and the second may begin one.
            var isWhole = TryResolve(sequence, delimiters, bytes) || sequence is [(byte)'Z', ..];
            if (!isWhole || sequence is [(byte)'Z', ..])
                bytes.Write(raw.Slice(start, isWhole ? end + 2 : end + 1));
            raw = raw[(start + end + (isWhole ? 2 : 1))..];
        }
        return charset.Decode(bytes.WrittenSpan);
    }

    /// <summary>The value of a text: delimiters and control characters become escape sequences.</summary>
    /// <exception cref="FormatException">The text has a delimiter and the message declares no escape character, or a character that the set has not.</exception>
    internal static byte[] Encode(string text, AstmDelimiters delimiters, AstmCharset charset)
    {
        if (!text.Any(letter => Sequence(letter, delimiters) is not null))
            return charset.Encode(text);
        if (delimiters.Escape == 0)
            throw new FormatException("The text has a delimiter or a control character, and the message declares no escape character.");
        var escaped = new StringBuilder(text.Length + 16);
        foreach (var letter in text)
            if (Sequence(letter, delimiters) is { } sequence)
                escaped.Append((char)delimiters.Escape).Append(sequence).Append((char)delimiters.Escape);
            else
                escaped.Append(letter);
        return charset.Encode(escaped.ToString());
    }

    private static string? Sequence(char letter, AstmDelimiters delimiters) => letter switch
    {
        < (char)0x20 or (char)0x7F => string.Create(CultureInfo.InvariantCulture, $"X{(int)letter:X2}"),
        > (char)0x7F => null,
        _ when letter == delimiters.Field => "F",
        _ when letter == delimiters.Component => "S",
        _ when letter == delimiters.Repeat => "R",
        _ when letter == delimiters.Escape => "E",
        _ => null,
    };

    private static bool TryResolve(ReadOnlySpan<byte> sequence, AstmDelimiters delimiters, ArrayBufferWriter<byte> bytes)
    {
        switch (sequence)
        {
            case [(byte)'H'] or [(byte)'N']:
                return true;
            case [var one] when DelimiterOf(one, delimiters) is var delimiter and not 0:
                bytes.Write([delimiter]);
                return true;
            case [(byte)'X', .. var digits]:
                return TryWriteHex(digits, bytes);
            default:
                return false;
        }
    }

    private static byte DelimiterOf(byte letter, AstmDelimiters delimiters) => letter switch
    {
        (byte)'F' => delimiters.Field,
        (byte)'S' => delimiters.Component,
        (byte)'R' => delimiters.Repeat,
        (byte)'E' => delimiters.Escape,
        _ => 0,
    };

    private static bool TryWriteHex(ReadOnlySpan<byte> digits, ArrayBufferWriter<byte> bytes)
    {
        if (digits.IsEmpty || digits.Length % 2 != 0 || Convert.FromHexString(digits, bytes.GetSpan(digits.Length / 2), out _, out var written) != OperationStatus.Done)
            return false;
        bytes.Advance(written);
        return true;
    }
}

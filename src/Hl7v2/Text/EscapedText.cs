using System.Buffers;
using System.Globalization;
using System.Text;

namespace Carewright.Hl7v2.Text;

/// <summary>Escape sequences in values (HL7 v2.8 ch. 2.7).</summary>
public static class EscapedText
{
    private const byte Esc = 0x1B;

    /// <summary>
    /// The text of a value: delimiters (<c>\F\ \S\ \T\ \R\ \E\ \P\</c>), bytes (<c>\X..\</c>) and switches of the character set (<c>\C....\ \M......\</c>) are resolved, highlighting (<c>\H\ \N\</c>) is left out,
    /// formatting becomes line breaks and spaces (ch. 2.7.6). Local sequences (<c>\Z..\</c>) and whatever is no sequence stay as they are.
    /// </summary>
    public static string Decode(ReadOnlySpan<byte> raw, Delimiters delimiters, CharacterSet characterSet)
    {
        ArgumentNullException.ThrowIfNull(characterSet);
        if (characterSet.IndexOf(raw, delimiters.Escape) < 0)
            return characterSet.Decode(raw);
        // What stands for bytes becomes bytes before anything becomes text: a switch of the character set holds on after it.
        var bytes = new ArrayBufferWriter<byte>(raw.Length);
        while (!raw.IsEmpty)
        {
            var start = characterSet.IndexOf(raw, delimiters.Escape);
            var end = start < 0 ? -1 : raw[(start + 1)..].IndexOf(delimiters.Escape);
            if (end < 0)
            {
                bytes.Write(raw);
                break;
            }
            bytes.Write(raw[..start]);
            var sequence = raw.Slice(start + 1, end);
            if (!TryResolve(sequence, delimiters, bytes))
            {
                // No sequence: the first escape character stands for itself, the second may begin one.
                bytes.Write(raw.Slice(start, IsLocal(sequence) ? end + 2 : end + 1));
                raw = raw[(start + end + (IsLocal(sequence) ? 2 : 1))..];
                continue;
            }
            raw = raw[(start + end + 2)..];
        }
        return characterSet.Decode(bytes.WrittenSpan);
    }

    /// <summary>The value of a text: delimiters and control characters become escape sequences, a line break <c>\.br\</c>.</summary>
    /// <exception cref="FormatException">The text has a delimiter and the message declares no escape character.</exception>
    public static byte[] Encode(string text, Delimiters delimiters, CharacterSet characterSet)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(characterSet);
        if (!NeedsEscape(text, delimiters))
            return characterSet.Encode(text);
        if (delimiters.Escape == 0)
            throw new FormatException("The text has a delimiter or a control character, and the message declares no escape character.");
        var escaped = new StringBuilder(text.Length + 16);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\r' && i + 1 < text.Length && text[i + 1] == '\n')
                i++;
            if (Sequence(text[i], delimiters) is { } sequence)
                escaped.Append((char)delimiters.Escape).Append(sequence).Append((char)delimiters.Escape);
            else
                escaped.Append(text[i]);
        }
        return characterSet.Encode(escaped.ToString());
    }

    private static bool NeedsEscape(string text, Delimiters delimiters)
    {
        foreach (var letter in text)
            if (letter < 0x20 || letter == 0x7F || (letter < 0x80 && delimiters.IsOne((byte)letter)))
                return true;
        return false;
    }

    private static string? Sequence(char letter, Delimiters delimiters)
    {
        if (letter is '\r' or '\n')
            return ".br";
        if (letter is < (char)0x20 or (char)0x7F)
            return string.Create(CultureInfo.InvariantCulture, $"X{(int)letter:X2}");
        if (letter >= 0x80 || letter == 0)
            return null;
        var value = (byte)letter;
        return value == delimiters.Field ? "F" : value == delimiters.Component ? "S" : value == delimiters.Subcomponent ? "T" : value == delimiters.Repetition ? "R"
            : value == delimiters.Escape ? "E" : value == delimiters.Truncation ? "P" : null;
    }

    private static bool IsLocal(ReadOnlySpan<byte> sequence) => sequence is [(byte)'Z', ..];

    private static bool TryResolve(ReadOnlySpan<byte> sequence, Delimiters delimiters, ArrayBufferWriter<byte> bytes)
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
            case [(byte)'C', _, _, _, _] or [(byte)'M', _, _, _, _] or [(byte)'M', _, _, _, _, _, _]:
                return TryWriteSwitch(sequence[1..], bytes);
            case [(byte)'.', .. var command]:
                return TryFormat(command, bytes);
            default:
                return false;
        }
    }

    private static byte DelimiterOf(byte letter, Delimiters delimiters) => letter switch
    {
        (byte)'F' => delimiters.Field,
        (byte)'S' => delimiters.Component,
        (byte)'T' => delimiters.Subcomponent,
        (byte)'R' => delimiters.Repetition,
        (byte)'E' => delimiters.Escape,
        (byte)'P' => delimiters.Truncation,
        _ => 0,
    };

    private static bool TryWriteHex(ReadOnlySpan<byte> digits, ArrayBufferWriter<byte> bytes)
    {
        if (digits.IsEmpty || digits.Length % 2 != 0)
            return false;
        var room = bytes.GetSpan(digits.Length / 2);
        if (Convert.FromHexString(digits, room, out _, out var written) != OperationStatus.Done)
            return false;
        bytes.Advance(written);
        return true;
    }

    private static bool TryWriteSwitch(ReadOnlySpan<byte> digits, ArrayBufferWriter<byte> bytes)
    {
        // \M242842\ may be written with a third pair of zeros that has no meaning.
        Span<byte> designation = stackalloc byte[3];
        if (Convert.FromHexString(digits, designation, out _, out var written) != OperationStatus.Done)
            return false;
        bytes.Write([Esc]);
        bytes.Write(designation[..written].TrimEnd((byte)0));
        return true;
    }

    private static bool TryFormat(ReadOnlySpan<byte> command, ArrayBufferWriter<byte> bytes)
    {
        if (command.Length < 2)
            return false;
        var number = command[2..].TrimStart((byte)'+');
        var count = number.IsEmpty ? 1 : int.TryParse(number, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var given) ? given : -1;
        switch (command[..2])
        {
            case [(byte)'b', (byte)'r'] when command.Length == 2:
            case [(byte)'c', (byte)'e'] when command.Length == 2:
                bytes.Write("\n"u8);
                return true;
            case [(byte)'s', (byte)'p'] when count is > 0 and <= 100:
                Fill((byte)'\n', count, bytes);
                return true;
            case [(byte)'s', (byte)'k'] when count is > 0 and <= 1000:
                Fill((byte)' ', count, bytes);
                return true;
            case [(byte)'f', (byte)'i'] or [(byte)'n', (byte)'f'] or [(byte)'i', (byte)'n'] or [(byte)'t', (byte)'i']:
                return true;
            default:
                return false;
        }
    }

    private static void Fill(byte value, int count, ArrayBufferWriter<byte> bytes)
    {
        bytes.GetSpan(count)[..count].Fill(value);
        bytes.Advance(count);
    }
}

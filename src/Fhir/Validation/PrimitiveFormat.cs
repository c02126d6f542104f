using Carewright.Fhir.Definitions;
using Carewright.Fhir.Search;

namespace Carewright.Fhir.Validation;

/// <summary>
/// Whether the text of a primitive has the form that its type demands (FHIR R4 datatypes.html#primitive). The published regular expressions as hand-written
/// scans, and what they leave open: days are days
/// of the calendar, base 64 decodes, UTF-8 text has no control characters.
/// </summary>
public static class PrimitiveFormat
{
    /// <summary>Greatest length of a string, in bytes (FHIR R4 datatypes.html#string).</summary>
    public const int MaxStringBytes = 1024 * 1024;

    /// <summary>
    /// Whether the decoded text, without JSON quotes and escapes, is a value of the type. Xhtml is checked as text only; see <see cref="NarrativeXhtml"/>.
    /// </summary>
    /// <param name="kind">The primitive type.</param>
    /// <param name="text">Decoded UTF-8.</param>
    public static bool IsValid(PrimitiveKind kind, ReadOnlySpan<byte> text) => kind switch
    {
        PrimitiveKind.Boolean => text.SequenceEqual("true"u8) || text.SequenceEqual("false"u8),
        PrimitiveKind.Integer => IsInteger(text, int.MinValue),
        PrimitiveKind.UnsignedInt => IsInteger(text, 0),
        PrimitiveKind.PositiveInt => IsInteger(text, 1),
        PrimitiveKind.Decimal => IsDecimal(text),
        PrimitiveKind.String or PrimitiveKind.Markdown => IsText(text),
        PrimitiveKind.Xhtml => !text.IsEmpty,
        PrimitiveKind.Code => IsCode(text),
        PrimitiveKind.Id => ReferenceText.IsId(text),
        PrimitiveKind.Uri or PrimitiveKind.Url or PrimitiveKind.Canonical => IsUri(text),
        PrimitiveKind.Oid => IsOid(text),
        PrimitiveKind.Uuid => IsUuid(text),
        PrimitiveKind.Date => text.Length is 4 or 7 or 10 && DateBounds.TryParse(text, out _),
        PrimitiveKind.DateTime => IsDateTime(text),
        PrimitiveKind.Instant => IsInstant(text),
        PrimitiveKind.Time => IsTime(text),
        PrimitiveKind.Base64Binary => IsBase64(text),
        _ => true,
    };

    /// <summary>What the type demands, for a message.</summary>
    public static string Demand(PrimitiveKind kind) => kind switch
    {
        PrimitiveKind.Boolean => "true or false",
        PrimitiveKind.Integer => "a whole number of 32 bits",
        PrimitiveKind.UnsignedInt => "a whole number from 0 to 2147483647",
        PrimitiveKind.PositiveInt => "a whole number from 1 to 2147483647",
        PrimitiveKind.Decimal => "a decimal number",
        PrimitiveKind.Code => "a code: not empty, no white space at the ends, single spaces within",
        PrimitiveKind.Id => "1 to 64 letters, digits, hyphens and full stops",
        PrimitiveKind.Uri or PrimitiveKind.Url or PrimitiveKind.Canonical => "a URI without white space",
        PrimitiveKind.Oid => "an OID written as urn:oid:1.2.3",
        PrimitiveKind.Uuid => "a UUID written as urn:uuid: and lower-case hexadecimal digits",
        PrimitiveKind.Date => "a day of the calendar written as YYYY, YYYY-MM or YYYY-MM-DD",
        PrimitiveKind.DateTime => "YYYY, YYYY-MM, YYYY-MM-DD or YYYY-MM-DDThh:mm:ss with Z or a time zone, on a day of the calendar",
        PrimitiveKind.Instant => "YYYY-MM-DDThh:mm:ss with Z or a time zone, on a day of the calendar",
        PrimitiveKind.Time => "hh:mm:ss",
        PrimitiveKind.Base64Binary => "base 64",
        _ => "text that is not empty and has no control characters but tab and line ends",
    };

    private static bool IsInteger(ReadOnlySpan<byte> text, int least)
    {
        var digits = text.StartsWith((byte)'-') ? text[1..] : text;
        if (digits.Length is 0 or > 10 || (digits[0] == '0' && digits.Length > 1))
            return false;
        long value = 0;
        foreach (var c in digits)
        {
            if (!IsDigit(c))
                return false;
            value = value * 10 + (c - '0');
        }
        if (text[0] == '-')
            value = -value;
        return value >= least && value <= int.MaxValue;
    }

    private static bool IsDecimal(ReadOnlySpan<byte> text)
    {
        if (text.StartsWith((byte)'-'))
            text = text[1..];
        var whole = Digits(text);
        if (whole == 0 || (whole > 1 && text[0] == '0'))
            return false;
        text = text[whole..];
        if (text.StartsWith((byte)'.'))
        {
            var fraction = Digits(text[1..]);
            if (fraction == 0)
                return false;
            text = text[(1 + fraction)..];
        }
        if (text.IsEmpty)
            return true;
        if (text[0] is not ((byte)'e' or (byte)'E'))
            return false;
        text = text[1..];
        if (!text.IsEmpty && text[0] is (byte)'+' or (byte)'-')
            text = text[1..];
        return !text.IsEmpty && Digits(text) == text.Length;
    }

    private static int Digits(ReadOnlySpan<byte> text)
    {
        var count = 0;
        while (count < text.Length && IsDigit(text[count]))
            count++;
        return count;
    }

    private static bool IsText(ReadOnlySpan<byte> text) => text.Length is > 0 and <= MaxStringBytes && !HasControl(text);

    private static bool HasControl(ReadOnlySpan<byte> text)
    {
        // One vectorised search; the three that are allowed are rare enough to be looked at one by one.
        while (text.IndexOfAnyInRange((byte)0, (byte)31) is var at and >= 0)
        {
            if (text[at] is not ((byte)'\t' or (byte)'\n' or (byte)'\r'))
                return true;
            text = text[(at + 1)..];
        }
        return false;
    }

    private static bool IsCode(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty || text[0] <= ' ' || text[^1] <= ' ')
            return false;
        for (var i = 1; i < text.Length; i++)
        {
            if (text[i] < ' ' || (text[i] == ' ' && text[i - 1] == ' '))
                return false;
        }
        return true;
    }

    private static bool IsUri(ReadOnlySpan<byte> text) => !text.IsEmpty && text.IndexOfAnyInRange((byte)0, (byte)' ') < 0;

    private static bool IsOid(ReadOnlySpan<byte> text)
    {
        if (!text.StartsWith("urn:oid:"u8))
            return false;
        text = text[8..];
        if (text.IsEmpty || text[0] is < (byte)'0' or > (byte)'2')
            return false;
        var arcs = 0;
        for (text = text[1..]; !text.IsEmpty; arcs++)
        {
            var digits = text[0] == '.' ? Digits(text[1..]) : 0;
            if (digits == 0 || (digits > 1 && text[1] == '0'))
                return false;
            text = text[(1 + digits)..];
        }
        return arcs > 0;
    }

    private static bool IsUuid(ReadOnlySpan<byte> text)
    {
        if (text.Length != 45 || !text.StartsWith("urn:uuid:"u8))
            return false;
        for (var i = 9; i < 45; i++)
        {
            var hyphen = i is 17 or 22 or 27 or 32;
            if (hyphen ? text[i] != '-' : !char.IsAsciiHexDigitLower((char)text[i]))
                return false;
        }
        return true;
    }

    private static bool IsDateTime(ReadOnlySpan<byte> text) =>
        text.Length <= 10 ? text.Length is 4 or 7 or 10 && DateBounds.TryParse(text, out _) : IsInstant(text);

    /// <summary>To the second, with a zone; what <see cref="DateBounds"/> reads, less what only searches may leave out.</summary>
    private static bool IsInstant(ReadOnlySpan<byte> text) =>
        text.Length >= 20 && text[16] == ':' && (text[^1] == 'Z' || text[^6] is (byte)'+' or (byte)'-') && DateBounds.TryParse(text, out _) && IsZone(text);

    /// <summary>Of what is a zone, none beyond fourteen hours.</summary>
    private static bool IsZone(ReadOnlySpan<byte> text) =>
        text[^1] == 'Z' || text[^5] != '1' || text[^4] != '4' || text[^2..].SequenceEqual("00"u8);

    private static bool IsTime(ReadOnlySpan<byte> text) =>
        text.Length >= 8 && text[2] == ':' && text[5] == ':'
        && Number(text, 0) <= 23 && Number(text, 3) <= 59 && Number(text, 6) <= 60
        && (text.Length == 8 || (text[8] == '.' && text.Length > 9 && Digits(text[9..]) == text.Length - 9));

    /// <summary>Two digits; more than any two digits when they are not.</summary>
    private static int Number(ReadOnlySpan<byte> text, int at) =>
        IsDigit(text[at]) && IsDigit(text[at + 1]) ? (text[at] - '0') * 10 + (text[at + 1] - '0') : 100;

    /// <summary>White space is allowed anywhere between the characters; padding only at the end.</summary>
    private static bool IsBase64(ReadOnlySpan<byte> text) => !text.IsEmpty && System.Buffers.Text.Base64.IsValid(text);

    private static bool IsDigit(byte c) => c is >= (byte)'0' and <= (byte)'9';
}

using System.Globalization;
using Carewright.Fhir.Definitions;

namespace Carewright.Mapping.Values;

/// <summary>
/// Times of HL7 v2 (ch. 2A.3.22, <c>YYYY[MM[DD[HH[MM[SS[.S[S[S[S]]]]]]]]][+/-ZZZZ]</c>) as FHIR has them. Years, months and days keep their precision. FHIR has no time without minutes, seconds and an offset:
/// minutes and seconds that are not said are zero, the offset is that of MSH-7, or else the sender's own.
/// </summary>
internal sealed class TimeReader(string messageTime, TimeSpan localOffset)
{
    private readonly string _offset = Divide(messageTime).Offset is { } own && Offset(own) is { } read ? read : Offset(localOffset);

    /// <summary>The text of a date, dateTime, instant or time; null when it is none, or has not the precision that the type needs.</summary>
    public string? Read(string text, PrimitiveKind kind)
    {
        text = text.Trim();
        if (text.Length > 4 && text[4] == '-' && !IsOffset(text[4..]))
            return Iso(text, kind);
        if (kind == PrimitiveKind.Time)
            return Clock(text);
        var (digits, fraction, zone) = Divide(text);
        if (digits is null || Day(digits) is not { } day)
            return null;
        if (kind == PrimitiveKind.Date || (digits.Length <= 8 && kind == PrimitiveKind.DateTime))
            return day;
        if (digits.Length < 10 || Clock(string.Concat(digits.AsSpan(8), fraction)) is not { } clock || (zone is null ? _offset : Offset(zone)) is not { } offset)
            return null;
        return $"{day}T{clock}{offset}";
    }

    private static string? Iso(string text, PrimitiveKind kind) => PrimitiveText.IsForm(text, kind) ? text : null;

    private static bool IsOffset(string text) => text.Length == 5 && text.AsSpan(1).IndexOfAnyExceptInRange('0', '9') < 0;

    // Digits up to the second, the fraction with its point, and the offset.
    private static (string? Digits, string Fraction, string? Offset) Divide(string text)
    {
        var sign = text.AsSpan().IndexOfAny('+', '-');
        var zone = sign < 0 ? null : text[sign..];
        var head = sign < 0 ? text : text[..sign];
        var point = head.IndexOf('.', StringComparison.Ordinal);
        var (digits, fraction) = point < 0 ? (head, "") : (head[..point], head[point..]);
        var isSound = digits.Length is >= 4 and <= 14 && digits.Length % 2 == 0 && IsDigits(digits) && IsDigits(fraction.AsSpan(fraction.Length > 0 ? 1 : 0)) && (fraction.Length == 0 || digits.Length == 14);
        return isSound ? (digits, fraction.Length > 1 ? fraction : "", zone) : (null, "", zone);
    }

    private static bool IsDigits(ReadOnlySpan<char> text) => text.IndexOfAnyExceptInRange('0', '9') < 0;

    private static string? Day(string digits)
    {
        var year = Number(digits.AsSpan(0, 4));
        if (year is < 1)
            return null;
        if (digits.Length < 6)
            return digits;
        var month = Number(digits.AsSpan(4, 2));
        if (month is < 1 or > 12)
            return null;
        if (digits.Length < 8)
            return $"{digits[..4]}-{digits[4..6]}";
        var day = Number(digits.AsSpan(6, 2));
        return day < 1 || day > DateTime.DaysInMonth(year, month) ? null : $"{digits[..4]}-{digits[4..6]}-{digits[6..8]}";
    }

    // HH[MM[SS[.S]]], with or without colons; an offset is left out: FHIR's times of day have none.
    private static string? Clock(string text)
    {
        var sign = text.AsSpan().IndexOfAny('+', '-');
        text = (sign < 0 ? text : text[..sign]).Replace(":", "", StringComparison.Ordinal);
        var point = text.IndexOf('.', StringComparison.Ordinal);
        var (digits, fraction) = point < 0 ? (text, "") : (text[..point], text[point..]);
        if (digits.Length is not (2 or 4 or 6) || !IsDigits(digits) || !IsDigits(fraction.AsSpan(fraction.Length > 0 ? 1 : 0)))
            return null;
        digits = digits.PadRight(6, '0');
        if (Number(digits.AsSpan(0, 2)) > 23 || Number(digits.AsSpan(2, 2)) > 59 || Number(digits.AsSpan(4, 2)) > 59)
            return null;
        return $"{digits[..2]}:{digits[2..4]}:{digits[4..6]}{fraction}";
    }

    private static string? Offset(string zone)
    {
        if (!IsOffset(zone) || Number(zone.AsSpan(1, 2)) > 14 || Number(zone.AsSpan(3, 2)) > 59 || (Number(zone.AsSpan(1, 2)) == 14 && zone[3..] != "00"))
            return null;
        return $"{zone[..3]}:{zone[3..]}";
    }

    private static string Offset(TimeSpan offset) => string.Create(CultureInfo.InvariantCulture, $"{(offset < TimeSpan.Zero ? '-' : '+')}{offset:hh\\:mm}");

    private static int Number(ReadOnlySpan<char> digits) => int.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);
}

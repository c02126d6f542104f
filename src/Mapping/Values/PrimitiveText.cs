using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Carewright.Fhir.Definitions;

namespace Carewright.Mapping.Values;

/// <summary>Texts of messages as FHIR's primitive types have them (FHIR R4 datatypes.html#primitive).</summary>
internal static partial class PrimitiveText
{
    private static readonly SearchValues<char> s_space = SearchValues.Create(" \t\r\n");

    /// <summary>Whether JSON has it without quotation marks.</summary>
    public static bool IsLiteral(PrimitiveKind kind) =>
        kind is PrimitiveKind.Boolean or PrimitiveKind.Integer or PrimitiveKind.UnsignedInt or PrimitiveKind.PositiveInt or PrimitiveKind.Decimal;

    /// <summary>The text of a primitive; null when it is none.</summary>
    public static string? Of(string text, PrimitiveKind kind, TimeReader times) => kind switch
    {
        PrimitiveKind.String or PrimitiveKind.Markdown => Clean(text),
        PrimitiveKind.Code => Code(text),
        PrimitiveKind.Uri or PrimitiveKind.Url or PrimitiveKind.Canonical or PrimitiveKind.Oid or PrimitiveKind.Uuid => text.Trim() is { Length: > 0 } uri && !uri.AsSpan().ContainsAny(s_space) ? uri : null,
        PrimitiveKind.Id => IdForm().IsMatch(text.Trim()) ? text.Trim() : null,
        PrimitiveKind.Boolean => Truth(text.Trim()),
        PrimitiveKind.Integer => Whole(text, int.MinValue),
        PrimitiveKind.UnsignedInt => Whole(text, 0),
        PrimitiveKind.PositiveInt => Whole(text, 1),
        PrimitiveKind.Decimal => Decimal(text),
        PrimitiveKind.Date or PrimitiveKind.DateTime or PrimitiveKind.Instant or PrimitiveKind.Time => times.Read(text, kind),
        PrimitiveKind.Base64Binary => Base64(text),
        _ => null,
    };

    /// <summary>Whether a text has a temporal type's form already.</summary>
    public static bool IsForm(string text, PrimitiveKind kind) => kind switch
    {
        PrimitiveKind.Date => DateForm().IsMatch(text),
        PrimitiveKind.DateTime => DateForm().IsMatch(text) || TimeForm().IsMatch(text),
        PrimitiveKind.Instant => TimeForm().IsMatch(text),
        _ => false,
    };

    /// <summary>A number with the digits that it was written with, as JSON has it: <c>+.50</c> is <c>0.50</c>; null when it is none.</summary>
    public static string? Decimal(string text)
    {
        var number = text.AsSpan().Trim();
        var isNegative = number is ['-', ..];
        if (number is ['+' or '-', ..])
            number = number[1..];
        var point = number.IndexOf('.');
        var whole = (point < 0 ? number : number[..point]).TrimStart('0');
        var fraction = point < 0 ? [] : number[(point + 1)..];
        if (number.Length is 0 or > 64 || (number.Length == 1 && point == 0) || whole.IndexOfAnyExceptInRange('0', '9') >= 0 || fraction.IndexOfAnyExceptInRange('0', '9') >= 0)
            return null;
        // FHIR R4 datatypes.html#decimal: no more than 18 digits need be kept.
        if (whole.Length + fraction.Length > 28)
            return null;
        return string.Concat(isNegative ? "-" : "", whole.IsEmpty ? "0" : whole, fraction.IsEmpty ? "" : ".", fraction);
    }

    /// <summary>A text without what FHIR does not allow in one; null when nothing is left.</summary>
    public static string? Clean(string text)
    {
        var trimmed = text.Trim();
        if (trimmed.Length == 0)
            return null;
        foreach (var letter in trimmed)
            if (char.IsControl(letter) && letter is not ('\t' or '\n' or '\r'))
                return Clean(Stripped(trimmed));
        return trimmed;
    }

    private static string Stripped(string text)
    {
        var kept = new StringBuilder(text.Length);
        foreach (var letter in text)
            if (!char.IsControl(letter) || letter is '\t' or '\n' or '\r')
                kept.Append(letter);
        return kept.ToString();
    }

    private static string? Code(string text)
    {
        if (Clean(text) is not { } code)
            return null;
        return code.AsSpan().ContainsAny(s_space) ? string.Join(' ', code.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)) : code;
    }

    private static string? Truth(string text) => text.ToUpperInvariant() switch
    {
        "Y" or "YES" or "T" or "TRUE" or "1" => "true",
        "N" or "NO" or "F" or "FALSE" or "0" => "false",
        _ => null,
    };

    private static string? Whole(string text, int least) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var number) && number >= least
            ? number.ToString(CultureInfo.InvariantCulture)
            : null;

    private static string? Base64(string text)
    {
        var packed = text.AsSpan().ContainsAny(s_space) ? string.Concat(text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)) : text;
        return packed.Length > 0 && System.Buffers.Text.Base64.IsValid(packed) ? packed : null;
    }

    [GeneratedRegex(@"^[A-Za-z0-9\-.]{1,64}\z")]
    private static partial Regex IdForm();

    [GeneratedRegex(@"^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?\z")]
    private static partial Regex DateForm();

    [GeneratedRegex(@"^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?(Z|[+-]\d{2}:\d{2})\z")]
    private static partial Regex TimeForm();
}

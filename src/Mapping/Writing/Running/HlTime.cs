using System.Globalization;
using System.Text.RegularExpressions;

namespace Carewright.Mapping.Writing.Running;

/// <summary>Dates and times of FHIR as HL7 v2 writes them (v2.5.1 ch. 2.A.22, <c>YYYY[MM[DD[HH[MM[SS[.S[S[S[S]]]]]]]]][+/-ZZZZ]</c>).</summary>
internal static partial class HlTime
{
    private const int MostFraction = 4;

    /// <summary>A date, dateTime or instant with the precision that it has; a time of day in the zone, with its offset. Null when it is none.</summary>
    public static string? Of(string text, TimeZoneInfo zone)
    {
        if (DayForm().IsMatch(text))
            return text.Replace("-", "", StringComparison.Ordinal);
        if (TimeForm().Match(text) is not { Success: true } match || !DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time))
            return null;
        // The first and the last year may have no such time in another zone.
        var local = time.Year is 1 or 9999 ? time : TimeZoneInfo.ConvertTime(time, zone);
        var fraction = match.Groups["fraction"].Value;
        return $"{local.ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture)}{fraction[..Math.Min(fraction.Length, MostFraction + 1)]}{local.ToString("zzz", CultureInfo.InvariantCulture).Replace(":", "", StringComparison.Ordinal)}";
    }

    /// <summary>A time of day, which has no zone. Null when it is none.</summary>
    public static string? Clock(string text) => ClockForm().IsMatch(text) ? text.Replace(":", "", StringComparison.Ordinal) : null;

    [GeneratedRegex(@"^\d{4}(-\d{2}(-\d{2})?)?\z")]
    private static partial Regex DayForm();

    [GeneratedRegex(@"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?<fraction>\.\d{1,9})?(Z|[+-]\d{2}:\d{2})\z")]
    private static partial Regex TimeForm();

    [GeneratedRegex(@"^\d{2}:\d{2}:\d{2}(\.\d{1,4})?\z")]
    private static partial Regex ClockForm();
}

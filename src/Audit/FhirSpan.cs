using System.Globalization;

namespace Carewright.Audit;

/// <summary>The span of time that a FHIR dateTime names (FHIR R4 datatypes.html#dateTime): a day without a time is all of the day, in UTC. Both ends are inclusive.</summary>
/// <param name="Low">The first moment.</param>
/// <param name="High">The last moment.</param>
public readonly record struct FhirSpan(DateTimeOffset Low, DateTimeOffset High)
{
    private static readonly string[] s_times = ["yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    /// <summary>The span of a text; null when it is not a dateTime, or has a time without a zone.</summary>
    public static FhirSpan? Parse(string text)
    {
        if (Exact(text, "yyyy") is { } year)
            return Until(year, year.AddYears(1));
        if (Exact(text, "yyyy-MM") is { } month)
            return Until(month, month.AddMonths(1));
        if (Exact(text, "yyyy-MM-dd") is { } day)
            return Until(day, day.AddDays(1));
        // A '+' that was not percent-encoded arrives as a space.
        var zoned = text.Length > 6 && text[^6] == ' ' ? string.Concat(text.AsSpan(0, text.Length - 6), "+", text.AsSpan(text.Length - 5)) : text;
        var hasZone = zoned.EndsWith('Z') || (zoned.Length > 6 && zoned[^6] is '+' or '-' && zoned[^3] == ':');
        if (!hasZone || !DateTimeOffset.TryParseExact(zoned, s_times, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out var time))
            return null;
        return Until(time, time + (zoned.Contains('.', StringComparison.Ordinal) ? TimeSpan.FromMilliseconds(1) : zoned.AsSpan(11).Count(':') > (zoned.EndsWith('Z') ? 1 : 2) ? TimeSpan.FromSeconds(1) : TimeSpan.FromMinutes(1)));
    }

    private static DateTimeOffset? Exact(string text, string format) =>
        DateTimeOffset.TryParseExact(text, format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) && time.Year < 9999 ? time : null;

    private static FhirSpan Until(DateTimeOffset low, DateTimeOffset next) => new(low, next.AddTicks(-1));
}

using System.Globalization;
using Carewright.Fhir.Definitions;

namespace Carewright.Mapping.Values;

/// <summary>Durations of appointments: a number and a unit (UCUM, or as senders write it; minutes where none is said).</summary>
internal static class Durations
{
    /// <summary>Whole minutes; zero when it is no duration, or longer than a year.</summary>
    public static int Minutes(string amount, string unit)
    {
        if (!decimal.TryParse(amount, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
            return 0;
        var minutes = unit.ToUpperInvariant() switch
        {
            "" or "MIN" or "MINUTE" or "MINUTES" or "M" => 1m,
            "H" or "HR" or "HRS" or "HOUR" or "HOURS" => 60m,
            "S" or "SEC" or "SECOND" or "SECONDS" => 1m / 60m,
            "D" or "DAY" or "DAYS" => 1440m,
            _ => 0m,
        };
        return number > 525_600m || number * minutes > 525_600m ? 0 : (int)Math.Round(number * minutes, MidpointRounding.AwayFromZero);
    }

    /// <summary>When something ends that begins at a time of HL7 v2; null when that is no time, or no duration is said.</summary>
    public static string? End(TimeReader times, string start, string amount, string unit)
    {
        if (times.Read(start, PrimitiveKind.Instant) is not { } text || !DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var begins))
            return null;
        var minutes = Minutes(amount, unit);
        return minutes == 0 || begins > DateTimeOffset.MaxValue.AddDays(-400) ? null : begins.AddMinutes(minutes).ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture);
    }
}

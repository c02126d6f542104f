using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;

namespace Carewright.Fhir.Path;

/// <summary>The calendar duration words and their relation to UCUM (FHIRPath, Time-valued Quantities and Time-valued unit conversions).</summary>
internal static class CalendarUnits
{
    private static readonly FrozenDictionary<string, string> s_names = new[] { "year", "month", "week", "day", "hour", "minute", "second", "millisecond" }
        .SelectMany(name => new[] { KeyValuePair.Create(name, name), KeyValuePair.Create(name + "s", name) })
        .ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, string> s_ucum = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["year"] = "a",
        ["month"] = "mo",
        ["week"] = "wk",
        ["day"] = "d",
        ["hour"] = "h",
        ["minute"] = "min",
        ["second"] = "s",
        ["millisecond"] = "ms",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, string> s_calendar = s_ucum.ToFrozenDictionary(pair => pair.Value, pair => pair.Key, StringComparer.Ordinal);

    /// <summary>The singular of a calendar word, singular or plural.</summary>
    public static bool TryName(string word, [NotNullWhen(true)] out string? singular) => s_names.TryGetValue(word, out singular);

    /// <summary>The UCUM code that stands beside a calendar word: year and 'a' are only equivalent, the others equal.</summary>
    public static string UcumOf(string word) => s_ucum[word];

    /// <summary>The calendar word beside a UCUM code; false when there is none.</summary>
    public static bool TryCalendarOf(string ucum, [NotNullWhen(true)] out string? word) => s_calendar.TryGetValue(ucum, out word);

    /// <summary>True for year and month, whose length in days is not fixed.</summary>
    public static bool IsVariable(string word) => word is "year" or "month";

    /// <summary>How many of <paramref name="to"/> one <paramref name="from"/> is, by the calendar's table: a year is 12 months or 365 days, a month 30 days.</summary>
    public static (decimal Numerator, decimal Denominator) Factor(string from, string to) => (from, to) switch
    {
        ("year", "month") => (12, 1),
        ("month", "year") => (1, 12),
        _ => (Milliseconds(from), Milliseconds(to)),
    };

    /// <summary>Size for ordering words from the least to the most granular.</summary>
    public static decimal Milliseconds(string word) => word switch
    {
        "year" => 365m * 86_400_000,
        "month" => 30m * 86_400_000,
        "week" => 7m * 86_400_000,
        "day" => 86_400_000,
        "hour" => 3_600_000,
        "minute" => 60_000,
        "second" => 1_000,
        _ => 1,
    };
}

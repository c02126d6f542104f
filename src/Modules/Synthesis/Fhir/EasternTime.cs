namespace Carewright.Synthesis.Fhir;

/// <summary>
/// The time of the generated clinic, by the rules of the law (15 U.S.C. 260a) instead of a machine's time zone data, which differs from machine to machine: equal plans give equal bytes.
/// UTC-05:00, in summer UTC-04:00. The rule of 1967 also stands for the years before it and for 1974 and 1975, in which the law was another.
/// </summary>
internal static class EasternTime
{
    /// <summary>The zone's IANA name.</summary>
    public const string Name = "America/New_York";

    private const int TwoOClock = 120;

    /// <summary>Whether a local minute is in summer time. The hour that comes twice in autumn is the first of the two; the one that spring takes away counts as summer.</summary>
    public static bool IsSummer(DateOnly day, int minute)
    {
        var (begin, end) = Summer(day.Year);
        return (day > begin || (day == begin && minute >= TwoOClock)) && (day < end || (day == end && minute < TwoOClock));
    }

    /// <summary>The clinic's day at an instant.</summary>
    public static DateOnly DayAt(DateTimeOffset instant)
    {
        var standard = instant.ToOffset(TimeSpan.FromHours(-5));
        // The changes fall at 2:00 standard time in spring and at 1:00 standard time in autumn.
        var (begin, end) = Summer(standard.Year);
        var isSummer = standard.DateTime >= begin.ToDateTime(new TimeOnly(2, 0)) && standard.DateTime < end.ToDateTime(new TimeOnly(1, 0));
        return DateOnly.FromDateTime(isSummer ? standard.DateTime.AddHours(1) : standard.DateTime);
    }

    private static (DateOnly Begin, DateOnly End) Summer(int year) => year switch
    {
        >= 2007 => (Sunday(year, 3, 8), Sunday(year, 11, 1)),
        >= 1987 => (Sunday(year, 4, 1), Sunday(year, 10, 25)),
        _ => (Sunday(year, 4, 24), Sunday(year, 10, 25)),
    };

    // The first Sunday on or after a day.
    private static DateOnly Sunday(int year, int month, int day)
    {
        var first = new DateOnly(year, month, day);
        return first.AddDays((7 - (int)first.DayOfWeek) % 7);
    }
}

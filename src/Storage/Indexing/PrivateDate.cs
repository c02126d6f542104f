using System.Globalization;

namespace Carewright.Storage.Indexing;

/// <summary>
/// Birth and death dates point at a person, so they are not orderable on disk: a date is indexed by the hashes of its year, month and day, and a range is asked for
/// as the set of hashes that covers it. What a cover finds is verified on the resource: it may be too much, never too little.
/// </summary>
internal static class PrivateDate
{
    private const int FirstYear = 1800;
    private const int LastYear = 2199;
    private const string Elsewhere = "?";

    /// <summary>What a date from <paramref name="low"/> to <paramref name="high"/> (microseconds since 1970 UTC, inclusive) is indexed by.</summary>
    public static IEnumerable<string> Names(long low, long high)
    {
        if (!TryDay(low, out var first) || !TryDay(high, out var last) || first.Year != last.Year)
            return [Elsewhere];
        if (first.Month != last.Month)
            return [Year(first), Loose(Year(first))];
        return first == last ? [Year(first), Month(first), Day(first)] : [Year(first), Month(first), Loose(Month(first))];
    }

    /// <summary>The names of which every date that overlaps the span has at least one; open ends are <see cref="long.MinValue"/> and <see cref="long.MaxValue"/>.</summary>
    public static List<string> Cover(long low, long high)
    {
        var from = low == long.MinValue ? new DateOnly(FirstYear, 1, 1) : Clamp(low);
        var to = high == long.MaxValue ? new DateOnly(LastYear, 12, 31) : Clamp(high);
        var names = new List<string> { Elsewhere };
        for (var year = from.Year; year <= to.Year; year++)
            CoverYear(names, new DateOnly(year, 1, 1), from, to);
        return names;
    }

    private static void CoverYear(List<string> names, DateOnly year, DateOnly from, DateOnly to)
    {
        if (from <= year && to >= new DateOnly(year.Year, 12, 31))
        {
            names.Add(Year(year));
            return;
        }
        names.Add(Loose(Year(year)));
        for (var month = year; month.Year == year.Year; month = month.AddMonths(1))
        {
            var end = month.AddMonths(1).AddDays(-1);
            if (from <= month && to >= end)
                names.Add(Month(month));
            else if (from <= end && to >= month)
                CoverMonth(names, month, from > month ? from : month, to < end ? to : end);
            if (month is { Year: LastYear, Month: 12 })
                break;
        }
    }

    private static void CoverMonth(List<string> names, DateOnly month, DateOnly from, DateOnly to)
    {
        names.Add(Loose(Month(month)));
        for (var day = from; day <= to; day = day.AddDays(1))
            names.Add(Day(day));
    }

    private static DateOnly Clamp(long microseconds)
    {
        if (TryDay(microseconds, out var day))
            return day;
        return microseconds < 0 ? new DateOnly(FirstYear, 1, 1) : new DateOnly(LastYear, 12, 31);
    }

    private static bool TryDay(long microseconds, out DateOnly day)
    {
        var days = Math.Floor(microseconds / (decimal)TimeSpan.MicrosecondsPerDay) + new DateOnly(1970, 1, 1).DayNumber;
        day = default;
        if (days < 0 || days > DateOnly.MaxValue.DayNumber)
            return false;
        day = DateOnly.FromDayNumber((int)days);
        return day.Year is >= FirstYear and <= LastYear;
    }

    private static string Year(DateOnly date) => date.ToString("yyyy", CultureInfo.InvariantCulture);

    private static string Month(DateOnly date) => date.ToString("yyyy-MM", CultureInfo.InvariantCulture);

    private static string Day(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>A date that is known no better than this year or month.</summary>
    private static string Loose(string name) => name + "~";
}

using System.Globalization;
using System.Text.Json;

namespace Carewright.Laboratory.Standing;

/// <summary>When the orders of a standing order are due: every so many days, weeks or months from a day on, so many times or until a day (<c>occurrenceTiming.repeat</c>, FHIR R4 datatypes.html#Timing).</summary>
/// <param name="Start">The day of the first.</param>
/// <param name="Every">How many units lie between two; 1 or more.</param>
/// <param name="Unit"><c>d</c>, <c>wk</c> or <c>mo</c>.</param>
/// <param name="Count">How many there are; null: not said.</param>
/// <param name="Until">The last day on which one can be due; null: not said.</param>
internal sealed record StandingPlan(DateOnly Start, int Every, string Unit, int? Count, DateOnly? Until)
{
    private const int MostTimes = 1000;

    /// <summary>How many there are. A plan that says neither how many nor until when has none: nobody meant one without an end.</summary>
    internal int Total
    {
        get
        {
            if (Until is null)
                return Math.Min(Count ?? 0, MostTimes);
            var most = Math.Min(Count ?? MostTimes, MostTimes);
            var total = 0;
            while (total < most && DueOn(total + 1) <= Until)
                total++;
            return total;
        }
    }

    /// <summary>The day on which the n-th is due, counted from 1. Months are counted from the first day, so that the 31st comes back after a short month.</summary>
    internal DateOnly DueOn(int number) => Unit switch
    {
        "mo" => Start.AddMonths(Every * (number - 1)),
        "wk" => Start.AddDays(7 * Every * (number - 1)),
        _ => Start.AddDays(Every * (number - 1)),
    };

    /// <summary>The latest that is due on a day; 0: none is yet.</summary>
    internal int LastDue(DateOnly today)
    {
        var (number, total) = (0, Total);
        while (number < total && DueOn(number + 1) <= today)
            number++;
        return number;
    }

    /// <summary>The plan of a ServiceRequest; null when it has none of this form.</summary>
    internal static StandingPlan? Read(JsonElement order)
    {
        var repeat = JsonParts.Member(JsonParts.Member(order, "occurrenceTiming"), "repeat");
        var bounds = JsonParts.Member(repeat, "boundsPeriod");
        if (DayOf(JsonParts.Text(bounds, "start")) is not { } start || JsonParts.Text(repeat, "periodUnit") is not ("d" or "wk" or "mo") || Whole(repeat, "period") is not (>= 1 and <= MostTimes and var every))
            return null;
        return new StandingPlan(start, every, JsonParts.Text(repeat, "periodUnit")!, Whole(repeat, "count"), DayOf(JsonParts.Text(bounds, "end")));
    }

    private static int? Whole(JsonElement repeat, string name) => JsonParts.Member(repeat, name) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt32(out var whole) ? whole : null;

    private static DateOnly? DayOf(string? text) =>
        text is { Length: >= 10 } && DateOnly.TryParseExact(text[..10], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
}

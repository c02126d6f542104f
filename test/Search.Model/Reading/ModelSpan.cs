using System.Globalization;
using System.Text.RegularExpressions;

namespace Carewright.Search.Model.Reading;

/// <summary>
/// A span of time in ticks (100 ns), from <paramref name="From"/> up to but without <paramref name="To"/>; null: without end on that side.
/// </summary>
public readonly partial record struct ModelSpan(Int128? From, Int128? To)
{
    /// <summary>What a FHIR date, dateTime or instant says, as precisely as it says it; null when it is none.</summary>
    public static ModelSpan? Parse(string? text)
    {
        if (text is null || Form().Match(text) is not { Success: true } match)
            return null;
        int Number(string group, int otherwise) => match.Groups[group].Success ? int.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture) : otherwise;
        var start = new DateTime(Number("y", 1), Number("mo", 1), Number("d", 1), Number("h", 0), Number("mi", 0), Number("s", 0), DateTimeKind.Utc);
        Int128 from = start.Ticks, to;
        if (!match.Groups["mo"].Success)
            to = start.Year == 9999 ? DateTime.MaxValue.Ticks : start.AddYears(1).Ticks;
        else if (!match.Groups["d"].Success)
            to = start.AddMonths(1).Ticks;
        else if (!match.Groups["h"].Success)
            to = start.AddDays(1).Ticks;
        else if (!match.Groups["s"].Success)
            to = from + TimeSpan.TicksPerMinute;
        else if (match.Groups["f"] is { Success: true } fraction)
        {
            var unit = TimeSpan.TicksPerSecond;
            foreach (var digit in fraction.Value)
            {
                unit /= 10;
                from += (digit - '0') * unit;
            }
            to = from + unit;
        }
        else
            to = from + TimeSpan.TicksPerSecond;
        if (match.Groups["zh"].Success)
        {
            var offset = (Number("zh", 0) * 60 + Number("zm", 0)) * TimeSpan.TicksPerMinute * (match.Groups["sign"].Value == "-" ? -1 : 1);
            return new ModelSpan(from - offset, to - offset);
        }
        return new ModelSpan(from, to);
    }

    /// <summary>The comparison of FHIR R4 search.html#prefix of a value with what is asked for.</summary>
    public static bool Compare(string prefix, ModelSpan value, ModelSpan asked, DateTimeOffset now) => prefix switch
    {
        "" or "eq" => asked.Contains(value),
        "ne" => !asked.Contains(value),
        "gt" => value.ReachesAbove(asked),
        "lt" => value.ReachesBelow(asked),
        "ge" => value.ReachesAbove(asked) || asked.Contains(value),
        "le" => value.ReachesBelow(asked) || asked.Contains(value),
        "sa" => value.From is { } from && asked.To is { } end && from >= end,
        "eb" => value.To is { } to && asked.From is { } start && to <= start,
        "ap" => value.Overlaps(asked.Widened(now)),
        "po" => value.Overlaps(asked),
        "co" => (value.From is null || value.From <= asked.From) && (value.To is null || value.To >= asked.To),
        _ => throw new ArgumentException($"No such prefix: {prefix}.", nameof(prefix)),
    };

    private bool Contains(ModelSpan value) => value.From is { } from && value.To is { } to && from >= From && to <= To;

    private bool ReachesAbove(ModelSpan asked) => To is null || To > asked.To;

    private bool ReachesBelow(ModelSpan asked) => From is null || From < asked.From;

    private bool Overlaps(ModelSpan other) => (From is null || other.To is null || From < other.To) && (To is null || other.From is null || other.From < To);

    // A tenth of the time between then and now, to the microsecond.
    private ModelSpan Widened(DateTimeOffset now)
    {
        var tolerance = Int128.Abs(now.UtcTicks - From!.Value) / 100 * 10;
        return new ModelSpan(From - tolerance, To + tolerance);
    }

    [GeneratedRegex(@"^(?<y>\d{4})(-(?<mo>\d\d)(-(?<d>\d\d)(T(?<h>\d\d):(?<mi>\d\d)(:(?<s>\d\d)(\.(?<f>\d{1,6}))?)?(Z|(?<sign>[+-])(?<zh>\d\d):(?<zm>\d\d))?)?)?)?$")]
    private static partial Regex Form();
}

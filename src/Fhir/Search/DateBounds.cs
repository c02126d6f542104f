namespace Carewright.Fhir.Search;

/// <summary>The span of time that a FHIR date, dateTime or instant stands for, both ends inclusive.</summary>
/// <param name="Low">First microsecond since 1970-01-01T00:00:00Z.</param>
/// <param name="High">Last microsecond.</param>
public readonly record struct DateBounds(long Low, long High)
{
    /// <summary>Without any end.</summary>
    public static DateBounds Open { get; } = new(long.MinValue, long.MaxValue);

    private const long MicrosecondsPerSecond = 1_000_000;
    private const long MicrosecondsPerMinute = 60 * MicrosecondsPerSecond;
    private const long MicrosecondsPerDay = 24 * 60 * MicrosecondsPerMinute;
    private static readonly int s_epochDay = DayNumber(1970, 1, 1);

    /// <summary>
    /// Reads <c>YYYY</c>, <c>YYYY-MM</c>, <c>YYYY-MM-DD</c>, or a date with <c>Thh:mm[:ss[.f…]]</c> and an optional zone (FHIR R4 search.html#date). What
    /// is not given is open within the span:
    /// <c>2013-01</c> is all of January 2013. A date or time without a zone is taken as UTC. Digits below a microsecond are cut off; <c>:60</c> is the
    /// second after <c>:59</c>.
    /// </summary>
    /// <param name="text">The ASCII text.</param>
    /// <param name="bounds">The span.</param>
    /// <returns>False when the text is not such a date, or not a day of the calendar.</returns>
    public static bool TryParse(ReadOnlySpan<byte> text, out DateBounds bounds)
    {
        bounds = default;
        if (!TryDigits(text, 0, 4, out var year) || year == 0)
            return false;
        if (text.Length == 4)
            return Days(DayNumber(year, 1, 1), DateTime.IsLeapYear(year) ? 366 : 365, out bounds);
        if (text[4] != '-' || !TryDigits(text, 5, 2, out var month) || month is 0 or > 12)
            return false;
        if (text.Length == 7)
            return Days(DayNumber(year, month, 1), DateTime.DaysInMonth(year, month), out bounds);
        if (text[7] != '-' || !TryDigits(text, 8, 2, out var day) || day == 0 || day > DateTime.DaysInMonth(year, month))
            return false;
        var first = DayNumber(year, month, day);
        if (text.Length == 10)
            return Days(first, 1, out bounds);
        return text[10] == 'T' && TryTime(text[11..], out bounds) && bounds.Shift((first - s_epochDay) * MicrosecondsPerDay, out bounds);
    }

    /// <summary>The smallest span that holds both.</summary>
    public DateBounds Union(DateBounds other) => new(Math.Min(Low, other.Low), Math.Max(High, other.High));

    private bool Shift(long by, out DateBounds shifted)
    {
        shifted = new DateBounds(Low + by, High + by);
        return true;
    }

    private static bool Days(int first, int count, out DateBounds bounds)
    {
        var low = (first - s_epochDay) * MicrosecondsPerDay;
        bounds = new DateBounds(low, low + count * MicrosecondsPerDay - 1);
        return true;
    }

    private static bool TryTime(ReadOnlySpan<byte> text, out DateBounds bounds)
    {
        bounds = default;
        if (!TryDigits(text, 0, 2, out var hour) || hour > 23 || text.Length < 5 || text[2] != ':' || !TryDigits(text, 3, 2, out var minute) || minute > 59)
            return false;
        var low = (hour * 60 + minute) * MicrosecondsPerMinute;
        var span = MicrosecondsPerMinute;
        var at = 5;
        if (at < text.Length && text[at] == ':')
        {
            if (!TryDigits(text, 6, 2, out var second) || second > 60)
                return false;
            low += second * MicrosecondsPerSecond;
            span = MicrosecondsPerSecond;
            at = 8;
            if (at < text.Length && text[at] == '.' && !TryFraction(text, ref at, ref low, ref span))
                return false;
        }
        if (!TryZone(text[at..], out var offset))
            return false;
        low -= offset;
        bounds = new DateBounds(low, low + span - 1);
        return true;
    }

    private static bool TryFraction(ReadOnlySpan<byte> text, ref int at, ref long low, ref long span)
    {
        var start = ++at;
        for (; at < text.Length && text[at] is >= (byte)'0' and <= (byte)'9'; at++)
        {
            if (span == 1)
                continue;
            span /= 10;
            low += (text[at] - '0') * span;
        }
        return at > start;
    }

    private static bool TryZone(ReadOnlySpan<byte> text, out long offset)
    {
        offset = 0;
        if (text.IsEmpty || (text.Length == 1 && text[0] == 'Z'))
            return true;
        if (text.Length != 6 || text[0] is not ((byte)'+' or (byte)'-') || text[3] != ':'
            || !TryDigits(text, 1, 2, out var hours) || hours > 14 || !TryDigits(text, 4, 2, out var minutes) || minutes > 59)
            return false;
        offset = (hours * 60 + minutes) * MicrosecondsPerMinute;
        if (text[0] == '-')
            offset = -offset;
        return true;
    }

    private static int DayNumber(int year, int month, int day) => new DateOnly(year, month, day).DayNumber;

    private static bool TryDigits(ReadOnlySpan<byte> text, int start, int count, out int value)
    {
        value = 0;
        if (text.Length < start + count)
            return false;
        foreach (var c in text.Slice(start, count))
        {
            if (c is < (byte)'0' or > (byte)'9')
                return false;
            value = value * 10 + (c - '0');
        }
        return true;
    }
}

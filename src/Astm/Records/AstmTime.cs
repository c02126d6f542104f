using System.Globalization;

namespace Carewright.Astm.Records;

/// <summary>A date and time as an instrument gives it, <c>YYYYMMDDHHMMSS</c> and no more of it than it has, with a zone when it says one (LIS2-A2 5.6.2).</summary>
/// <param name="Local">What the clock showed; parts that are not given are the first possible.</param>
/// <param name="Precision">What is given.</param>
/// <param name="Offset">How far the clock was from UTC; null when that is not said, and the laboratory's zone is meant.</param>
public readonly record struct AstmTime(DateTime Local, AstmTimePrecision Precision, TimeSpan? Offset = null)
{
    private static readonly string[] s_formats = ["yyyy", "yyyyMM", "yyyyMMdd", "yyyyMMddHH", "yyyyMMddHHmm", "yyyyMMddHHmmss"];

    /// <summary>The day; null when it is not given.</summary>
    public DateOnly? Date => Precision >= AstmTimePrecision.Day ? DateOnly.FromDateTime(Local) : null;

    /// <summary>Reads one; null when the text is none, or no day that there is. A fraction of a second is passed over.</summary>
    public static AstmTime? Read(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var rest = text.AsSpan().Trim();
        if (!TryReadOffset(ref rest, out var offset))
            return null;
        if (rest.IndexOf('.') is var point and >= 0)
            rest = rest[..point];
        var precision = rest.Length / 2 - 2;
        if (rest.Length is < 4 or > 14 || rest.Length % 2 != 0 || !DateTime.TryParseExact(rest, s_formats[precision], CultureInfo.InvariantCulture, DateTimeStyles.None, out var local))
            return null;
        return new AstmTime(local, (AstmTimePrecision)precision, offset);
    }

    /// <summary>As the format writes it, no more precise than it is.</summary>
    public override string ToString()
    {
        var text = Local.ToString(s_formats[(int)Precision], CultureInfo.InvariantCulture);
        return Offset is { } offset ? string.Create(CultureInfo.InvariantCulture, $"{text}{(offset < TimeSpan.Zero ? '-' : '+')}{offset:hhmm}") : text;
    }

    private static bool TryReadOffset(ref ReadOnlySpan<char> rest, out TimeSpan? offset)
    {
        offset = null;
        var at = rest.IndexOfAny('+', '-');
        if (at < 0)
            return true;
        var isRead = TimeSpan.TryParseExact(rest[(at + 1)..], @"hhmm", CultureInfo.InvariantCulture, out var far);
        offset = rest[at] == '-' ? -far : far;
        rest = rest[..at];
        return isRead;
    }
}

/// <summary>What of a date and time is given.</summary>
public enum AstmTimePrecision
{
    /// <summary>The year.</summary>
    Year,

    /// <summary>The month.</summary>
    Month,

    /// <summary>The day.</summary>
    Day,

    /// <summary>The hour.</summary>
    Hour,

    /// <summary>The minute.</summary>
    Minute,

    /// <summary>The second.</summary>
    Second,
}

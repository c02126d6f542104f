using System.Globalization;

namespace Carewright.Fhir.Path;

/// <summary>How far a date or time is known. Seconds and their fraction count as one precision when values are compared (FHIRPath, Date/Time Equality).</summary>
public enum TemporalPrecision : byte
{
    /// <summary>Year only.</summary>
    Year,

    /// <summary>Year and month.</summary>
    Month,

    /// <summary>A day.</summary>
    Day,

    /// <summary>To the hour.</summary>
    Hour,

    /// <summary>To the minute.</summary>
    Minute,

    /// <summary>To the second.</summary>
    Second,

    /// <summary>With a fraction of a second.</summary>
    Fraction,
}

/// <summary>A FHIRPath Date, DateTime or Time, which may be partial. Years 0001 to 9999; fractions to 100 ns.</summary>
/// <param name="Kind"><see cref="FhirPathKind.Date"/>, <see cref="FhirPathKind.DateTime"/> or <see cref="FhirPathKind.Time"/>.</param>
/// <param name="Ticks">Local 100 ns ticks of the earliest instant it covers: since 0001-01-01, or since midnight for a Time.</param>
/// <param name="Precision">How far it is known.</param>
/// <param name="OffsetMinutes">Offset from UTC in minutes, or null when none is given (always null for Date and Time).</param>
/// <param name="FractionDigits">Digits of the fraction as written, 1 to 7; 0 without one.</param>
public readonly record struct FhirPathTemporal(FhirPathKind Kind, long Ticks, TemporalPrecision Precision, int? OffsetMinutes, byte FractionDigits)
{
    private static readonly string[] s_formats =
        ["yyyy", "yyyy-MM", "yyyy-MM-dd", "yyyy-MM-dd'T'HH", "yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ss"];

    /// <summary>The calendar date and clock of the earliest instant, without offset.</summary>
    public DateTime Local => new(Ticks, DateTimeKind.Unspecified);

    /// <summary>Local ticks less the offset: the instant in UTC.</summary>
    public long UtcTicks => Ticks - ((OffsetMinutes ?? 0) * TimeSpan.TicksPerMinute);

    /// <summary>The first tick after what it covers, in local time; for a value with a fraction, the next tick.</summary>
    public long EndTicks => Precision switch
    {
        TemporalPrecision.Year => Local.Year == 9999 ? DateTime.MaxValue.Ticks : Local.AddYears(1).Ticks,
        TemporalPrecision.Month => Local is { Year: 9999, Month: 12 } ? DateTime.MaxValue.Ticks : Local.AddMonths(1).Ticks,
        TemporalPrecision.Day => Ticks + TimeSpan.TicksPerDay,
        TemporalPrecision.Hour => Ticks + TimeSpan.TicksPerHour,
        TemporalPrecision.Minute => Ticks + TimeSpan.TicksPerMinute,
        _ => Ticks + 1,
    };

    /// <summary>Its digits without the leading @: "2014-01", "2014-01-01T08:00:00.000+14:00", "10:30".</summary>
    public override string ToString()
    {
        DateTime local = Local;
        string format = s_formats[(int)Precision];
        if (Kind == FhirPathKind.Time)
        {
            format = format["yyyy-MM-dd'T'".Length..];
        }

        string text = local.ToString(format, CultureInfo.InvariantCulture);
        if (Precision == TemporalPrecision.Fraction)
        {
            text += "." + (Ticks % TimeSpan.TicksPerSecond).ToString("D7", CultureInfo.InvariantCulture)[..FractionDigits];
        }

        return OffsetMinutes is { } offset ? text + OffsetText(offset) : text;
    }

    private static string OffsetText(int offset)
    {
        int absolute = Math.Abs(offset);
        return offset == 0 ? "Z" : string.Create(CultureInfo.InvariantCulture, $"{(offset < 0 ? '-' : '+')}{absolute / 60:D2}:{absolute % 60:D2}");
    }
}

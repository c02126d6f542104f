using System.Globalization;

namespace Carewright.Fhir.Path;

/// <summary>Comparison, arithmetic and boundaries of dates and times (FHIRPath, Date/Time Equality, Comparison and Date/Time Arithmetic).</summary>
internal static class TemporalMath
{
    // A clock without an offset may stand anywhere in the world: UTC+14 to UTC-12.
    private const long EarliestOffset = 14 * TimeSpan.TicksPerHour;
    private const long LatestOffset = 12 * TimeSpan.TicksPerHour;

    /// <summary>A Date as DateTime or the date part of a DateTime.</summary>
    public static FhirPathTemporal As(in FhirPathTemporal value, FhirPathKind kind)
    {
        if (value.Kind == kind || kind == FhirPathKind.DateTime)
        {
            return value with { Kind = kind };
        }

        return value.Precision <= TemporalPrecision.Day
            ? value with { Kind = FhirPathKind.Date, OffsetMinutes = null }
            : new FhirPathTemporal(FhirPathKind.Date, value.Ticks - (value.Ticks % TimeSpan.TicksPerDay), TemporalPrecision.Day, null, 0);
    }

    /// <summary>Order of two values of comparable kinds; null when their precision or missing offset leaves it open.</summary>
    public static int? Compare(in FhirPathTemporal left, in FhirPathTemporal right)
    {
        if (left.OffsetMinutes.HasValue != right.OffsetMinutes.HasValue)
        {
            return CompareRanges(left, right);
        }

        int leftRank = Rank(left.Precision), rightRank = Rank(right.Precision), rank = Math.Min(leftRank, rightRank);
        int order = Truncate(left.UtcTicks, rank).CompareTo(Truncate(right.UtcTicks, rank));
        return order != 0 || leftRank == rightRank ? order : null;
    }

    /// <summary>Adds (or with <paramref name="sign"/> -1 subtracts) a time-valued quantity; null when out of range; an error for units that do not go with the value.</summary>
    public static FhirPathTemporal? Add(in FhirPathTemporal value, in FhirPathQuantity quantity, int sign, int position)
    {
        string unit = UnitOf(quantity, value, position);
        decimal amount = quantity.Value * sign;
        if (unit is not ("second" or "millisecond"))
        {
            amount = decimal.Truncate(amount);
        }

        string finest = FinestUnit(value);
        if (CalendarUnits.Milliseconds(unit) < CalendarUnits.Milliseconds(finest))
        {
            (decimal numerator, decimal denominator) = CalendarUnits.Factor(unit, finest);
            amount = decimal.Truncate(amount * numerator / denominator);
            unit = finest;
        }

        return Math.Abs(amount) > 1_000_000_000_000_000m ? null : Shift(value, unit, amount);
    }

    /// <summary>The earliest or latest value to a number of digits (4, 6, 8, 10, 12, 14 or 17; a Time 2, 4, 6 or 9); null when that is no precision.</summary>
    public static FhirPathTemporal? Boundary(in FhirPathTemporal value, int? digits, bool high)
    {
        int wanted = digits ?? value.Kind switch { FhirPathKind.Date => 8, FhirPathKind.DateTime => 17, _ => 9 };
        if (PrecisionOf(wanted, value.Kind) is not { } precision)
        {
            return null;
        }

        long ticks = high && value.Precision < TemporalPrecision.Fraction ? (value.Precision == TemporalPrecision.Second ? value.Ticks + TimeSpan.TicksPerSecond : value.EndTicks) - TimeSpan.TicksPerMillisecond : value.Ticks;
        int? offset = value.OffsetMinutes;
        if (value.Kind == FhirPathKind.DateTime && precision > TemporalPrecision.Day)
        {
            offset ??= high ? -12 * 60 : 14 * 60;
        }

        return new FhirPathTemporal(value.Kind, Truncate(ticks, (int)precision), precision, precision > TemporalPrecision.Day ? offset : null, precision == TemporalPrecision.Fraction ? (byte)3 : (byte)0);
    }

    /// <summary>Digits of its precision: a year 4, a day 8, milliseconds 17; a Time to the minute 4.</summary>
    public static int DigitsOf(in FhirPathTemporal value)
    {
        int digits = value.Precision switch
        {
            TemporalPrecision.Year => 4,
            TemporalPrecision.Month => 6,
            TemporalPrecision.Day => 8,
            TemporalPrecision.Hour => 10,
            TemporalPrecision.Minute => 12,
            TemporalPrecision.Second => 14,
            _ => 14 + value.FractionDigits,
        };
        return value.Kind == FhirPathKind.Time ? digits - 8 : digits;
    }

    private static TemporalPrecision? PrecisionOf(int digits, FhirPathKind kind)
    {
        TemporalPrecision? precision = (kind == FhirPathKind.Time ? digits + 8 : digits) switch
        {
            4 => TemporalPrecision.Year,
            6 => TemporalPrecision.Month,
            8 => TemporalPrecision.Day,
            10 => TemporalPrecision.Hour,
            12 => TemporalPrecision.Minute,
            14 => TemporalPrecision.Second,
            17 => TemporalPrecision.Fraction,
            _ => null,
        };
        bool fits = kind switch { FhirPathKind.Date => precision <= TemporalPrecision.Day, FhirPathKind.Time => precision > TemporalPrecision.Day, _ => true };
        return fits ? precision : null;
    }

    private static int? CompareRanges(in FhirPathTemporal left, in FhirPathTemporal right)
    {
        (long leftLow, long leftHigh) = Range(left);
        (long rightLow, long rightHigh) = Range(right);
        return leftHigh < rightLow ? -1 : leftLow > rightHigh ? 1 : null;
    }

    private static (long Low, long High) Range(in FhirPathTemporal value)
    {
        long end = value.EndTicks - 1;
        if (value.OffsetMinutes is { } minutes)
        {
            long offset = minutes * TimeSpan.TicksPerMinute;
            return (value.Ticks - offset, end - offset);
        }

        return (value.Ticks - EarliestOffset, end + LatestOffset);
    }

    private static int Rank(TemporalPrecision precision) => Math.Min((int)precision, (int)TemporalPrecision.Second) == (int)TemporalPrecision.Second ? (int)TemporalPrecision.Fraction : (int)precision;

    private static long Truncate(long ticks, int precision)
    {
        switch ((TemporalPrecision)precision)
        {
            case TemporalPrecision.Year or TemporalPrecision.Month:
                var date = new DateTime(Math.Clamp(ticks, 0, DateTime.MaxValue.Ticks));
                return new DateTime(date.Year, precision == (int)TemporalPrecision.Year ? 1 : date.Month, 1).Ticks;
            case TemporalPrecision.Day: return ticks - (ticks % TimeSpan.TicksPerDay);
            case TemporalPrecision.Hour: return ticks - (ticks % TimeSpan.TicksPerHour);
            case TemporalPrecision.Minute: return ticks - (ticks % TimeSpan.TicksPerMinute);
            case TemporalPrecision.Second: return ticks - (ticks % TimeSpan.TicksPerSecond);
            default: return ticks;
        }
    }

    private static string UnitOf(in FhirPathQuantity quantity, in FhirPathTemporal value, int position)
    {
        string unit = quantity.Unit;
        if (!quantity.IsCalendar && (!CalendarUnits.TryCalendarOf(quantity.Unit, out unit!) || CalendarUnits.IsVariable(unit)))
        {
            throw new FhirPathException(FhirPathErrors.Operand, $"'{quantity.Unit}' cannot be added to a date or time.", position);
        }

        if (value.Kind == FhirPathKind.Time && CalendarUnits.Milliseconds(unit) > CalendarUnits.Milliseconds("hour"))
        {
            throw new FhirPathException(FhirPathErrors.Operand, $"A {unit} cannot be added to a Time.", position);
        }

        return unit;
    }

    private static string FinestUnit(in FhirPathTemporal value) => value.Precision switch
    {
        TemporalPrecision.Year => "year",
        TemporalPrecision.Month => "month",
        TemporalPrecision.Day => "day",
        TemporalPrecision.Hour => "hour",
        TemporalPrecision.Minute => "minute",
        _ => "millisecond",
    };

    private static FhirPathTemporal? Shift(in FhirPathTemporal value, string unit, decimal amount)
    {
        if (value.Kind == FhirPathKind.Time)
        {
            long day = TimeSpan.TicksPerDay;
            long moved = (value.Ticks + (long)(amount * CalendarUnits.Milliseconds(unit) * TimeSpan.TicksPerMillisecond % day)) % day;
            return Refined(value with { Ticks = moved < 0 ? moved + day : moved });
        }

        try
        {
            return unit switch
            {
                "year" => value with { Ticks = value.Local.AddYears((int)amount).Ticks },
                "month" => value with { Ticks = value.Local.AddMonths((int)amount).Ticks },
                _ => Refined(value with { Ticks = value.Local.AddTicks((long)(amount * CalendarUnits.Milliseconds(unit) * TimeSpan.TicksPerMillisecond)).Ticks }),
            };
        }
        catch (Exception error) when (error is ArgumentOutOfRangeException or OverflowException)
        {
            return null;
        }
    }

    // Adding 10 ms to a whole second gives a value that needs its fraction written.
    private static FhirPathTemporal Refined(in FhirPathTemporal value)
    {
        long fraction = value.Ticks % TimeSpan.TicksPerSecond;
        if (fraction == 0 || value.Precision < TemporalPrecision.Second)
        {
            return value;
        }

        string digits = fraction.ToString("D7", CultureInfo.InvariantCulture).TrimEnd('0');
        int shown = Math.Max(digits.Length, Math.Max((int)value.FractionDigits, 3));
        return value with { Precision = TemporalPrecision.Fraction, FractionDigits = (byte)shown };
    }
}

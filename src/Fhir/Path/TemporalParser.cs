namespace Carewright.Fhir.Path;

/// <summary>Reads the digits of FHIR's and FHIRPath's dates and times (FHIR R4 datatypes.html#date; FHIRPath, Literals) from ASCII.</summary>
internal ref struct TemporalParser
{
    private const int LargestOffsetMinutes = 14 * 60;
    private readonly ReadOnlySpan<byte> _text;
    private int _position;

    private TemporalParser(ReadOnlySpan<byte> text) => _text = text;

    public static bool TryParse(string text, FhirPathKind kind, out FhirPathTemporal value)
    {
        value = default;
        if (text.Length > 40)
        {
            return false;
        }

        Span<byte> ascii = stackalloc byte[text.Length];
        for (int i = 0; i < text.Length; i++)
        {
            ascii[i] = text[i] < 128 ? (byte)text[i] : (byte)'?';
        }

        return TryParse(ascii, kind, out value);
    }

    /// <summary>Reads all of <paramref name="text"/>. A Date may not have a time part; a DateTime may be a date alone, with or without a closing T.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, FhirPathKind kind, out FhirPathTemporal value)
    {
        var parser = new TemporalParser(text);
        bool ok = kind == FhirPathKind.Time ? parser.Time(out value) : parser.Date(kind, out value);
        return ok && parser._position == text.Length;
    }

    private bool Date(FhirPathKind kind, out FhirPathTemporal value)
    {
        value = default;
        int month = 1, day = 1;
        TemporalPrecision precision = TemporalPrecision.Year;
        if (!Digits(4, out int year) || year == 0)
        {
            return false;
        }

        if (Take((byte)'-'))
        {
            precision = TemporalPrecision.Month;
            if (!Digits(2, out month) || month is 0 or > 12)
            {
                return false;
            }

            if (Take((byte)'-'))
            {
                precision = TemporalPrecision.Day;
                if (!Digits(2, out day) || day == 0 || day > DateTime.DaysInMonth(year, month))
                {
                    return false;
                }
            }
        }

        value = new FhirPathTemporal(kind, new DateTime(year, month, day).Ticks, precision, null, 0);
        return kind == FhirPathKind.Date || TimePart(ref value);
    }

    // "T", "T08", "T08:30+02:00": the part after the date of a DateTime, which may be missing.
    private bool TimePart(ref FhirPathTemporal value)
    {
        if (!Take((byte)'T') || _position == _text.Length)
        {
            return true;
        }

        if (value.Precision != TemporalPrecision.Day || !Clock(out long ticks, out TemporalPrecision precision, out byte digits) || !Offset(out int? offset))
        {
            return false;
        }

        value = new FhirPathTemporal(FhirPathKind.DateTime, value.Ticks + ticks, precision, offset, digits);
        return true;
    }

    private bool Time(out FhirPathTemporal value)
    {
        bool ok = Clock(out long ticks, out TemporalPrecision precision, out byte digits);
        value = new FhirPathTemporal(FhirPathKind.Time, ticks, precision, null, digits);
        return ok;
    }

    private bool Clock(out long ticks, out TemporalPrecision precision, out byte fractionDigits)
    {
        ticks = 0;
        fractionDigits = 0;
        precision = TemporalPrecision.Hour;
        if (!Digits(2, out int hour) || hour > 23)
        {
            return false;
        }

        ticks = hour * TimeSpan.TicksPerHour;
        if (!Take((byte)':'))
        {
            return true;
        }

        precision = TemporalPrecision.Minute;
        if (!Digits(2, out int minute) || minute > 59)
        {
            return false;
        }

        ticks += minute * TimeSpan.TicksPerMinute;
        return !Take((byte)':') || Seconds(ref ticks, ref precision, ref fractionDigits);
    }

    private bool Seconds(ref long ticks, ref TemporalPrecision precision, ref byte fractionDigits)
    {
        precision = TemporalPrecision.Second;
        if (!Digits(2, out int second) || second > 60)
        {
            return false;
        }

        // A leap second is read as the last second of its minute: the clock here has none.
        ticks += Math.Min(second, 59) * TimeSpan.TicksPerSecond;
        if (!Take((byte)'.'))
        {
            return true;
        }

        precision = TemporalPrecision.Fraction;
        long unit = TimeSpan.TicksPerSecond / 10;
        int start = _position;
        for (; _position < _text.Length && _text[_position] is >= (byte)'0' and <= (byte)'9'; _position++, unit /= 10)
        {
            ticks += (_text[_position] - '0') * unit;
        }

        fractionDigits = (byte)Math.Min(7, _position - start);
        return fractionDigits > 0;
    }

    private bool Offset(out int? minutes)
    {
        minutes = null;
        if (_position == _text.Length)
        {
            return true;
        }

        byte sign = _text[_position++];
        if (sign == (byte)'Z')
        {
            minutes = 0;
            return true;
        }

        if (sign is not ((byte)'+' or (byte)'-') || !Digits(2, out int hours) || !Take((byte)':') || !Digits(2, out int rest) || rest > 59)
        {
            return false;
        }

        int total = (hours * 60) + rest;
        minutes = sign == (byte)'-' ? -total : total;
        return total <= LargestOffsetMinutes;
    }

    private bool Digits(int count, out int value)
    {
        value = 0;
        if (_position + count > _text.Length)
        {
            return false;
        }

        for (int end = _position + count; _position < end; _position++)
        {
            int digit = _text[_position] - '0';
            if (digit is < 0 or > 9)
            {
                return false;
            }

            value = (value * 10) + digit;
        }

        return true;
    }

    private bool Take(byte c)
    {
        if (_position >= _text.Length || _text[_position] != c)
        {
            return false;
        }

        _position++;
        return true;
    }
}

using System.Globalization;

namespace Carewright.Synthesis.Fhir;

/// <summary>
/// A minute of the clinic's local time, which is that of <see cref="EasternTime"/>.
/// </summary>
internal readonly record struct Moment(DateOnly Day, int Minute)
{
    public Moment Plus(int minutes) => new(Day.AddDays((Minute + minutes) / 1440), (Minute + minutes) % 1440);

    /// <summary>Writes a FHIR instant, for instance <c>2026-03-04T09:30:00-05:00</c>.</summary>
    public int Format(Span<char> target)
    {
        Day.TryFormat(target, out _, "yyyy-MM-dd", CultureInfo.InvariantCulture);
        target[10] = 'T';
        Digits(target[11..], Minute / 60);
        target[13] = ':';
        Digits(target[14..], Minute % 60);
        (EasternTime.IsSummer(Day, Minute) ? ":00-04:00" : ":00-05:00").CopyTo(target[16..]);
        return 25;
    }

    private static void Digits(Span<char> target, int value)
    {
        target[0] = (char)('0' + (value / 10));
        target[1] = (char)('0' + (value % 10));
    }
}

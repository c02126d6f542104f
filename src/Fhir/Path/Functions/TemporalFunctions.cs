namespace Carewright.Fhir.Path.Functions;

/// <summary>FHIRPath, Current date and time functions and Date/DateTime/Time components. The clock is read once per evaluation.</summary>
internal static class TemporalFunctions
{
    public static IEnumerable<PathFunction> All =>
    [
        new("now", 0, 0, "System.DateTime", static _ => static (evaluation, start) => evaluation.Return(start, FhirPathValue.Of(NowOf(evaluation)))),
        new("today", 0, 0, "System.Date", static _ => static (evaluation, start) => evaluation.Return(start, FhirPathValue.Of(TemporalMath.As(NowOf(evaluation), FhirPathKind.Date)))),
        new("timeOfDay", 0, 0, "System.Time", static _ => static (evaluation, start) => evaluation.Return(start, FhirPathValue.Of(TimeOf(NowOf(evaluation))))),
        Component("yearOf", TemporalPrecision.Year, static value => value.Local.Year),
        Component("monthOf", TemporalPrecision.Month, static value => value.Local.Month),
        Component("dayOf", TemporalPrecision.Day, static value => value.Local.Day),
        Component("hourOf", TemporalPrecision.Hour, static value => value.Local.Hour),
        Component("minuteOf", TemporalPrecision.Minute, static value => value.Local.Minute),
        Component("secondOf", TemporalPrecision.Second, static value => value.Local.Second),
        Component("millisecondOf", TemporalPrecision.Fraction, static value => value.Local.Millisecond),
        new("timezoneOffsetOf", 0, 0, "System.Decimal", static _ => Part(static value => value.OffsetMinutes is { } minutes ? FhirPathValue.Of(minutes / 60m) : null)),
        new("dateOf", 0, 0, "System.Date", static _ => Part(static value => value.Kind == FhirPathKind.Time ? null : FhirPathValue.Of(TemporalMath.As(value, FhirPathKind.Date)))),
        new("timeOf", 0, 0, "System.Time", static _ => Part(static value => value.Precision > TemporalPrecision.Day ? FhirPathValue.Of(TimeOf(value)) : null)),
    ];

    private static FhirPathTemporal NowOf(Evaluation evaluation)
    {
        DateTimeOffset now = evaluation.Now;
        long ticks = now.Ticks - (now.Ticks % TimeSpan.TicksPerMillisecond);
        return new FhirPathTemporal(FhirPathKind.DateTime, ticks, TemporalPrecision.Fraction, (int)now.Offset.TotalMinutes, 3);
    }

    private static FhirPathTemporal TimeOf(in FhirPathTemporal value) => value with { Kind = FhirPathKind.Time, Ticks = value.Ticks % TimeSpan.TicksPerDay, OffsetMinutes = null };

    private static PathFunction Component(string name, TemporalPrecision precision, Func<FhirPathTemporal, int> component) => new(name, 0, 0, "System.Integer", _ => Part(value =>
        value.Precision >= precision && (value.Kind != FhirPathKind.Time || precision > TemporalPrecision.Day) ? FhirPathValue.Of(component(value)) : null));

    private static PathStep Part(Func<FhirPathTemporal, FhirPathValue?> part) => (evaluation, start) =>
    {
        if (evaluation.TakeSystem(start, out FhirPathValue value) && value.IsTemporal && part(value.TemporalValue) is { } result)
        {
            evaluation.Push(result);
        }
    };
}

namespace Carewright.Detection.Incidents;

/// <summary>A duty to tell somebody of a breach, as data: the clinic's counsel adds and changes them.</summary>
/// <param name="Id">Stable name.</param>
/// <param name="Title">Who is told what.</param>
/// <param name="Law">Where it comes from.</param>
internal sealed record BreachDuty(string Id, string Title, string Law)
{
    /// <summary>Within so many days of the discovery.</summary>
    public int? Days { get; init; }

    /// <summary>Within so many hours.</summary>
    public int? Hours { get; init; }

    /// <summary>Within so many working days; holidays are not known and count as working days, so that the clock errs early.</summary>
    public int? BusinessDays { get; init; }

    /// <summary>The days count from the end of the calendar year of the discovery.</summary>
    public bool FromEndOfYear { get; init; }

    /// <summary>Only for so many patients or more; of these states, when states are named.</summary>
    public int? Fewest { get; init; }

    /// <summary>Only for so many patients or fewer.</summary>
    public int? Most { get; init; }

    /// <summary>Only when so many residents of any one state are affected.</summary>
    public int? FewestOfState { get; init; }

    /// <summary>Only for residents of these states.</summary>
    public IReadOnlyList<string>? States { get; init; }

    /// <summary>Only for residents of these countries.</summary>
    public IReadOnlyList<string>? Countries { get; init; }

    /// <summary>Whether it applies to the patients of a breach.</summary>
    public bool AppliesTo(IReadOnlyList<AffectedPatient> patients)
    {
        var counted = patients.Where(patient => patient.Excluded is null && Among(States, patient.State) && Among(Countries, patient.Country)).ToList();
        return counted.Count > 0
            && counted.Count >= (Fewest ?? 1)
            && counted.Count <= (Most ?? int.MaxValue)
            && (FewestOfState is not { } fewest || counted.Where(patient => patient.State is not null).GroupBy(patient => patient.State).Any(state => state.Count() >= fewest));
    }

    /// <summary>The last moment, UTC.</summary>
    public DateTimeOffset DueAt(DateTimeOffset discovered)
    {
        if (Hours is { } hours)
            return discovered.AddHours(hours);
        if (BusinessDays is { } working)
            return AddWorkingDays(discovered, working);
        var start = FromEndOfYear ? new DateTimeOffset(discovered.UtcDateTime.Year + 1, 1, 1, 0, 0, 0, TimeSpan.Zero).AddTicks(-1) : discovered;
        return start.AddDays(Days ?? 60);
    }

    private static bool Among(IReadOnlyList<string>? wanted, string? value) => wanted is null || (value is not null && wanted.Contains(value, StringComparer.OrdinalIgnoreCase));

    private static DateTimeOffset AddWorkingDays(DateTimeOffset start, int days)
    {
        var at = start;
        while (days > 0)
        {
            at = at.AddDays(1);
            if (at.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday))
                days--;
        }
        return at;
    }
}

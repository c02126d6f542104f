namespace Carewright.Synthesis;

/// <summary>What a synthetic clinic is generated from; equal plans give equal bytes on every machine.</summary>
/// <param name="Patients">How many patients; at least 1, at most 1,000,000.</param>
/// <param name="Seed">The seed of every draw and of every id.</param>
/// <param name="Today">The clinic's today: history ends on it, appointments and slots lie around it.</param>
public sealed record ClinicPlan(int Patients, ulong Seed, DateOnly Today)
{
    /// <summary>The largest <see cref="Patients"/>; a record number has seven digits.</summary>
    public const int MaxPatients = 1_000_000;

    /// <summary>The generated clinic's own day at an instant: it lies in the time zone of its sites, wherever the machine is.</summary>
    public static DateOnly TodayAt(DateTimeOffset instant) => Fhir.EasternTime.DayAt(instant);

    /// <summary>Throws <see cref="ArgumentOutOfRangeException"/> when the plan lies outside its limits.</summary>
    internal ClinicPlan Checked()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Patients, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Patients, MaxPatients);
        ArgumentOutOfRangeException.ThrowIfLessThan(Today.Year, 1950);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Today.Year, 2200);
        return this;
    }
}

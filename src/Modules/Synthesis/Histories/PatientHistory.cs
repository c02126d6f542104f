using Carewright.Synthesis.Organisation;
using Carewright.Synthesis.People;

namespace Carewright.Synthesis.Histories;

/// <summary>Everything that will be written about one patient.</summary>
internal sealed class PatientHistory
{
    public required Person Person { get; init; }

    public required AllergyList Allergies { get; init; }

    public required IReadOnlyList<Visit> Visits { get; init; }

    /// <summary>The problems on record, in the order in which they were recorded.</summary>
    public required IReadOnlyList<Problem> Problems { get; init; }

    public required IReadOnlyList<Shot> ShotsElsewhere { get; init; }

    public required Booking? Booking { get; init; }

    public required Post PrimaryCare { get; init; }

    /// <summary>The day until which history was told: today, or the day of death.</summary>
    public required DateOnly LastDay { get; init; }
}

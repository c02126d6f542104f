using Carewright.Synthesis.Catalog;

namespace Carewright.Synthesis.Histories;

/// <summary>A drug ordered at a visit for a problem.</summary>
internal sealed class Prescription(string id, Drug drug, Problem problem, Visit visit, bool renewal)
{
    public string Id { get; } = id;

    public Drug Drug { get; } = drug;

    public Problem Problem { get; } = problem;

    public Visit Visit { get; } = visit;

    /// <summary>Continues the same drug.</summary>
    public bool Renewal { get; } = renewal;

    private string? EndStatus { get; set; }

    /// <summary>Ends the order: <c>stopped</c> when another drug takes its place, <c>completed</c> when it ran its course.</summary>
    public void End(string status) => EndStatus ??= status;

    /// <summary>The FHIR MedicationRequest status on a day.</summary>
    public string StatusOn(DateOnly today) =>
        EndStatus ?? (Drug.Days > 0 && Visit.Day.AddDays(Drug.Days) <= today ? "completed" : "active");
}

/// <summary>What a visit found and decided about one problem, as it stood that day.</summary>
internal sealed record Assessment(Problem Problem)
{
    /// <summary>Put on record or taken over for treatment at this visit.</summary>
    public bool First { get; init; }

    /// <summary>How many visits have treated the problem by now, this one included.</summary>
    public int Number { get; init; }

    /// <summary>Weeks until the specialty sees the problem again; 0 for as needed.</summary>
    public int NextWeeks { get; init; }

    public bool Controlled { get; init; }

    public bool Resolved { get; init; }

    /// <summary>Handed on to the problem's own department.</summary>
    public bool ReferredOn { get; init; }

    public required IReadOnlyList<Finding> Measures { get; init; }

    public Prescription? Started { get; init; }

    public Prescription? Stopped { get; init; }

    public Drug? Continued { get; init; }
}

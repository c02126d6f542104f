using Carewright.Sandbox.People;

namespace Carewright.Sandbox.Hospital;

/// <summary>How far a stay is.</summary>
internal enum StayPhase
{
    /// <summary>The patient is in the house.</summary>
    Open,

    /// <summary>The patient has left.</summary>
    Ended,

    /// <summary>It never took place.</summary>
    Cancelled,
}

/// <summary>A visit of a patient.</summary>
/// <param name="Visit">PV1-19.</param>
/// <param name="Class">PV1-2: I, O or E.</param>
/// <param name="Begun">When it began.</param>
internal sealed record Stay(string Visit, string Class, DateTimeOffset Begun)
{
    /// <summary>How far it is.</summary>
    public StayPhase Phase { get; set; }

    /// <summary>Ward, room and bed.</summary>
    public required Bed Bed { get; set; }

    /// <summary>Where the patient was before a transfer; null when nowhere else.</summary>
    public Bed? Before { get; set; }

    /// <summary>When it ended; null while it has not.</summary>
    public DateTimeOffset? Ended { get; set; }

    /// <summary>Whether anything was told of it after its beginning: then it can no longer be taken back.</summary>
    public bool HasEvents { get; set; }

    /// <summary>Whether its summary was written.</summary>
    public bool IsSummed { get; set; }
}

/// <summary>A place in the house (PL).</summary>
internal sealed record Bed(string Ward, string Room, string Number);

/// <summary>A patient's record in the hospital: a person under one number. A person who was registered twice has two of them until they are merged.</summary>
/// <param name="Person">Who it is.</param>
/// <param name="Number">The medical record number (PID-3).</param>
internal sealed record Resident(SyntheticPerson Person, string Number)
{
    /// <summary>The record that this one doubles; null when it doubles none.</summary>
    public Resident? Doubles { get; init; }

    /// <summary>Whether it was ever told of.</summary>
    public bool IsKnown { get; set; }

    /// <summary>The last stay; null when there was none.</summary>
    public Stay? Stay { get; set; }

    /// <summary>Whether the patient is in the house.</summary>
    public bool IsIn => Stay is { Phase: StayPhase.Open };

    /// <summary>Whether the last stay is over and its summary not yet written.</summary>
    public bool HasLeft => Stay is { Phase: StayPhase.Ended, IsSummed: false };
}

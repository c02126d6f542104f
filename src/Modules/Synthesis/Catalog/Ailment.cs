using Carewright.Synthesis.Fhir;

namespace Carewright.Synthesis.Catalog;

/// <summary>How a condition runs.</summary>
internal enum CourseKind
{
    /// <summary>It stays on the problem list.</summary>
    Chronic,

    /// <summary>It heals over the planned visits of a specialty.</summary>
    Episode,

    /// <summary>It passes after one visit in family medicine and is that visit's diagnosis.</summary>
    Acute,
}

/// <summary>
/// How a condition moves a measured value: where it starts, where treatment brings it, and from what distance to the
/// goal on the clinician changes the treatment.
/// </summary>
internal sealed record Trend(Analyte Analyte, int StartLow, int StartHigh, int GoalLow, int GoalHigh, int Slack);

/// <summary>A treatment, imaging or biopsy that a course has at one of its visits (1 is the first).</summary>
internal sealed record Step(int Visit, Service Service);

/// <summary>What kind of documentation a service brings.</summary>
internal enum ServiceKind
{
    Treatment,
    Imaging,
    Biopsy,
}

/// <summary>A service done in the clinic, with its supply where HCPCS level II has one and its report where it brings one.</summary>
internal sealed record Service(string Key, string Name, ServiceKind Kind, int ChargeCents, string Told)
{
    public Code? Supply { get; init; }

    public int SupplyCents { get; init; }

    public string Report { get; init; } = "";

    public Code Code => new(CodeSystems.ServiceCode, Key, Name);
}

/// <summary>
/// A condition and everything it brings: who gets it, what treats it, what is measured, and the words in which a note
/// speaks of it. <c>{side}</c> in words and the other code of a pair stand for the side of the body.
/// </summary>
internal sealed record Ailment(string Plain, Department Department, CourseKind Kind, Code Right)
{
    public Code? Left { get; init; }

    /// <summary>The share of people, or for acute conditions of person-years, in thousandths.</summary>
    public int Female { get; init; }

    public int Male { get; init; }

    public int MinAge { get; init; }

    public int MaxAge { get; init; } = 100;

    /// <summary>The age from which on nobody has it any more.</summary>
    public int OutgrownAt { get; init; } = 200;

    /// <summary>Treatments in the order in which a clinician climbs them.</summary>
    public IReadOnlyList<Drug> Ladder { get; init; } = [];

    /// <summary>For those who may not have the whole ladder.</summary>
    public Drug? Alternative { get; init; }

    /// <summary>Replaces the ladder under 12 years; its alternative is <see cref="ChildAlternative"/>.</summary>
    public Drug? ChildDrug { get; init; }

    public Drug? ChildAlternative { get; init; }

    public IReadOnlyList<Trend> Trends { get; init; } = [];

    public IReadOnlyList<LabPanel> Panels { get; init; } = [];

    public int LabMonths { get; init; } = 6;

    public IReadOnlyList<Step> Steps { get; init; } = [];

    /// <summary>Visits of a specialty course before it ends (episode) or goes over to <see cref="LongTermWeeks"/>.</summary>
    public int Visits { get; init; } = 3;

    public int FollowUpWeeks { get; init; } = 6;

    public int LongTermWeeks { get; init; }

    public bool Fever { get; init; }

    public bool Lungs { get; init; }

    /// <summary>After "reports".</summary>
    public required string Complaint { get; init; }

    /// <summary>A sentence of findings when the condition is new or not controlled.</summary>
    public required string Active { get; init; }

    /// <summary>A sentence of findings when treatment works.</summary>
    public required string Quiet { get; init; }

    /// <summary>What the plan advises besides drugs.</summary>
    public required string Advice { get; init; }

    /// <summary>The goal of the care plan; empty when the condition has none.</summary>
    public string Goal { get; init; } = "";
}

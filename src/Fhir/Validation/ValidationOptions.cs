using Carewright.Kernel;

namespace Carewright.Fhir.Validation;

/// <summary>How a resource is validated.</summary>
public sealed record ValidationOptions
{
    /// <summary>Everything that R4 demands, and nothing about best practice.</summary>
    public static ValidationOptions Default { get; } = new();

    /// <summary>Whether invariants are evaluated; without them only the structure is checked.</summary>
    public bool Invariants { get; init; } = true;

    /// <summary>How a broken best-practice rule (dom-6: a resource should have a narrative) is told; null: not at all.</summary>
    public IssueSeverity? BestPractice { get; init; }

    /// <summary>Greatest number of issues collected; one more says that there were others.</summary>
    public int MaxIssues { get; init; } = 200;
}

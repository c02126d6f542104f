using Carewright.Kernel;

namespace Carewright.Fhir.Json;

/// <summary>Bounds of <see cref="ResourceDocument.Parse"/>.</summary>
public sealed record ParseOptions
{
    /// <summary>The bounds used when none are given.</summary>
    public static ParseOptions Default { get; } = new();

    /// <summary>Greatest nesting of JSON objects and arrays. R4 resources stay below 30; recursive questionnaires are the deepest.</summary>
    public int MaxDepth { get; init; } = 128;

    /// <summary>Greatest number of issues collected; one more says that there were others.</summary>
    public int MaxIssues { get; init; } = 100;
}

/// <summary>What came of a parse.</summary>
/// <param name="Document">The tree; null only when the text cannot be used at all (not JSON, not a resource of a known type).</param>
/// <param name="Issues">Everything wrong with syntax and shape; empty when nothing is.</param>
public readonly record struct ParseOutcome(ResourceDocument? Document, IReadOnlyList<Issue> Issues)
{
    /// <summary>True when there is a document and no issue forbids accepting it.</summary>
    public bool IsAcceptable
    {
        get
        {
            if (Document is null)
                return false;
            for (var i = 0; i < Issues.Count; i++)
            {
                if (Issues[i].IsError)
                    return false;
            }
            return true;
        }
    }
}

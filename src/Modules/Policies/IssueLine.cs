using Carewright.Kernel;

namespace Carewright.Policies;

/// <summary>One thing that is wrong.</summary>
internal sealed record IssueLine(string Severity, string Code, string? Place, string Message)
{
    public static IssueLine Of(Issue issue) => new(issue.Severity.ToString().ToLowerInvariant(), issue.Code, issue.Location, issue.Message);
}

using Carewright.Audit;
using Carewright.Detection.Rules;

namespace Carewright.Detection.Observing;

/// <summary>An event of the log with the facts that were found of it.</summary>
/// <param name="Sequence">Its place in the log.</param>
/// <param name="Record">The event.</param>
/// <param name="Found">Facts.</param>
internal sealed record Observation(long Sequence, AuditRecord Record, IReadOnlySet<string> Found)
{
    /// <summary>Whether a rule counts it.</summary>
    public bool Matches(EventMatch match) =>
        Among(match.Interactions, Record.Interaction)
        && Among(match.Outcomes, AuditRecordJson.OutcomeName(Record.Outcome))
        && Among(match.Roles, Record.Role)
        && Among(match.Clients, Record.Client)
        && (!match.OfPatients || Record.Patients.Count > 0)
        && (match.Facts is null || match.Facts.All(Found.Contains))
        && (match.Without is null || !match.Without.Any(Found.Contains));

    private static bool Among(IReadOnlyList<string>? wanted, string value) => wanted is null || wanted.Contains(value, StringComparer.Ordinal);
}

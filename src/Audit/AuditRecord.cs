namespace Carewright.Audit;

/// <summary>How an audited action ended.</summary>
public enum AuditOutcome
{
    /// <summary>It was done.</summary>
    Success,

    /// <summary>The actor may not.</summary>
    Refused,

    /// <summary>It could not be done (bad input, conflict, fault).</summary>
    Failed,
}

/// <summary>
/// One access: who, when, what, which resources and patients, and how it ended. One per interaction. The JSON form is the event of the HTTP contract
/// (<c>GET /audit/events</c>); the FHIR form is an R4 AuditEvent shaped by IHE BALP.
/// </summary>
/// <param name="Id">Unique, sortable by time (UUID version 7).</param>
/// <param name="At">UTC, millisecond precision.</param>
/// <param name="UserName">Who; <c>anonymous</c> when nobody could be told (a failed sign-in keeps the name that was tried).</param>
/// <param name="Display">Name for people.</param>
/// <param name="Role">Role acted in.</param>
/// <param name="Site">Site reference, or null.</param>
/// <param name="Department">Department code, or null.</param>
/// <param name="Client">Client the request came from.</param>
/// <param name="Address">Network address.</param>
/// <param name="Purpose">Purpose-of-use code.</param>
/// <param name="Action"><c>create read update delete execute</c>.</param>
/// <param name="Interaction">FHIR interaction or operation name, such as <c>read</c>, <c>search</c>, <c>everything</c>, <c>sign-in</c>.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Status">HTTP status, or the nearest equivalent.</param>
/// <param name="ResourceType">Type asked for, or null.</param>
/// <param name="Query">The search criteria as asked, or null. Sealed with the rest of the record.</param>
/// <param name="Rule">The policy rule that refused, or null.</param>
/// <param name="Resources">References of all resources that left or were written (<c>Observation/1</c>, with <c>/_history/2</c> for a version).</param>
/// <param name="Patients">References of the patients they belong to.</param>
public sealed record AuditRecord(
    string Id,
    DateTimeOffset At,
    string UserName,
    string Display,
    string Role,
    string? Site,
    string? Department,
    string Client,
    string Address,
    string Purpose,
    string Action,
    string Interaction,
    AuditOutcome Outcome,
    int Status,
    string? ResourceType,
    string? Query,
    string? Rule,
    IReadOnlyList<string> Resources,
    IReadOnlyList<string> Patients);

using Carewright.Fhir.Search;
using Carewright.Gateway.Access;
using Carewright.Kernel;
using Carewright.Security;
using Carewright.Storage;
using Carewright.Storage.Search;

namespace Carewright.Gateway.Searching;

/// <summary>What a condition found: one match, none (with the guard that keeps it so until the commit), or a refusal.</summary>
internal readonly record struct Condition(StoredVersion? Match, IReadOnlyList<CommitGuard> Guards, Refusal? Refusal);

/// <summary>
/// Finds the resource that a condition names (<c>If-None-Exist</c>, conditional references). The whole record is searched, since a duplicate that the actor cannot see is a duplicate all the same;
/// but a match that the actor may not see is refused, not told.
/// </summary>
internal sealed class ConditionalMatch(IRecordStore store, SearchCompiler compiler, AccessCompiler access)
{
    /// <summary>No condition at all.</summary>
    internal Condition None { get; } = new(null, [], null);

    internal Condition Find(Actor actor, SearchRequest request, CancellationToken cancellationToken)
    {
        var type = request.ResourceType!;
        if (request.Criteria.Count == 0)
            return new(null, [], Refusal.Of(412, IssueTypes.Required, "GATE-NO-CRITERIA", "A condition needs at least one search criterion.", spec: "FHIR R4 http.html#ccreate"));
        var compiled = compiler.Compile(type, request.Criteria, [], 2, null);
        if (compiled.Plan is not { } plan)
            return new(null, [], new Refusal(400, compiled.Issues));
        var rows = store.Search(plan, cancellationToken).Rows;
        return rows.Count switch
        {
            0 => new(null, [new CommitGuard(plan)], null),
            1 => One(actor, type, rows[0]),
            _ => new(null, [], Ambiguous(type)),
        };
    }

    private Condition One(Actor actor, string type, StoredVersion row) =>
        access.For(actor, AccessInteraction.Read, type).Allows(row) || access.For(actor, AccessInteraction.Search, type).Allows(row)
            ? new(row, [], null)
            : new(null, [], Refusals.Forbidden($"use a {type} that is not yours to see"));

    private static Refusal Ambiguous(string type) =>
        Refusal.Of(412, IssueTypes.MultipleMatches, "GATE-MULTIPLE", $"More than one {type} matches the condition.", spec: "FHIR R4 http.html#ccreate");
}

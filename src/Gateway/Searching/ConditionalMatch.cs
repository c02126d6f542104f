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
/// Finds the resource that a condition names (<c>If-None-Exist</c>, conditional references). A condition may ask nothing that a search may not. It looks at the rows that the actor may search;
/// but when it names a resource by its identifier alone, at the whole record: a duplicate that the actor cannot see is a duplicate all the same, and is refused, not told.
/// </summary>
internal sealed class ConditionalMatch(IRecordStore store, AccessPredicates predicates, AccessCompiler access)
{
    private readonly SearchGuard _guard = new(access);

    /// <summary>What conditions are parsed by.</summary>
    internal Fhir.Definitions.FhirModel Definitions => store.Parameters.Searchable;

    /// <summary>No condition at all.</summary>
    internal Condition None { get; } = new(null, [], null);

    /// <summary>The one match of a condition.</summary>
    /// <param name="actor">Who asks.</param>
    /// <param name="request">The condition; it names its type.</param>
    /// <param name="cancellationToken">Ends when the client goes away.</param>
    /// <param name="counts">False for rows that are to be taken as absent, because the same commit deletes or rewrites them; null: all rows count.</param>
    internal Condition Find(Actor actor, SearchRequest request, CancellationToken cancellationToken, Func<StoredVersion, bool>? counts = null)
    {
        var type = request.ResourceType!;
        var allowed = access.For(actor, AccessInteraction.Search, type);
        if (RefuseToAsk(actor, request, type, allowed) is { } refusal)
            return new(null, [], refusal);
        var compiled = IsByIdentifier(request) ? predicates.CompileUnrestricted(actor, request, 2) : predicates.Compile(actor, request, allowed, 2);
        if (compiled.Plan is not { } plan)
            return new(null, [], new Refusal(400, compiled.Issues));
        if (counts is not null)
            plan = plan with { Verify = plan.Verify is { } verify ? row => counts(row) && verify(row) : counts };
        var (rows, costly) = RowsOf(plan, cancellationToken);
        if (costly is not null)
            return new(null, [], costly);
        return rows.Count switch
        {
            0 => new(null, [new CommitGuard(plan)], null),
            1 => One(allowed, type, rows[0]),
            _ => new(null, [], Ambiguous(type)),
        };
    }

    /// <summary>Every match that the actor may search, for what may be done to several at once.</summary>
    /// <param name="actor">Who asks.</param>
    /// <param name="request">The condition; it names its type.</param>
    /// <param name="most">At most this many rows.</param>
    /// <param name="cancellationToken">Ends when the client goes away.</param>
    internal (IReadOnlyList<StoredVersion> Rows, Refusal? Refusal) FindAll(Actor actor, SearchRequest request, int most, CancellationToken cancellationToken)
    {
        var type = request.ResourceType!;
        var allowed = access.For(actor, AccessInteraction.Search, type);
        if (RefuseToAsk(actor, request, type, allowed) is { } refusal)
            return ([], refusal);
        var compiled = predicates.Compile(actor, request, allowed, most);
        return compiled.Plan is { } plan ? RowsOf(plan, cancellationToken) : ([], new Refusal(400, compiled.Issues));
    }

    /// <summary>Every match of an identifier, or of a logical id, in the whole record; refused when one of them is not the actor's to see. Nothing but identifiers with their systems, and ids, may be asked.</summary>
    /// <param name="actor">Who asks.</param>
    /// <param name="request">The condition; it names its type.</param>
    /// <param name="most">At most this many rows.</param>
    /// <param name="cancellationToken">Ends when the client goes away.</param>
    /// <exception cref="ArgumentException">It asks for something else.</exception>
    internal (IReadOnlyList<StoredVersion> Rows, Refusal? Refusal) FindEverywhere(Actor actor, SearchRequest request, int most, CancellationToken cancellationToken)
    {
        if (!IsByIdentifier(request) && !IsById(request))
            throw new ArgumentException("Only identifiers are asked for in the whole record.");
        var type = request.ResourceType!;
        var allowed = access.For(actor, AccessInteraction.Search, type);
        if (RefuseToAsk(actor, request, type, allowed) is { } refusal)
            return ([], refusal);
        var compiled = predicates.CompileUnrestricted(actor, request, most);
        if (compiled.Plan is not { } plan)
            return ([], new Refusal(400, compiled.Issues));
        var (rows, costly) = RowsOf(plan, cancellationToken);
        return rows.All(row => allowed.Allows(row)) ? (rows, costly) : ([], NotYours(type));
    }

    private (IReadOnlyList<StoredVersion> Rows, Refusal? Refusal) RowsOf(SearchPlan plan, CancellationToken cancellationToken)
    {
        try
        {
            return (store.Search(plan, cancellationToken).Rows, null);
        }
        catch (SearchTooCostlyException costly)
        {
            return ([], Refusals.TooCostly(costly.Message));
        }
    }

    private Refusal? RefuseToAsk(Actor actor, SearchRequest request, string type, CompiledAccess allowed)
    {
        if (request.Criteria.Count == 0 && request.Filters.Count == 0)
            return Refusal.Of(412, IssueTypes.Required, "GATE-NO-CRITERIA", "A condition needs at least one search criterion.", spec: "FHIR R4 http.html#ccreate");
        return allowed.IsAllowed ? _guard.Check(actor, request, type, allowed) : Refusals.Forbidden($"search {type}");
    }

    // Whoever can say the identifier knows of the resource already.
    private static bool IsByIdentifier(SearchRequest request) => request.Filters.Count == 0 && request.Criteria.All(criterion =>
        criterion is { Parameter.Code: "identifier", Modifier: SearchModifier.None, Chain: null } && criterion.Alternatives.All(operand => operand.Value is { System.Length: > 0, Text.Length: > 0 }));

    private static bool IsById(SearchRequest request) => request.Filters.Count == 0 && request.Criteria.All(criterion => criterion is { Parameter.Code: "_id", Modifier: SearchModifier.None, Chain: null });

    private static Condition One(CompiledAccess allowed, string type, StoredVersion row) =>
        allowed.Allows(row) ? new(row, [], null) : new(null, [], NotYours(type));

    private static Refusal NotYours(string type) => Refusals.Forbidden($"use a {type} that is not yours to see");

    private static Refusal Ambiguous(string type) =>
        Refusal.Of(412, IssueTypes.MultipleMatches, "GATE-MULTIPLE", $"More than one {type} matches the condition.", spec: "FHIR R4 http.html#ccreate");
}

using Carewright.Fhir.Search;
using Carewright.Gateway.Access;
using Carewright.Security;
using Carewright.Storage;
using Carewright.Storage.Search;

namespace Carewright.Gateway.Searching;

/// <summary>
/// Compiles a search with its access rules: those of the type itself, and inside every chain those of the type it passes through, so that a chain finds only through what the actor could find by itself.
/// </summary>
internal sealed class AccessPredicates(IRecordStore store, SearchCompiler compiler, AccessCompiler access, ISearchTerminology? terminology)
{
    internal CompiledSearch Compile(Actor actor, SearchRequest request, CompiledAccess allowed, int count)
    {
        var compiled = Compile(actor, request, request.Sorts, count, request.Cursor);
        if (compiled.Plan is not { } plan)
            return compiled;
        var where = request.AllCriteria.Any(criterion => criterion.Chain is not null) ? Narrow(actor, plan.Where) : plan.Where;
        if (request.CompartmentPatient is { } patient)
            where = new AllOf([where, compiler.InPatientCompartment($"Patient/{patient}")]);
        return compiled with
        {
            Plan = plan with
            {
                Where = ReferenceEquals(allowed.Where, Predicate.True) ? where : new AllOf([where, allowed.Where]),
                Verify = Both(Both(plan.Verify, Decision(actor, compiled)), allowed.Verify),
            },
        };
    }

    /// <summary>Compiles a condition for the whole record, chains as the actor sees them.</summary>
    internal CompiledSearch CompileUnrestricted(Actor actor, SearchRequest request, int count)
    {
        var compiled = Compile(actor, request, [], count, null);
        return compiled.Plan is { } plan ? compiled with { Plan = plan with { Where = Narrow(actor, plan.Where), Verify = Both(plan.Verify, Decision(actor, compiled)) } } : compiled;
    }

    private CompiledSearch Compile(Actor actor, SearchRequest request, IReadOnlyList<SearchSort> sorts, int count, string? cursor)
    {
        (request, var issues) = Expand(actor, request);
        if (issues.Count > 0)
            return new CompiledSearch(null, issues);
        return compiler.Compile(request.ResourceType!, request.Criteria, sorts, count, cursor, request.Filters);
    }

    /// <summary>The request in codes, value sets and hierarchies of codes worked out, those of the record included that the actor may search (all of them for null); with what cannot be had told.</summary>
    internal (SearchRequest Request, IReadOnlyList<Kernel.Issue> Issues) ExpandTerms(Actor? actor, SearchRequest request) =>
        terminology is not null ? TermExpansion.Expand(request, new RecordTerminology(terminology, new RecordedDefinitions(store, actor is null ? null : type => access.For(actor, AccessInteraction.Search, type))))
            : (request, [Kernel.Issue.Error(Kernel.IssueTypes.NotSupported, "SEARCH-NO-TERMINOLOGY", "No terminology is at hand for value sets and hierarchies of codes.", null, "FHIR R4 search.html#modifiers")]);

    /// <summary>The request in codes and references that a row can be compared with; with what cannot be had told.</summary>
    internal (SearchRequest Request, IReadOnlyList<Kernel.Issue> Issues) Expand(Actor actor, SearchRequest request)
    {
        IReadOnlyList<Kernel.Issue> issues = [];
        if (terminology is not null && TermExpansion.IsNeeded(request))
            (request, issues) = ExpandTerms(actor, request);
        return issues.Count == 0 && HierarchyExpansion.IsNeeded(request) ? HierarchyExpansion.Expand(request, new PartHierarchy(store, access, actor)) : (request, issues);
    }

    /// <summary>What the index leaves open about the filters, decided on the row, chains as the actor sees them; null when it leaves nothing open.</summary>
    private Func<StoredVersion, bool>? Decision(Actor actor, CompiledSearch compiled) => compiled.Undecided.Count == 0 ? null
        : row => compiled.Undecided.All(filter => filter.Decide(row, (version, predicate) => store.Matches(version, Narrow(actor, predicate))));

    private Predicate Narrow(Actor actor, Predicate predicate) => predicate switch
    {
        AllOf all => new AllOf([.. all.Parts.Select(part => Narrow(actor, part))]),
        AnyOf any => new AnyOf([.. any.Parts.Select(part => Narrow(actor, part))]),
        Not not => new Not(Narrow(actor, not.Part)),
        PointsTo chain => Narrow(actor, chain),
        PointedToBy chain => Narrow(actor, chain),
        _ => predicate,
    };

    private PointsTo Narrow(Actor actor, PointsTo chain)
    {
        var target = access.For(actor, AccessInteraction.Search, chain.TargetType);
        return chain with { Target = new AllOf([Narrow(actor, chain.Target), target.Where]), Verify = Both(chain.Verify, target.Verify) };
    }

    private PointedToBy Narrow(Actor actor, PointedToBy chain)
    {
        var source = access.For(actor, AccessInteraction.Search, chain.SourceType);
        return chain with { Source = new AllOf([Narrow(actor, chain.Source), source.Where]), Verify = Both(chain.Verify, source.Verify) };
    }

    private static Func<StoredVersion, bool>? Both(Func<StoredVersion, bool>? one, Func<StoredVersion, bool>? other) => (one, other) switch
    {
        (null, _) => other,
        (_, null) => one,
        _ => row => one(row) && other(row),
    };
}

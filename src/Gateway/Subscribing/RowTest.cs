using Carewright.Fhir.Definitions;
using Carewright.Fhir.Search;
using Carewright.Kernel;
using Carewright.Storage;
using Carewright.Storage.Search;

namespace Carewright.Gateway.Subscribing;

/// <summary>
/// Search criteria as a test of single versions, by the same compiled predicate as queries, verified on the opened version where the index is not exact. Immutable; safe from many threads.
/// </summary>
internal sealed class RowTest
{
    private readonly Predicate _predicate;
    private readonly Func<StoredVersion, bool>? _verify;

    private RowTest(SearchRequest request, CompiledPredicate compiled) => (Request, _predicate, _verify) = (request, compiled.Predicate!, compiled.Verify);

    /// <summary>What is asked.</summary>
    internal SearchRequest Request { get; }

    internal string ResourceType => Request.ResourceType!;

    internal bool Holds(IRecordStore store, StoredVersion row) => store.Matches(row, _predicate) && (_verify is null || _verify(row));

    /// <summary>Compiles criteria, with or without <c>Type?</c> before them. Chains, <c>_id</c>, <c>_filter</c> and everything that shapes a result are refused: one row does not decide them.</summary>
    internal static (RowTest? Test, IReadOnlyList<Issue> Issues) Compile(SearchCompiler compiler, string type, string criteria)
    {
        var query = criteria.StartsWith(type + "?", StringComparison.Ordinal) ? criteria[(type.Length + 1)..] : criteria;
        var parsed = SearchRequest.Parse(type, QueryText.Pairs(query), FhirModel.R4, SearchHandling.Strict);
        if (parsed.Request is not { } request)
            return (null, parsed.Issues);
        if (request.Filters.Count + request.Includes.Count + request.Sorts.Count + request.Elements.Count > 0 || request.Count is not null || request.Summary != SearchSummary.False)
            return (null, [Issue.Error(IssueTypes.NotSupported, "SUBS-CRITERIA", "Criteria of events are search parameters only: no _filter, _include, _sort, _elements, _count or _summary.")]);
        if (request.Criteria.Any(criterion => criterion.Modifier is SearchModifier.In or SearchModifier.NotIn))
            return (null, [Issue.Error(IssueTypes.NotSupported, "SUBS-CRITERIA-SET", "':in' and ':not-in' are not supported in criteria of events; name the codes.")]);
        var compiled = compiler.CompilePredicate(type, request.Criteria);
        return compiled.Predicate is null ? (null, compiled.Issues) : (new RowTest(request, compiled), []);
    }
}

using Carewright.Fhir.Definitions;
using Carewright.Fhir.Search;
using Carewright.Gateway.Searching;
using Carewright.Kernel;
using Carewright.Storage;

namespace Carewright.Gateway.Subscribing;

/// <summary>Reads criteria of subscriptions and topics into tests. Safe from many threads.</summary>
internal sealed class RowTests(IRecordStore store, AccessPredicates predicates, TimeProvider clock)
{
    internal IRecordStore Store => store;

    internal AccessPredicates Predicates => predicates;

    internal TimeProvider Clock => clock;

    /// <summary>R4 and the search parameters of the clinic and its packages that are whole at this moment.</summary>
    internal FhirModel Model => store.Parameters.Searchable;

    /// <summary>
    /// Compiles criteria, with or without <c>Type?</c> before them: every search parameter, chain and filter of a query. What shapes a result, a value set that is not known, and a parameter that is not (yet) searched by are refused.
    /// </summary>
    internal (RowTest? Test, IReadOnlyList<Issue> Issues) Compile(string type, string criteria)
    {
        var (parsed, issues) = Parse(type, criteria);
        return parsed is null ? (null, issues) : (new RowTest(this, criteria, parsed), []);
    }

    internal (ParsedCriteria? Parsed, IReadOnlyList<Issue> Issues) Parse(string type, string criteria)
    {
        var model = Model;
        var query = criteria.StartsWith(type + "?", StringComparison.Ordinal) ? criteria[(type.Length + 1)..] : criteria;
        var parsed = SearchRequest.Parse(type, QueryText.Pairs(query), model, SearchHandling.Strict);
        if (parsed.Request is not { } request)
            return (null, parsed.Issues);
        if (ShapesResult(request))
            return (null, [Issue.Error(IssueTypes.NotSupported, "SUBS-CRITERIA", "Criteria of events say which resources are meant: no _include, _sort, _elements, _count, _summary, _total, _type or _contained.")]);
        var (terms, faults) = TermExpansion.IsNeeded(request) ? predicates.ExpandTerms(null, request) : (request, []);
        if (faults.Count > 0)
            return (null, faults);
        if (request.Filters.Count == 0 && ReferenceEquals(terms, request) && store.Compiler.CompilePredicate(type, request.Criteria) is { Predicate: not null } local)
            return (new ParsedCriteria(model, request, local), []);
        // References up and down a hierarchy are found when a change is judged; everything else must compile now.
        var issues = HierarchyExpansion.IsNeeded(terms) ? [] : store.Compiler.Compile(type, terms.Criteria, [], 1, null, terms.Filters).Issues;
        return issues.Count > 0 ? (null, issues) : (new ParsedCriteria(model, request, null), []);
    }

    private static bool ShapesResult(SearchRequest request) =>
        request.Includes.Count + request.Sorts.Count + request.Elements.Count + request.Types.Count > 0 || request.Count is not null || request.Total is not null || request.Cursor is not null
        || request.Summary != SearchSummary.False || request.Contained != SearchContained.False;
}

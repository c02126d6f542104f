using System.Collections.Concurrent;
using Carewright.Fhir.Definitions;
using Carewright.Fhir.Search;
using Carewright.Security;
using Carewright.Storage;

namespace Carewright.Gateway.Subscribing;

/// <summary>A criterion cannot be decided any more; the message says why, to the owner of the subscription.</summary>
internal sealed class CriteriaException(string message) : Exception(message);

/// <summary>
/// Search criteria as a test of single versions, by the same compiled search as queries, verified on the opened version where the index is not exact. What the version decides by itself is compiled once, for all owners; chains,
/// value sets and hierarchies are compiled for the owner and decided on the record as it is at that moment, and as the owner may search it. Safe from many threads.
/// </summary>
internal sealed class RowTest
{
    // A value set is worked out anew after this time, not for every change of a busy clinic.
    private static readonly TimeSpan s_termsKept = TimeSpan.FromSeconds(30);

    private readonly RowTests _tests;
    private readonly string _criteria;
    private readonly ConcurrentDictionary<string, KeptTerms> _terms = new(StringComparer.Ordinal);
    private volatile ParsedCriteria _parsed;

    internal RowTest(RowTests tests, string criteria, ParsedCriteria parsed) => (_tests, _criteria, _parsed) = (tests, criteria, parsed);

    /// <summary>What is asked.</summary>
    internal SearchRequest Request => _parsed.Request;

    internal string ResourceType => Request.ResourceType!;

    /// <summary>True when the answer depends on more than the version: on other resources, on terminology, on what the owner may see of them.</summary>
    internal bool IsWide => _parsed.Local is null;

    /// <summary>Whether a version meets the criteria.</summary>
    /// <param name="owner">For whom.</param>
    /// <param name="row">The version.</param>
    /// <exception cref="CriteriaException">It cannot be decided any more: a search parameter or a value set that it names is gone.</exception>
    internal bool Holds(Actor owner, StoredVersion row)
    {
        var parsed = Current();
        if (parsed.Local is { Predicate: { } predicate } local)
            return _tests.Store.Matches(row, predicate) && (local.Verify is null || local.Verify(row));
        var compiled = _tests.Predicates.CompileUnrestricted(owner, WithTerms(owner, parsed), 1);
        if (compiled.Plan is not { } plan)
            throw new CriteriaException(compiled.Issues[0].Message);
        return _tests.Store.Matches(row, plan.Where) && (plan.Verify is null || plan.Verify(row));
    }

    /// <summary>The criteria in the search parameters of this moment: the clinic's own come, change and go.</summary>
    private ParsedCriteria Current()
    {
        var parsed = _parsed;
        if (ReferenceEquals(parsed.Model, _tests.Model))
            return parsed;
        var (again, issues) = _tests.Parse(ResourceType, _criteria);
        if (again is null)
            throw new CriteriaException(issues[0].Message);
        return _parsed = again;
    }

    private SearchRequest WithTerms(Actor owner, ParsedCriteria parsed)
    {
        if (!TermExpansion.IsNeeded(parsed.Request))
            return parsed.Request;
        var now = _tests.Clock.GetUtcNow();
        if (_terms.TryGetValue(owner.UserName, out var kept) && ReferenceEquals(kept.Parsed, parsed) && now - kept.At < s_termsKept)
            return kept.Request;
        var (request, issues) = _tests.Predicates.ExpandTerms(owner, parsed.Request);
        if (issues.Count > 0)
            throw new CriteriaException(issues[0].Message);
        _terms[owner.UserName] = new KeptTerms(parsed, request, now);
        return request;
    }

    private sealed record KeptTerms(ParsedCriteria Parsed, SearchRequest Request, DateTimeOffset At);
}

/// <summary>Criteria as they were parsed.</summary>
/// <param name="Model">By which definitions.</param>
/// <param name="Request">What is asked.</param>
/// <param name="Local">Compiled, where a version decides it by itself; else null.</param>
internal sealed record ParsedCriteria(FhirModel Model, SearchRequest Request, Storage.Search.CompiledPredicate? Local);

using Carewright.Fhir.Search;
using Carewright.Kernel;
using Carewright.Storage.Indexing;

namespace Carewright.Storage.Search;

/// <summary>What came of compiling a search.</summary>
/// <param name="Plan">Ready to run; null when there are issues.</param>
/// <param name="Issues">Why it cannot be run.</param>
public sealed record CompiledSearch(SearchPlan? Plan, IReadOnlyList<Issue> Issues)
{
    /// <summary>The filters that the index does not decide exactly: whoever runs the plan adds their decision to its verification.</summary>
    public IReadOnlyList<CompiledFilter> Undecided { get; init; } = [];
}

/// <summary>What came of compiling a filter.</summary>
/// <param name="Predicate">Decided on index entries; null when there are issues.</param>
/// <param name="Verify">Decides an opened row exactly where the index is not exact; null when it is.</param>
/// <param name="Issues">Why it cannot be used.</param>
public sealed record CompiledPredicate(Predicate? Predicate, Func<StoredVersion, bool>? Verify, IReadOnlyList<Issue> Issues);

/// <summary>Turns search criteria into predicates over the blind index, plans and authorisation filters alike. Safe to use from many threads.</summary>
public sealed class SearchCompiler
{
    private readonly IndexEncoder _encoder;
    private readonly BlindIndex _blind;
    private readonly CriterionCompiler _criteria;
    private readonly SortCompiler _sorts;

    /// <summary>A compiler over a store's numbers and hashes. A store has one ready: <see cref="IRecordStore.Compiler"/>.</summary>
    public SearchCompiler(IndexEncoder encoder, BlindIndex blind)
    {
        _encoder = encoder;
        _blind = blind;
        _criteria = new CriterionCompiler(encoder, blind);
        _sorts = new SortCompiler(encoder);
    }

    /// <summary>Compiles one page of a search.</summary>
    /// <param name="resourceType">The type that is searched.</param>
    /// <param name="criteria">All must hold.</param>
    /// <param name="sorts">Keys of the order; empty: any stable order.</param>
    /// <param name="count">Rows per page, 1 to 1000.</param>
    /// <param name="cursor">Token of the page, or null for the first.</param>
    /// <param name="filters">Every <c>_filter</c>; all must hold too.</param>
    public CompiledSearch Compile(
        string resourceType, IReadOnlyList<SearchCriterion> criteria, IReadOnlyList<SearchSort> sorts, int count, string? cursor, IReadOnlyList<FilterExpression>? filters = null)
    {
        var issues = new List<Issue>();
        if (count is < 1 or > 1000)
            issues.Add(Issue.Error(IssueTypes.Value, "STORE-COUNT", "A page has 1 to 1000 rows.", "_count", "FHIR R4 search.html#count"));
        var conditions = criteria.Select(criterion => _criteria.Compile(resourceType, criterion, issues)).ToList();
        var filtered = (filters ?? []).Select(filter => new CompiledFilter(resourceType, filter, _criteria, issues)).ToList();
        var order = _sorts.Compile(resourceType, sorts, issues);
        if (issues.Count > 0)
            return new CompiledSearch(null, issues);
        List<Predicate> parts = [.. conditions.Select(condition => condition.Predicate), .. filtered.Select(filter => filter.Predicate)];
        return new CompiledSearch(
            new SearchPlan(resourceType, parts.Count == 1 ? parts[0] : new AllOf(parts), order, count, cursor, Verification.Of(criteria, conditions))
            {
                Confirm = Verification.Confirmation(criteria, conditions),
                Pair = new PairChoice(_encoder.Type(resourceType), _blind).Choose(criteria, conditions, order),
            },
            issues)
        {
            Undecided = filtered.FindAll(filter => !filter.IsExact),
        };
    }

    /// <summary>
    /// Compiles a filter that is decided on single rows as well as in searches (<see cref="PredicateEvaluator.Holds(Predicate, PackedEntries)"/>). Chains, <c>_id</c> and <c>_lastUpdated</c> are refused:
    /// a row's entries do not decide them.
    /// </summary>
    public CompiledPredicate CompilePredicate(string resourceType, IReadOnlyList<SearchCriterion> criteria)
    {
        var issues = new List<Issue>();
        var conditions = criteria.Select(criterion => _criteria.Compile(resourceType, criterion, issues)).ToList();
        var predicate = conditions.Count == 1 ? conditions[0].Predicate : new AllOf([.. conditions.Select(condition => condition.Predicate)]);
        if (issues.Count == 0 && !PredicateEvaluator.IsLocal(predicate))
            issues.Add(Issue.Error(IssueTypes.NotSupported, "STORE-FILTER", "A filter on rows cannot use chains, _id or _lastUpdated."));
        return issues.Count > 0 ? new CompiledPredicate(null, null, issues) : new CompiledPredicate(predicate, Verification.Of(criteria, conditions), issues);
    }

    /// <summary>The resource is in the compartment of a patient.</summary>
    /// <param name="patient">The patient's reference, such as <c>Patient/1</c>.</param>
    public Predicate InPatientCompartment(string patient) => new HasValue(BuiltInParameter.Compartment, [_blind.Hash(HashKind.Reference, patient)]);

    /// <summary>The resource is in the compartment of one of the patients; the cost does not grow with their number.</summary>
    public Predicate InPatientCompartment(IEnumerable<string> patients) =>
        new HasValue(BuiltInParameter.Compartment, [.. patients.Select(patient => _blind.Hash(HashKind.Reference, patient)).Distinct()]);

    /// <summary>The resource is in the compartment of a patient for whom the predicate, over Patient, holds. A Patient is in its own.</summary>
    public static Predicate InCompartmentOf(Predicate patient) => new PointsTo(BuiltInParameter.Compartment, "Patient", patient, null);

    /// <summary>A resource that satisfies the criteria points here.</summary>
    /// <param name="sourceType">Its type.</param>
    /// <param name="parameter">The reference search parameter that it points here by.</param>
    /// <param name="criteria">What it must satisfy; no chains.</param>
    /// <returns>Null when the criteria cannot be decided on a row, or there is no such parameter.</returns>
    public Predicate? PointedToBy(string sourceType, string parameter, IReadOnlyList<SearchCriterion> criteria)
    {
        var source = CompilePredicate(sourceType, criteria);
        return source.Predicate is { } predicate && _encoder.Type(sourceType).Find(parameter) is { } found ? new PointedToBy(sourceType, found.Number, predicate, source.Verify) : null;
    }

    /// <summary>The resource carries a security label.</summary>
    /// <param name="resourceType">Its type.</param>
    /// <param name="system">The label's system.</param>
    /// <param name="code">The label's code; null: any label of the system.</param>
    public Predicate HasSecurityLabel(string resourceType, string system, string? code)
    {
        var systemHash = _blind.Hash(HashKind.System, system);
        var (least, most) = code is null ? (long.MinValue, long.MaxValue) : (_blind.Hash(HashKind.Code, code), _blind.Hash(HashKind.Code, code));
        return new InRange(MetaParameter(resourceType, "_security"), least, most, systemHash, systemHash);
    }

    /// <summary>The resource carries a tag (<c>meta.tag</c>).</summary>
    /// <param name="resourceType">Its type.</param>
    /// <param name="system">The tag's system.</param>
    /// <param name="code">The tag's code.</param>
    public Predicate HasTag(string resourceType, string system, string code)
    {
        var (systemHash, codeHash) = (_blind.Hash(HashKind.System, system), _blind.Hash(HashKind.Code, code));
        return new InRange(MetaParameter(resourceType, "_tag"), codeHash, codeHash, systemHash, systemHash);
    }

    /// <summary>The resource carries a security label of the system other than the ones given.</summary>
    /// <param name="resourceType">Its type.</param>
    /// <param name="system">The labels' system.</param>
    /// <param name="except">The codes that do not count.</param>
    public Predicate HasOtherSecurityLabel(string resourceType, string system, IReadOnlyList<string> except) =>
        new HasOther(MetaParameter(resourceType, "_security"), _blind.Hash(HashKind.System, system), [.. except.Select(code => _blind.Hash(HashKind.Code, code))]);

    private int MetaParameter(string resourceType, string code) =>
        _encoder.Type(resourceType).Find(code)?.Number ?? throw new ArgumentException($"{resourceType} has no parameter {code}.", nameof(resourceType));
}

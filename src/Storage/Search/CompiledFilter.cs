using Carewright.Fhir.Json;
using Carewright.Fhir.Search;
using Carewright.Kernel;

namespace Carewright.Storage.Search;

/// <summary>Decides whether a predicate holds for a row, chains included; see <see cref="IRecordStore.Matches"/>.</summary>
public delegate bool RowDecision(StoredVersion row, Predicate predicate);

/// <summary>
/// A <c>_filter</c> over the blind index: a predicate that holds for every row that satisfies it, and, where the index is not exact about all of its parts, the decision of an opened row.
/// </summary>
public sealed class CompiledFilter
{
    private readonly FilterExpression _filter;
    private readonly Dictionary<SearchCriterion, CompiledCondition> _leaves = new(ReferenceEqualityComparer.Instance);

    internal CompiledFilter(string resourceType, FilterExpression filter, CriterionCompiler criteria, List<Issue> issues)
    {
        _filter = filter;
        Compile(resourceType, filter, criteria, issues);
        (Predicate, IsExact) = Cover(filter);
    }

    /// <summary>Holds for every row that satisfies the filter.</summary>
    public Predicate Predicate { get; }

    /// <summary>True when it holds for no other row.</summary>
    public bool IsExact { get; }

    /// <summary>Decides one row: the index's exact answers through <paramref name="matches"/>, the others on the opened resource.</summary>
    public bool Decide(StoredVersion row, RowDecision matches)
    {
        var document = ResourceDocument.Parse(row.Open()).Document ?? throw new InvalidOperationException("A stored resource does not parse.");
        return Decide(_filter, row, document, matches);
    }

    private void Compile(string resourceType, FilterExpression filter, CriterionCompiler criteria, List<Issue> issues)
    {
        switch (filter)
        {
            case FilterAll all:
                foreach (var part in all.Parts)
                    Compile(resourceType, part, criteria, issues);
                break;
            case FilterAny any:
                foreach (var part in any.Parts)
                    Compile(resourceType, part, criteria, issues);
                break;
            case FilterNot not:
                Compile(resourceType, not.Part, criteria, issues);
                break;
            default:
                // Of what is asked of one element the index knows what holds on the whole resource too.
                foreach (var leaf in filter.Leaves.Where(leaf => filter is not FilterWithin within || within.IsImplied(leaf)))
                    _leaves[leaf] = criteria.Compile(resourceType, leaf, issues);
                break;
        }
    }

    private CompiledCondition Cover(FilterExpression filter)
    {
        switch (filter)
        {
            case FilterAll all:
                var conjuncts = all.Parts.Select(Cover).ToList();
                return new CompiledCondition(new AllOf([.. conjuncts.Select(part => part.Predicate)]), conjuncts.TrueForAll(part => part.IsExact));
            case FilterAny any:
                var alternatives = any.Parts.Select(Cover).ToList();
                return new CompiledCondition(new AnyOf([.. alternatives.Select(part => part.Predicate)]), alternatives.TrueForAll(part => part.IsExact));
            case FilterNot not:
                // What covers too much says nothing about what is left when it is taken away.
                return Cover(not.Part) is { IsExact: true } exact ? new CompiledCondition(new Not(exact.Predicate), true) : CompiledCondition.Unknown;
            case FilterWithin within:
                // One element must satisfy all of it, which entries of the whole resource never tell.
                return new CompiledCondition(CoverElement(within.Part), false);
            default:
                return _leaves[((FilterCriterion)filter).Criterion];
        }
    }

    private Predicate CoverElement(FilterExpression part) => part switch
    {
        FilterAll all => new AllOf([.. all.Parts.Select(CoverElement)]),
        FilterAny any => new AnyOf([.. any.Parts.Select(CoverElement)]),
        FilterCriterion leaf when _leaves.TryGetValue(leaf.Criterion, out var known) => known.Predicate,
        _ => Predicate.True,
    };

    private bool Decide(FilterExpression filter, StoredVersion row, ResourceDocument document, RowDecision matches) => filter switch
    {
        FilterAll all => all.Parts.All(part => Decide(part, row, document, matches)),
        FilterAny any => any.Parts.Any(part => Decide(part, row, document, matches)),
        FilterNot not => !Decide(not.Part, row, document, matches),
        FilterWithin within => within.Holds(document),
        FilterCriterion leaf => _leaves[leaf.Criterion] is { IsExact: true } exact ? matches(row, exact.Predicate) : SearchMatcher.Matches(document, leaf.Criterion),
        _ => throw new InvalidOperationException($"No rule for the filter {filter.GetType().Name}."),
    };
}

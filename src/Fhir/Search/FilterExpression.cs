using Carewright.Fhir.Json;
using Carewright.Fhir.Search.Filters;

namespace Carewright.Fhir.Search;

/// <summary>A <c>_filter</c> as a tree (FHIR R4 search_filter.html). Immutable.</summary>
public abstract record FilterExpression
{
    /// <summary>The conditions at its ends, in order.</summary>
    public abstract IEnumerable<SearchCriterion> Leaves { get; }

    /// <summary>Whether one opened resource satisfies it; its chains are beyond that (see <see cref="SearchMatcher.CanDecide"/>).</summary>
    public bool Holds(ResourceDocument document) => Holds(leaf => SearchMatcher.Matches(document, leaf), document);

    /// <summary>Whether one opened resource satisfies it, where somebody else decides its conditions.</summary>
    internal bool Holds(Func<SearchCriterion, bool> leaf, ResourceDocument? document = null) => this switch
    {
        FilterAll all => all.Parts.All(part => part.Holds(leaf, document)),
        FilterAny any => any.Parts.Any(part => part.Holds(leaf, document)),
        FilterNot not => !not.Part.Holds(leaf, document),
        FilterCriterion one => leaf(one.Criterion),
        FilterWithin within => within.Scope.Holds(document ?? throw new InvalidOperationException("Elements stand in no element."), within.Part),
        _ => throw new InvalidOperationException($"No rule for the filter {GetType().Name}."),
    };

    /// <summary>The same tree with every condition replaced.</summary>
    public abstract FilterExpression Map(Func<SearchCriterion, SearchCriterion> change);
}

/// <summary><c>and</c>: all hold.</summary>
public sealed record FilterAll(IReadOnlyList<FilterExpression> Parts) : FilterExpression
{
    /// <inheritdoc/>
    public override IEnumerable<SearchCriterion> Leaves => Parts.SelectMany(part => part.Leaves);

    /// <inheritdoc/>
    public override FilterExpression Map(Func<SearchCriterion, SearchCriterion> change) => new FilterAll([.. Parts.Select(part => part.Map(change))]);
}

/// <summary><c>or</c>: at least one holds.</summary>
public sealed record FilterAny(IReadOnlyList<FilterExpression> Parts) : FilterExpression
{
    /// <inheritdoc/>
    public override IEnumerable<SearchCriterion> Leaves => Parts.SelectMany(part => part.Leaves);

    /// <inheritdoc/>
    public override FilterExpression Map(Func<SearchCriterion, SearchCriterion> change) => new FilterAny([.. Parts.Select(part => part.Map(change))]);
}

/// <summary><c>not</c>: does not hold.</summary>
public sealed record FilterNot(FilterExpression Part) : FilterExpression
{
    /// <inheritdoc/>
    public override IEnumerable<SearchCriterion> Leaves => Part.Leaves;

    /// <inheritdoc/>
    public override FilterExpression Map(Func<SearchCriterion, SearchCriterion> change) => new FilterNot(Part.Map(change));
}

/// <summary>One comparison.</summary>
public sealed record FilterCriterion(SearchCriterion Criterion) : FilterExpression
{
    /// <inheritdoc/>
    public override IEnumerable<SearchCriterion> Leaves => [Criterion];

    /// <inheritdoc/>
    public override FilterExpression Map(Func<SearchCriterion, SearchCriterion> change) => new FilterCriterion(change(Criterion));
}

/// <summary>What holds on one and the same element: <c>name[use eq official].family eq x</c>. Its conditions have no chains, and are of the resource's type or of children of the element.</summary>
public sealed record FilterWithin : FilterExpression
{
    internal FilterWithin(ElementScope scope, FilterExpression part) => (Scope, Part) = (scope, part);

    /// <summary>All of it holds on one element.</summary>
    public FilterExpression Part { get; private init; }

    /// <inheritdoc/>
    public override IEnumerable<SearchCriterion> Leaves => Part.Leaves;

    internal ElementScope Scope { get; }

    /// <summary>True for a condition that holds on the resource wherever it holds on one of its elements, and that the index knows.</summary>
    public bool IsImplied(SearchCriterion criterion) =>
        criterion.Modifier is not (SearchModifier.Not or SearchModifier.NotIn or SearchModifier.Missing) && Scope.IsIndexed(criterion.Parameter);

    /// <inheritdoc/>
    public override FilterExpression Map(Func<SearchCriterion, SearchCriterion> change) => new FilterWithin(Scope, Part.Map(change));
}

using Carewright.Fhir.Json;

namespace Carewright.Fhir.Search;

/// <summary>A <c>_filter</c> as a tree (FHIR R4 search_filter.html). Immutable.</summary>
public abstract record FilterExpression
{
    /// <summary>The conditions at its ends, in order.</summary>
    public abstract IEnumerable<SearchCriterion> Leaves { get; }

    /// <summary>Whether one opened resource satisfies it; its chains are beyond that (see <see cref="SearchMatcher.CanDecide"/>).</summary>
    public bool Holds(ResourceDocument document) => this switch
    {
        FilterAll all => all.Parts.All(part => part.Holds(document)),
        FilterAny any => any.Parts.Any(part => part.Holds(document)),
        FilterNot not => !not.Part.Holds(document),
        FilterCriterion leaf => SearchMatcher.Matches(document, leaf.Criterion),
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

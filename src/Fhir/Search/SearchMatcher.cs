using Carewright.Fhir.Json;

namespace Carewright.Fhir.Search;

/// <summary>Finds the resource that a literal reference points to; null when there is none.</summary>
/// <param name="reference">As extracted: <c>Type/id</c> or an absolute URL.</param>
public delegate ResourceDocument? SearchResolver(string reference);

/// <summary>
/// Decides whether one opened resource satisfies a criterion, by the same extraction that fills the index (FHIR R4 search.html). It verifies the hits of a
/// hashed index. Safe from many threads.
/// </summary>
public static class SearchMatcher
{
    /// <summary>Whether <c>Matches</c> can decide the criterion: all but reverse chains, and forward chains only with a resolver.</summary>
    public static bool CanDecide(SearchCriterion criterion, bool withResolver = false) =>
        criterion.Chain is not { } chain || (withResolver && !chain.IsReverse && chain.Targets.All(target => CanDecide(target.Criterion, true) && target.Also?.Leaves.All(leaf => CanDecide(leaf, true)) != false));

    /// <summary>Whether the resource satisfies the criterion.</summary>
    /// <param name="document">The resource.</param>
    /// <param name="criterion">The criterion. Its parameter belongs to the resource's type; one that does not matches nothing (and is missing).</param>
    /// <param name="resolve">Follows references of forward chains; null when the criterion has none.</param>
    /// <exception cref="ArgumentException">The criterion cannot be decided here: see <see cref="CanDecide"/>.</exception>
    public static bool Matches(ResourceDocument document, SearchCriterion criterion, SearchResolver? resolve = null)
    {
        if (!CanDecide(criterion, resolve is not null))
            throw new ArgumentException("Chains are followed by whoever holds the other resources.", nameof(criterion));
        if (TermExpansion.IsNeeded(criterion))
            throw new ArgumentException("Value sets and hierarchies are replaced by their codes first.", nameof(criterion));
        if (HierarchyExpansion.IsNeeded(criterion))
            throw new ArgumentException("What is above and below is replaced by its references first.", nameof(criterion));
        if (SearchWords.IsFullText(criterion.Parameter))
            return SearchWords.Match(document, criterion);
        var values = new List<SearchValue>();
        SearchExtractor.Extract(document, criterion.Parameter, (in SearchValue value) => values.Add(value));
        return criterion.Chain is { } chain ? MatchesChain(values, chain, resolve!) : MatchesValues(values, criterion);
    }

    /// <summary>Whether the values satisfy the criterion, its chain aside.</summary>
    internal static bool MatchesValues(List<SearchValue> values, SearchCriterion criterion) => criterion.Modifier switch
    {
        SearchModifier.Missing => criterion.Alternatives.Any(operand => operand.Value.Text == (values.Count == 0 ? "true" : "false")),
        SearchModifier.Not => !MatchesAny(values, criterion),
        SearchModifier.Unequal => HasOther(values, criterion),
        _ => MatchesAny(values, criterion),
    };

    /// <summary>
    /// Whether one extracted value satisfies one operand; not for composites, whose parts are compared one by one, nor for
    /// <see cref="SearchModifier.Missing"/>.
    /// </summary>
    /// <param name="value">The value of the resource.</param>
    /// <param name="operand">The operand.</param>
    /// <param name="modifier">The criterion's modifier. <see cref="SearchModifier.Not"/> compares as none: the criterion negates the whole.</param>
    public static bool Matches(in SearchValue value, in SearchOperand operand, SearchModifier modifier) => modifier switch
    {
        SearchModifier.Identifier => SearchComparison.IsIdentifier(value, operand.Value),
        SearchModifier.OfType => SearchComparison.IsOfType(value, operand.Value),
        SearchModifier.Text => value.Component != SearchValue.OfTypeComponent && value.Display is { } display && SearchText.Fold(display).StartsWith(SearchText.Fold(operand.Value.Text!), StringComparison.Ordinal),
        _ => value.Kind switch
        {
            SearchKind.Token => SearchComparison.IsToken(value, operand.Value),
            SearchKind.String when operand.Prefix != SearchPrefix.Equal => SearchComparison.IsLetter(value.Text!, operand.Value.Text!, operand.Prefix),
            SearchKind.String => SearchComparison.IsText(value.Text!, operand.Value.Text!, modifier),
            SearchKind.Uri => value.Text is not null && SearchComparison.IsUri(value.Text, operand.Value.Text!, modifier),
            SearchKind.Reference => value.Text is not null && value.Text == operand.Value.Text,
            SearchKind.Date => SearchComparison.IsDate(value, operand.Value, operand.Prefix),
            SearchKind.Number => SearchComparison.IsNumber(value, operand.Value, operand.Prefix),
            SearchKind.Quantity => SearchComparison.IsQuantity(value, operand.Value, operand.Prefix),
            SearchKind.Position => SearchComparison.IsNear(value, operand.Value),
            _ => throw new ArgumentException("A composite has no value of its own.", nameof(value)),
        },
    };

    private static bool MatchesAny(List<SearchValue> values, SearchCriterion criterion)
    {
        foreach (var operand in criterion.Alternatives)
        {
            if (operand.Components is { } components ? MatchesTuple(values, components) : MatchesOne(values, operand, criterion.Modifier))
                return true;
        }
        return false;
    }

    /// <summary>Whether a value, or a tuple, matches none of the alternatives. A concept's text alone is no code that could differ.</summary>
    private static bool HasOther(List<SearchValue> values, SearchCriterion criterion) =>
        SearchKinds.Of(criterion.Parameter) == SearchKind.Composite
            ? values.GroupBy(value => value.Group).Any(tuple => !MatchesAny([.. tuple], criterion))
            : values.Exists(value => value.Component != SearchValue.OfTypeComponent && (value.Kind != SearchKind.Token || value.Text is not null || value.System is not null) && !MatchesAny([value], criterion));

    private static bool MatchesOne(List<SearchValue> values, in SearchOperand operand, SearchModifier modifier)
    {
        foreach (var value in values)
            if (Matches(value, operand, modifier))
                return true;
        return false;
    }

    private static bool MatchesTuple(List<SearchValue> values, IReadOnlyList<SearchOperand> components) =>
        values.GroupBy(value => value.Group).Any(tuple => components.All(component =>
            tuple.Any(value => value.Component == component.Value.Component && value.Kind == component.Value.Kind && Matches(value, component, SearchModifier.None))));

    private static bool MatchesChain(List<SearchValue> values, SearchChain chain, SearchResolver resolve)
    {
        foreach (var text in values.Select(value => value.Text).OfType<string>().Distinct())
        {
            if (resolve(text) is { } target && chain.Targets.Any(option => option.ResourceType == target.ResourceType && (option.Also?.Holds(leaf => Matches(target, leaf, resolve), target) ?? true) && Matches(target, option.Criterion, resolve)))
                return true;
        }
        return false;
    }
}

using Carewright.Fhir.Packages;
using Carewright.Kernel;

namespace Carewright.Fhir.Search;

/// <summary>What a search asks of terminology. Safe from many threads.</summary>
public interface ISearchTerminology
{
    /// <summary>The codes of a value set; null when it is not known or has more than <paramref name="cap"/>.</summary>
    IReadOnlyCollection<(string? System, string Code)>? Enumerate(string valueSet, int cap);

    /// <summary>The code and all below it; null when it is not known or there are more than <paramref name="cap"/>.</summary>
    IReadOnlyCollection<string>? SelfAndDescendants(string system, string code, int cap);

    /// <summary>The code and all above it; null when it is not known or there are more than <paramref name="cap"/>.</summary>
    IReadOnlyCollection<string>? SelfAndAncestors(string system, string code, int cap);

    /// <summary>The same, with definitions more that are asked last; this one where it takes none.</summary>
    ISearchTerminology With(IDefinitionSource definitions) => this;
}

/// <summary>
/// Replaces what only a code system knows by plain codes: <c>:in</c>, <c>:not-in</c>, and <c>:above</c> and <c>:below</c> of tokens (FHIR R4 search.html#token). Links keep the words of the client.
/// </summary>
public sealed class TermExpansion(ISearchTerminology terminology) : CriterionExpansion
{
    /// <summary>Codes that one criterion may come to.</summary>
    public const int MostCodes = 10_000;

    /// <summary>Whether the criterion, leaving its chains aside, must be replaced before anything can decide it.</summary>
    public static bool IsNeeded(SearchCriterion criterion) =>
        criterion.Chain is null && (criterion.Modifier is SearchModifier.In or SearchModifier.NotIn || (criterion.Modifier is SearchModifier.Above or SearchModifier.Below && SearchKinds.Of(criterion.Parameter) == SearchKind.Token));

    /// <summary>Whether any criterion of the request, in chains and filters too, must be replaced.</summary>
    public static bool IsNeeded(SearchRequest request) => IsNeeded(request, IsNeeded);

    /// <summary>The request in plain codes; with what cannot be replaced told.</summary>
    public static (SearchRequest Request, IReadOnlyList<Issue> Issues) Expand(SearchRequest request, ISearchTerminology terminology) => new TermExpansion(terminology).Expand(request);

    /// <inheritdoc />
    protected override SearchCriterion Replace(SearchCriterion criterion)
    {
        if (!IsNeeded(criterion))
            return criterion;
        var codes = criterion.Alternatives.SelectMany(operand => Codes(criterion, operand.Value)).Distinct().ToList();
        if (codes.Count > MostCodes)
            Report(IssueTypes.TooCostly, "SEARCH-TOO-MANY-CODES", $"'{criterion.SourceValue}' comes to more than {MostCodes} codes.", criterion);
        return criterion with
        {
            Modifier = criterion.Modifier == SearchModifier.NotIn ? SearchModifier.Not : SearchModifier.None,
            Alternatives = [.. codes.Select(code => new SearchOperand(SearchPrefix.Equal, SearchValues.Of(criterion.Parameter, SearchKind.Token) with { System = code.System, Text = code.Code }, null))],
        };
    }

    private IEnumerable<(string? System, string Code)> Codes(SearchCriterion criterion, SearchValue operand)
    {
        var found = criterion.Modifier switch
        {
            SearchModifier.In or SearchModifier.NotIn => terminology.Enumerate(operand.Text!, MostCodes),
            SearchModifier.Below => Named(operand.System!, terminology.SelfAndDescendants(operand.System!, operand.Text!, MostCodes)),
            _ => Named(operand.System!, terminology.SelfAndAncestors(operand.System!, operand.Text!, MostCodes)),
        };
        if (found is not null)
            return found;
        Report(IssueTypes.NotFound, "SEARCH-TERMINOLOGY", $"What ':{Name(criterion.Modifier)}' names for '{criterion.Parameter.Code}' is not known here, or comes to more than {MostCodes} codes.", criterion);
        return [];
    }

    private static List<(string? System, string Code)>? Named(string system, IReadOnlyCollection<string>? codes) => codes is null ? null : [.. codes.Select(code => ((string?)system, code))];

    private static string Name(SearchModifier modifier) => modifier == SearchModifier.NotIn ? "not-in" : modifier.ToString().ToLowerInvariant();

    private void Report(string type, string code, string message, SearchCriterion criterion) => Report((type, code, message), criterion, "FHIR R4 search.html#modifiers");
}

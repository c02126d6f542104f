using Carewright.Fhir.Definitions;
using Carewright.Kernel;

namespace Carewright.Fhir.Search;

/// <summary>Follows what is part of what. Whoever holds the resources answers, and only with what the one who asks may see.</summary>
public interface ISearchHierarchy
{
    /// <summary>The references of all that is part of a resource, itself included, over any number of steps; null when there are more than <paramref name="cap"/>.</summary>
    IReadOnlyCollection<string>? SelfAndParts(string reference, int cap);

    /// <summary>The references of all that a resource is part of, itself included; null when there are more than <paramref name="cap"/>.</summary>
    IReadOnlyCollection<string>? SelfAndWholes(string reference, int cap);
}

/// <summary>
/// Replaces <c>:above</c> and <c>:below</c> of references by the references they come to (FHIR R4 search.html#reference): <c>location:below=1</c> is location 1 and every location that is part of it.
/// Links keep the words of the client.
/// </summary>
public sealed class HierarchyExpansion(ISearchHierarchy hierarchy) : CriterionExpansion
{
    /// <summary>References that one operand may come to.</summary>
    public const int Most = 1_000;

    private static readonly string[] s_names = ["partof", "part-of"];

    /// <summary>The parameter by which resources of a type are parts of others of their type; null for types that are part of nothing.</summary>
    public static SearchParameterDefinition? PartOf(FhirModel model, string resourceType) =>
        s_names.Select(code => model.FindSearchParameter(resourceType, code)).FirstOrDefault(parameter => parameter is { Type: "reference" } && parameter.Targets.Contains(resourceType));

    /// <summary>Whether the parameter refers to something that may be part of something.</summary>
    public static bool Has(FhirModel model, SearchParameterDefinition parameter) =>
        SearchKinds.Of(parameter) == SearchKind.Reference && parameter.Targets.Any(target => PartOf(model, target) is not null);

    /// <summary>Whether the criterion, leaving its chains aside, must be replaced before anything can decide it.</summary>
    public static bool IsNeeded(SearchCriterion criterion) =>
        criterion is { Chain: null, Modifier: SearchModifier.Above or SearchModifier.Below } && SearchKinds.Of(criterion.Parameter) == SearchKind.Reference;

    /// <summary>Whether any criterion of the request, in chains and filters too, must be replaced.</summary>
    public static bool IsNeeded(SearchRequest request) => IsNeeded(request, IsNeeded);

    /// <summary>The request in plain references; with what cannot be replaced told.</summary>
    public static (SearchRequest Request, IReadOnlyList<Issue> Issues) Expand(SearchRequest request, ISearchHierarchy hierarchy) => new HierarchyExpansion(hierarchy).Expand(request);

    /// <inheritdoc />
    protected override SearchCriterion Replace(SearchCriterion criterion)
    {
        if (!IsNeeded(criterion))
            return criterion;
        var references = criterion.Alternatives.SelectMany(operand => References(criterion, operand.Value.Text!)).Distinct(StringComparer.Ordinal);
        return criterion with
        {
            Modifier = SearchModifier.None,
            Alternatives = [.. references.Select(text => new SearchOperand(SearchPrefix.Equal, SearchValues.Of(criterion.Parameter, SearchKind.Reference) with { Text = text }, null))],
        };
    }

    private IReadOnlyCollection<string> References(SearchCriterion criterion, string reference)
    {
        var found = criterion.Modifier == SearchModifier.Below ? hierarchy.SelfAndParts(reference, Most) : hierarchy.SelfAndWholes(reference, Most);
        if (found is null)
            Report((IssueTypes.TooCostly, "SEARCH-HIERARCHY", $"More than {Most} resources stand there; name one further down."), criterion, "FHIR R4 search.html#reference");
        return found ?? [];
    }
}

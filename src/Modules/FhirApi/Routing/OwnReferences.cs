using Carewright.Fhir.Search;

namespace Carewright.FhirApi.Routing;

/// <summary>References to this server by its own absolute address mean what they mean without it (FHIR R4 search.html#reference).</summary>
internal static class OwnReferences
{
    /// <summary>The request with every reference below the base made relative.</summary>
    internal static SearchRequest MakeRelative(SearchRequest request, string baseUrl) =>
        request.AllCriteria.Any(criterion => Mentions(criterion, baseUrl))
            ? request with
            {
                Criteria = [.. request.Criteria.Select(criterion => MakeRelative(criterion, baseUrl))],
                Filters = [.. request.Filters.Select(filter => filter.Map(criterion => MakeRelative(criterion, baseUrl)))],
            }
            : request;

    private static bool Mentions(SearchCriterion criterion, string baseUrl) =>
        criterion.Alternatives.Any(operand => IsOwn(operand, baseUrl)) || criterion.Chain?.Targets.Any(target => Mentions(target.Criterion, baseUrl) || target.Also?.Leaves.Any(leaf => Mentions(leaf, baseUrl)) == true) == true;

    private static SearchCriterion MakeRelative(SearchCriterion criterion, string baseUrl) => criterion with
    {
        Alternatives = [.. criterion.Alternatives.Select(operand => IsOwn(operand, baseUrl) ? operand with { Value = operand.Value with { Text = operand.Value.Text![(baseUrl.Length + 1)..] } } : operand)],
        Chain = criterion.Chain is { } chain ? chain with { Targets = [.. chain.Targets.Select(target => target with { Criterion = MakeRelative(target.Criterion, baseUrl), Also = target.Also?.Map(leaf => MakeRelative(leaf, baseUrl)) })] } : null,
    };

    private static bool IsOwn(SearchOperand operand, string baseUrl) =>
        operand.Value is { Kind: SearchKind.Reference, Text: { } text } && text.Length > baseUrl.Length + 1 && text.StartsWith(baseUrl, StringComparison.Ordinal) && text[baseUrl.Length] == '/';
}

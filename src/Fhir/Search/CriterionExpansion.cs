using Carewright.Kernel;

namespace Carewright.Fhir.Search;

/// <summary>
/// Replaces criteria that only somebody outside can decide by plain ones, wherever they stand in a request: by themselves, at the end of a chain, in a filter. One instance per request; not safe to share.
/// </summary>
public abstract class CriterionExpansion
{
    private readonly List<Issue> _issues = [];

    /// <summary>Whether anything of the request must be replaced.</summary>
    /// <param name="request">The request.</param>
    /// <param name="isNeeded">Whether a criterion, leaving its chains aside, must be replaced.</param>
    protected static bool IsNeeded(SearchRequest request, Func<SearchCriterion, bool> isNeeded)
    {
        return request.AllCriteria.Any(IsNeededAnywhere);

        bool IsNeededAnywhere(SearchCriterion criterion) =>
            isNeeded(criterion) || criterion.Chain?.Targets.Any(target => IsNeededAnywhere(target.Criterion) || target.Also?.Leaves.Any(IsNeededAnywhere) == true) == true;
    }

    /// <summary>The request in plain criteria; with what cannot be replaced told.</summary>
    protected (SearchRequest Request, IReadOnlyList<Issue> Issues) Expand(SearchRequest request)
    {
        var expanded = request with
        {
            Criteria = [.. request.Criteria.Select(Expand)],
            Filters = [.. request.Filters.Select(filter => filter.Map(Expand))],
        };
        return (expanded, _issues);
    }

    /// <summary>What a criterion without a chain comes to; itself when it is plain already.</summary>
    protected abstract SearchCriterion Replace(SearchCriterion criterion);

    /// <summary>Tells that a criterion cannot be replaced.</summary>
    /// <param name="issue">Type, code and words; its place and source are added.</param>
    /// <param name="criterion">Which.</param>
    /// <param name="spec">Source of the rule.</param>
    protected void Report((string Type, string Code, string Message) issue, SearchCriterion criterion, string spec) =>
        _issues.Add(Issue.Error(issue.Type, issue.Code, issue.Message, criterion.SourceName ?? criterion.Parameter.Code, spec));

    private SearchCriterion Expand(SearchCriterion criterion) => criterion.Chain is { } chain
        ? criterion with { Chain = chain with { Targets = [.. chain.Targets.Select(target => target with { Criterion = Expand(target.Criterion), Also = target.Also?.Map(Expand) })] } }
        : Replace(criterion);
}

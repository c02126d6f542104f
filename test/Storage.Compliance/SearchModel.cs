using Carewright.Fhir.Json;
using Carewright.Fhir.Search;

namespace Carewright.Storage.Compliance;

/// <summary>What a search must find, decided by looking at every resource: slow and plain.</summary>
public sealed class SearchModel
{
    private readonly Dictionary<(string Type, string Id), ResourceDocument> _current = [];

    /// <summary>Sets or removes the current state of a resource.</summary>
    public void Apply(VersionDraft draft)
    {
        if (draft.Action == VersionAction.Delete)
            _current.Remove((draft.ResourceType, draft.Id));
        else
            _current[(draft.ResourceType, draft.Id)] = Drafts.Document(draft.Body);
    }

    /// <summary>Ids that satisfy all criteria, sorted.</summary>
    public List<string> Find(SearchRequest request) => [.. _current
        .Where(entry => entry.Key.Type == request.ResourceType && request.Criteria.All(criterion => Holds(entry.Value, criterion)))
        .Select(entry => entry.Key.Id).Order(StringComparer.Ordinal)];

    private bool Holds(ResourceDocument document, SearchCriterion criterion)
    {
        if (criterion.Chain is { IsReverse: true } chain)
            return _current.Values.Any(source => source.ResourceType == chain.Targets[0].ResourceType
                && SearchExtractor.Extract(source).Any(value => value.Parameter == criterion.Parameter && value.Text == $"{document.ResourceType}/{document.Id}")
                && Holds(source, chain.Targets[0].Criterion));
        if (criterion.Chain is { } forward && forward.Targets.Any(target => target.Criterion.Chain is not null))
            return SearchExtractor.Extract(document).Where(value => value.Parameter == criterion.Parameter).Any(value => Resolve(value.Text) is { } target
                && forward.Targets.Any(option => option.ResourceType == target.ResourceType && Holds(target, option.Criterion)));
        return SearchMatcher.Matches(document, criterion, reference => Resolve(reference));
    }

    private ResourceDocument? Resolve(string? reference) =>
        reference?.Split('/') is [var type, var id] && _current.TryGetValue((type, id), out var document) ? document : null;
}

using Carewright.Fhir.Json;
using Carewright.Fhir.Search;
using Carewright.Storage;
using Carewright.Storage.Search;

namespace Carewright.Gateway.Searching;

/// <summary>Finds in an opened resource the contained ones that satisfy a search; at most so many resources are opened by one of these.</summary>
internal sealed class ContainedMatch(SearchRequest request, int mostOpened)
{
    private int _opened;

    /// <summary>Whether the row contains a match.</summary>
    /// <exception cref="SearchTooCostlyException">Too many have been opened.</exception>
    internal bool IsIn(StoredVersion row)
    {
        if (++_opened > mostOpened)
            throw new SearchTooCostlyException("Contained resources are looked for in everything that could contain them, and that is too much here. Search in a patient's compartment: Patient/[id]/[type]?_contained=true.");
        return Matches(row).Any();
    }

    /// <summary>The matches that the row contains, each addressed as a fragment of it.</summary>
    internal IEnumerable<ReleasedResource> In(StoredVersion row) =>
        Matches(row).Select(match => new ReleasedResource(row.ResourceType, $"{row.Id}#{match.Id}", row.VersionId, row.LastUpdated, row.Action, match.Utf8));

    private IEnumerable<ResourceDocument> Matches(StoredVersion row)
    {
        var body = row.Open();
        if (body.Span.IndexOf("\"contained\""u8) < 0 || ResourceDocument.Parse(body).Document is not { } document)
            yield break;
        foreach (var element in document.Root.Children("contained"))
        {
            if (element.Type?.Name == request.ResourceType && ResourceDocument.Parse(element.RawJson.ToArray()).Document is { } contained
                && request.Criteria.All(criterion => SearchMatcher.Matches(contained, criterion)) && request.Filters.All(filter => filter.Holds(contained)))
                yield return contained;
        }
    }
}

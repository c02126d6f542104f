using Carewright.Fhir.Definitions;
using Carewright.Fhir.Json;
using Carewright.Fhir.Packages;
using Carewright.Fhir.Search;
using Carewright.Gateway;
using Carewright.Security;
using Carewright.Terminology.Storing;

namespace Carewright.FhirApi.Features.Terminology;

/// <summary>
/// Definitions that users wrote into the record, as one actor may see them. The terminology engine asks at once and cannot wait, the gateway answers later: so what is asked for and not here is noted,
/// fetched through the gateway, and the question put again.
/// </summary>
internal sealed class RecordDefinitions(RecordGateway gateway, Actor actor) : IDefinitionSource
{
    private static readonly string[] s_types = ["CodeSystem", "ValueSet", "ConceptMap", "Questionnaire"];
    private readonly Dictionary<(string Type, string Url, string? Version), ResourceDocument?> _known = [];
    private readonly HashSet<(string Type, string Url, string? Version)> _asked = [];

    public ResourceDocument? Find(string resourceType, string canonicalUrl, string? version)
    {
        var key = (resourceType, canonicalUrl, version);
        if (_known.TryGetValue(key, out var document))
            return document;
        if (s_types.Contains(resourceType))
            _asked.Add(key);
        return null;
    }

    /// <summary>Fetches what was asked for; false when none of it is in the record.</summary>
    internal async ValueTask<bool> FetchAsync(CancellationToken cancellationToken)
    {
        var found = false;
        foreach (var key in _asked)
        {
            _known[key] = gateway.MaySome(actor, AccessInteraction.Search, key.Type) ? await SearchAsync(key, cancellationToken).ConfigureAwait(false) : null;
            found |= _known[key] is not null;
        }
        _asked.Clear();
        return found;
    }

    private async ValueTask<ResourceDocument?> SearchAsync((string Type, string Url, string? Version) key, CancellationToken cancellationToken)
    {
        List<KeyValuePair<string, string>> query = [new("url", SearchEscapes.Encode(key.Url))];
        if (key.Version is { } version)
            query.Add(new("version", SearchEscapes.Encode(version)));
        if (SearchRequest.Parse(key.Type, query, FhirModel.R4, SearchHandling.Strict).Request is not { } request)
            return null;
        var answer = await gateway.SearchAsync(actor, request, string.Join('&', query.Select(pair => $"{pair.Key}={pair.Value}")), cancellationToken).ConfigureAwait(false);
        return answer.IsRefused ? null : answer.Value.Entries
            .Select(entry => ResourceDocument.Parse(entry.Resource.Json).Document)
            .OfType<ResourceDocument>()
            .OrderByDescending(document => document.Root.Child("status").ValueEquals("active"u8))
            .ThenByDescending(document => document.Root.Child("version").GetString(), VersionOrder.Instance)
            .FirstOrDefault();
    }
}

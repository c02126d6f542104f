using System.Text.Json;
using System.Text.Json.Nodes;
using Carewright.Fhir.Definitions;
using Carewright.Fhir.Packages;
using Carewright.Fhir.Search;
using Carewright.Gateway;
using Carewright.Security;
using Carewright.Terminology.Storing;

namespace Carewright.FhirApi.Features.Applying;

/// <summary>
/// Finds definitions by canonical: contained in the plan (<c>#id</c>), in the record as the caller may see it, or in a package of a type that the caller may search; the newest active one when no version is named.
/// </summary>
internal sealed class DefinitionReader(RecordGateway gateway, IDefinitionSource? packages, Actor actor, CancellationToken cancellationToken)
{
    private static readonly string[] s_types = ["ActivityDefinition", "PlanDefinition", "Questionnaire"];

    internal async Task<JsonObject?> FindAsync(JsonObject plan, string canonical)
    {
        if (canonical.StartsWith('#'))
            return (plan["contained"] as JsonArray ?? []).OfType<JsonObject>().FirstOrDefault(one => (string?)one["id"] == canonical[1..]);
        return await FindAsync(s_types, canonical).ConfigureAwait(false);
    }

    /// <summary>The definition of one of the types; null when there is none that the caller may see.</summary>
    internal async Task<JsonObject?> FindAsync(IReadOnlyList<string> types, string canonical)
    {
        var bar = canonical.IndexOf('|', StringComparison.Ordinal);
        List<KeyValuePair<string, string>> query = [new("url", SearchEscapes.Encode(bar < 0 ? canonical : canonical[..bar]))];
        if (bar >= 0)
            query.Add(new("version", SearchEscapes.Encode(canonical[(bar + 1)..])));
        var open = types.Where(type => gateway.MaySome(actor, AccessInteraction.Search, type)).ToList();
        foreach (var type in open)
        {
            if (SearchRequest.Parse(type, query, FhirModel.R4, SearchHandling.Strict).Request is not { } request)
                continue;
            var answer = await gateway.SearchAsync(actor, request, string.Join('&', query.Select(pair => $"{pair.Key}={pair.Value}")), cancellationToken).ConfigureAwait(false);
            if (!answer.IsRefused && Newest(answer.Value) is { } found)
                return found;
        }
        var (url, version) = bar < 0 ? (canonical, null) : (canonical[..bar], canonical[(bar + 1)..]);
        return open.Select(type => packages?.Find(type, url, version)).FirstOrDefault(found => found is not null) is { } published ? Parse(published.Utf8.Span) : null;
    }

    internal static JsonObject Parse(ReadOnlySpan<byte> json) => JsonNode.Parse(json, documentOptions: new JsonDocumentOptions { MaxDepth = 128 })!.AsObject();

    private static JsonObject? Newest(ReleasedPage page) => page.Entries.Select(entry => Parse(entry.Resource.Json.Span))
        .OrderByDescending(one => (string?)one["status"] == "active").ThenByDescending(one => (string?)one["version"], VersionOrder.Instance).FirstOrDefault();
}

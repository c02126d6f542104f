using System.Text.Json;
using System.Text.Json.Nodes;
using Carewright.Fhir.Definitions;
using Carewright.Fhir.Search;
using Carewright.Gateway;
using Carewright.Security;

namespace Carewright.FhirApi.Features.Applying;

/// <summary>Finds definitions by canonical: contained in the plan (<c>#id</c>), or in the record as the caller may see it, the newest active one when no version is named.</summary>
internal sealed class DefinitionReader(RecordGateway gateway, Actor actor, CancellationToken cancellationToken)
{
    private static readonly string[] s_types = ["ActivityDefinition", "PlanDefinition", "Questionnaire"];

    internal async Task<JsonObject?> FindAsync(JsonObject plan, string canonical)
    {
        if (canonical.StartsWith('#'))
            return (plan["contained"] as JsonArray ?? []).OfType<JsonObject>().FirstOrDefault(one => (string?)one["id"] == canonical[1..]);
        var bar = canonical.IndexOf('|', StringComparison.Ordinal);
        List<KeyValuePair<string, string>> query = [new("url", Escape(bar < 0 ? canonical : canonical[..bar]))];
        if (bar >= 0)
            query.Add(new("version", Escape(canonical[(bar + 1)..])));
        foreach (var type in s_types.Where(type => gateway.MaySome(actor, AccessInteraction.Search, type)))
        {
            if (SearchRequest.Parse(type, query, FhirModel.R4, SearchHandling.Strict).Request is not { } request)
                continue;
            var answer = await gateway.SearchAsync(actor, request, string.Join('&', query.Select(pair => $"{pair.Key}={pair.Value}")), cancellationToken).ConfigureAwait(false);
            if (!answer.IsRefused && Newest(answer.Value) is { } found)
                return found;
        }
        return null;
    }

    internal static JsonObject Parse(ReadOnlySpan<byte> json) => JsonNode.Parse(json, documentOptions: new JsonDocumentOptions { MaxDepth = 128 })!.AsObject();

    private static JsonObject? Newest(ReleasedPage page) => page.Entries.Select(entry => Parse(entry.Resource.Json.Span))
        .OrderByDescending(one => (string?)one["status"] == "active").ThenByDescending(one => (string?)one["version"], StringComparer.Ordinal).FirstOrDefault();

    private static string Escape(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace(",", "\\,", StringComparison.Ordinal).Replace("|", "\\|", StringComparison.Ordinal).Replace("$", "\\$", StringComparison.Ordinal);
}

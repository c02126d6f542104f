using System.Text.Json;
using Carewright.Fhir.Search;
using Carewright.Gateway;
using Carewright.Security;

namespace Carewright.Laboratory.Catalogue;

/// <summary>Reads catalogues out of the record, through the gateway.</summary>
internal sealed class CatalogueRecord(RecordGateway gateway)
{
    private const string PageSize = "1000";

    /// <summary>Every test that the actor may see, retired ones too.</summary>
    internal async Task<Answer<IReadOnlyList<KnownTest>>> ReadAsync(Actor actor, CancellationToken cancellationToken)
    {
        var activities = new List<JsonElement>();
        var (specimens, questionnaires) = (new Dictionary<string, JsonElement>(StringComparer.Ordinal), new Dictionary<string, JsonElement>(StringComparer.Ordinal));
        var refusal = await CollectAsync(actor, "ActivityDefinition", activities.Add, cancellationToken).ConfigureAwait(false)
            ?? await CollectAsync(actor, "SpecimenDefinition", one => specimens[one.GetProperty("id").GetString()!] = one, cancellationToken).ConfigureAwait(false)
            ?? await CollectAsync(actor, "Questionnaire", one => Take(questionnaires, one), cancellationToken).ConfigureAwait(false);
        if (refusal is not null)
            return refusal;
        return (KnownTest[])[.. activities.Select(activity => TestReader.Read(activity, specimens, questionnaires)).OfType<KnownTest>()];
    }

    private static void Take(Dictionary<string, JsonElement> questionnaires, JsonElement one)
    {
        if (one.TryGetProperty("url", out var url))
            questionnaires[url.GetString()!] = one;
    }

    private async Task<Refusal?> CollectAsync(Actor actor, string type, Action<JsonElement> take, CancellationToken cancellationToken)
    {
        var request = SearchRequest.Parse(type, [new("_count", PageSize)], gateway.Definitions, SearchHandling.Strict).Request!;
        while (true)
        {
            var page = await gateway.SearchAsync(actor, request, "catalogue", cancellationToken).ConfigureAwait(false);
            if (page.IsRefused)
                return page.Refusal;
            foreach (var entry in page.Value.Entries)
            {
                using var json = JsonDocument.Parse(entry.Resource.Json);
                take(json.RootElement.Clone());
            }
            if (page.Value.NextCursor is not { } next)
                return null;
            request = request with { Cursor = next };
        }
    }
}

using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Carewright.Fhir.Json;
using Carewright.Gateway;
using Carewright.Security;

namespace Carewright.InHouse.Bench;

/// <summary>Writes what belongs together in one transaction, as the person.</summary>
internal sealed class BenchWriter(RecordGateway gateway)
{
    /// <summary>All or none; what was written, in the order given.</summary>
    internal async Task<Answer<IReadOnlyList<string>>> WriteAsync(Actor actor, IEnumerable<JsonObject> entries)
    {
        var bundle = new JsonObject { ["resourceType"] = "Bundle", ["type"] = "transaction", ["entry"] = new JsonArray([.. entries]) };
        var parsed = ResourceDocument.Parse(Encoding.UTF8.GetBytes(bundle.ToJsonString()));
        if (parsed.Document is not { } document)
            return new Refusal(422, parsed.Issues);
        // What was begun is not broken off: whether it was done must be known.
        var answer = await gateway.TransactionAsync(actor, document, CancellationToken.None).ConfigureAwait(false);
        return answer.IsRefused ? answer.Refusal : answer.Value.Entries.Select(entry => entry.Written!.Resource.Reference).ToArray();
    }

    /// <summary>Something new.</summary>
    /// <param name="resource">It.</param>
    /// <param name="url"><c>urn:uuid:…</c>, by which other entries refer to it; null: none does.</param>
    internal static JsonObject Post(JsonObject resource, string? url = null)
    {
        var entry = new JsonObject { ["resource"] = resource, ["request"] = new JsonObject { ["method"] = "POST", ["url"] = resource.Text("resourceType") } };
        if (url is not null)
            entry["fullUrl"] = url;
        return entry;
    }

    /// <summary>A change of what was read, if nobody has changed it since.</summary>
    internal static JsonObject Put(SeenRow row) => new()
    {
        ["resource"] = row.Json,
        ["request"] = new JsonObject { ["method"] = "PUT", ["url"] = row.Reference, ["ifMatch"] = string.Create(CultureInfo.InvariantCulture, $"W/\"{row.Version}\"") },
    };
}

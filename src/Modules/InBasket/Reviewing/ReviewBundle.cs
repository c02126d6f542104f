using System.Text;
using System.Text.Json.Nodes;
using Carewright.Fhir.Json;
using Carewright.InBasket.Reports;

namespace Carewright.InBasket.Reviewing;

/// <summary>Transactions that change a review and what belongs to it, all or none.</summary>
internal static class ReviewBundle
{
    /// <summary>A transaction of entries.</summary>
    internal static ResourceDocument Of(params JsonObject[] entries)
    {
        var bundle = new JsonObject { ["resourceType"] = "Bundle", ["type"] = "transaction", ["entry"] = new JsonArray([.. entries]) };
        return ResourceDocument.Parse(Encoding.UTF8.GetBytes(bundle.ToJsonString())).Document ?? throw new InvalidOperationException("A change of a review does not parse.");
    }

    /// <summary>The review as it is now, if nobody has changed it since it was read.</summary>
    internal static JsonObject Put(JsonObject task, long version) =>
        Entry(task, new JsonObject { ["method"] = "PUT", ["url"] = $"Task/{task.Text("id")}", ["ifMatch"] = $"W/\"{version}\"" });

    /// <summary>A review that is new, unless there is one of its identifier.</summary>
    internal static JsonObject Make(JsonObject task) =>
        Entry(task, new JsonObject { ["method"] = "POST", ["url"] = "Task", ["ifNoneExist"] = $"identifier={ReviewCodes.ReviewIdentifier}|{task.Many("identifier").First().Text("value")}" });

    /// <summary>Something new.</summary>
    /// <param name="resource">It.</param>
    /// <param name="url"><c>urn:uuid:…</c>, by which other entries refer to it; null: none does.</param>
    internal static JsonObject Post(JsonObject resource, string? url = null)
    {
        var entry = Entry(resource, new JsonObject { ["method"] = "POST", ["url"] = resource.Text("resourceType") });
        if (url is not null)
            entry["fullUrl"] = url;
        return entry;
    }

    private static JsonObject Entry(JsonObject resource, JsonObject request) => new() { ["resource"] = resource, ["request"] = request };
}

using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Carewright.Fhir.Json;

namespace Carewright.Laboratory.Standing;

/// <summary>Writes what a standing order gives out. Pure.</summary>
internal static class StandingRelease
{
    /// <summary>System of what makes a released order known again: <c>ID.n</c>, the logical id of the standing order and which one it is.</summary>
    internal const string Releases = "https://carewright.example/fhir/NamingSystem/standing-release";

    private const string Orders = "https://carewright.example/fhir/NamingSystem/order";
    private static readonly string[] s_left = ["id", "text", "occurrenceTiming", "identifier", "encounter", "specimen", "basedOn", "replaces"];

    /// <summary>The n-th order: what the standing one asks for, once, on its day, with numbers that follow from the standing order's.</summary>
    /// <param name="standing">The standing order.</param>
    /// <param name="id">Its logical id.</param>
    /// <param name="number">Which, counted from 1.</param>
    /// <param name="due">Its day.</param>
    /// <param name="now">The moment.</param>
    internal static JsonObject Order(JsonObject standing, string id, int number, DateOnly due, DateTimeOffset now)
    {
        var order = standing.DeepClone().AsObject();
        foreach (var member in s_left)
            order.Remove(member);
        // The labels stay: who may not see the one does not see the other.
        order["meta"] = standing["meta"]?["security"] is { } labels ? new JsonObject { ["security"] = labels.DeepClone() } : null;
        if (order["meta"] is null)
            order.Remove("meta");
        // A partner's route sends what has the intent order: the single ones, and never the standing one beside them.
        (order["status"], order["intent"]) = ("active", "order");
        order["basedOn"] = new JsonArray(new JsonObject { ["reference"] = $"ServiceRequest/{id}" });
        order["identifier"] = Numbers(standing, id, number);
        order["authoredOn"] = now.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        order["occurrenceDateTime"] = due.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        if (standing["requisition"]?["value"] is { } requisition)
            order["requisition"]!["value"] = Following(requisition.ToString(), number);
        return order;
    }

    /// <summary>A transaction that writes an order unless it is there, and ends the standing order with the last one.</summary>
    internal static ResourceDocument Bundle(JsonObject order, string id, int number, JsonObject? ended, long version)
    {
        var entries = new JsonArray(new JsonObject
        {
            ["resource"] = order,
            ["request"] = new JsonObject { ["method"] = "POST", ["url"] = "ServiceRequest", ["ifNoneExist"] = string.Create(CultureInfo.InvariantCulture, $"identifier={Releases}|{id}.{number}") },
        });
        if (ended is not null)
            entries.Add((JsonNode)new JsonObject { ["resource"] = ended, ["request"] = new JsonObject { ["method"] = "PUT", ["url"] = $"ServiceRequest/{id}", ["ifMatch"] = string.Create(CultureInfo.InvariantCulture, $"W/\"{version}\"") } });
        var bundle = new JsonObject { ["resourceType"] = "Bundle", ["type"] = "transaction", ["entry"] = entries };
        return ResourceDocument.Parse(Encoding.UTF8.GetBytes(bundle.ToJsonString())).Document ?? throw new InvalidOperationException("A released order does not parse.");
    }

    private static JsonArray Numbers(JsonObject standing, string id, int number)
    {
        var numbers = new JsonArray(new JsonObject { ["system"] = Releases, ["value"] = string.Create(CultureInfo.InvariantCulture, $"{id}.{number}") });
        foreach (var own in (standing["identifier"] as JsonArray ?? []).OfType<JsonObject>().Where(one => one["system"]?.ToString() == Orders))
        {
            var next = own.DeepClone().AsObject();
            next["value"] = Following(own["value"]?.ToString() ?? id, number);
            numbers.Add((JsonNode)next);
        }
        return numbers;
    }

    private static string Following(string value, int number) => string.Create(CultureInfo.InvariantCulture, $"{value}-{number}");
}

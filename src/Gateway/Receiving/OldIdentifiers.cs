using System.Text.Json.Nodes;

namespace Carewright.Gateway.Receiving;

/// <summary>Identifiers that a message takes out of use: they stay, marked as old, so that what still comes under them finds its patient.</summary>
internal static class OldIdentifiers
{
    /// <summary>Adds those of somebody who was to be merged and is not known here.</summary>
    internal static void AddTo(JsonObject content, string key, ReceivedMessage message, ReceiptPlan plan)
    {
        foreach (var gone in GoneInto(key, message).Where(gone => plan.Gone.GetValueOrDefault(gone.Key) is null))
        {
            var list = content["identifier"] as JsonArray ?? [];
            foreach (var (system, value) in gone.Business.Select(Split).Where(token => token.System.Length > 0))
                list.Add((JsonNode)new JsonObject { ["use"] = "old", ["system"] = system, ["value"] = value });
            if (list.Parent is null && list.Count > 0)
                content["identifier"] = list;
        }
    }

    /// <summary>Marks those of somebody whose identifiers have changed; false when all are marked already.</summary>
    internal static bool Mark(JsonObject content, string key, ReceivedMessage message)
    {
        var old = GoneInto(key, message).SelectMany(gone => gone.Business.Select(Split)).ToHashSet();
        var isMarked = false;
        foreach (var identifier in (content["identifier"] as JsonArray ?? []).OfType<JsonObject>())
        {
            if (old.Contains(((string?)identifier["system"] ?? "", (string?)identifier["value"] ?? "")) && (string?)identifier["use"] != "old")
            {
                identifier["use"] = "old";
                isMarked = true;
            }
        }
        return isMarked;
    }

    private static IEnumerable<ReceivedResource> GoneInto(string key, ReceivedMessage message) =>
        message.Links.Where(link => link.Survivor == key && link.Kind != ReceivedLinkKind.Other).Select(link => message.Resources.FirstOrDefault(resource => resource.Key == link.Gone)).OfType<ReceivedResource>();

    private static (string System, string Value) Split(string token) =>
        token.IndexOf('|', StringComparison.Ordinal) is var bar and >= 0 ? (token[..bar], token[(bar + 1)..]) : ("", token);
}

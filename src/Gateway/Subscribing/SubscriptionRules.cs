using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Carewright.Fhir.Json;
using Carewright.Gateway.Outbound;
using Carewright.Gateway.Writing;
using Carewright.Kernel;
using Carewright.Security;
using Carewright.Storage;

namespace Carewright.Gateway.Subscribing;

/// <summary>
/// What is special about writing a Subscription or a topic, in whatever way it is written: what cannot be served is refused, the writer becomes the owner, the status is the server's but for
/// <c>off</c>, and credentials are taken out.
/// </summary>
internal sealed class SubscriptionRules(IRecordStore store, RowTests tests, EndpointRules endpoints, TimeProvider clock)
{
    private const string Subscription = "Subscription";
    private readonly TopicCatalogue _catalogue = new(store, tests);

    /// <summary>What is wrong with content that is to be stored; nothing for other types. A subscription that is off may be incomplete: it does nothing.</summary>
    internal IReadOnlyList<Issue> Check(ResourceDocument document)
    {
        if (document.ResourceType == Subscription)
            return document.Root.Child("status").ValueEquals("off"u8) ? [] : CheckSubscription(document);
        return TopicReader.IsTopic(document) ? CheckTopic(document) : [];
    }

    private List<Issue> CheckSubscription(ResourceDocument document)
    {
        var (read, issues) = new SubscriptionReader(tests, endpoints, _catalogue.Find).Read(document);
        var all = issues.ToList();
        if (read?.Definition.End is { } end && end <= clock.GetUtcNow())
            all.Add(Issue.Error(IssueTypes.BusinessRule, "SUBS-END", "The subscription has ended before it begins.", "Subscription.end", "FHIR R4 subscription.html"));
        return all;
    }

    private List<Issue> CheckTopic(ResourceDocument document)
    {
        var (topic, issues) = _catalogue.Reader.Read(document);
        var all = issues.ToList();
        if (topic is not null && _catalogue.All().Any(other => other.Url == topic.Url && other.Id != topic.Id))
            all.Add(Issue.Error(IssueTypes.Duplicate, "SUBS-TOPIC-TWICE", "There is a topic of this address already; update that one.", "Basic.extension"));
        return all;
    }

    /// <summary>A Subscription as it is stored, and the private row of its headers.</summary>
    internal (ReadOnlyMemory<byte> Body, IReadOnlyList<PrivateDraft> Private) Finish(in WriteIntent intent, ReadOnlyMemory<byte> body)
    {
        if (intent.Document.ResourceType != Subscription)
            return (body, []);
        var node = JsonNode.Parse(body.Span)!.AsObject();
        var isOwners = SetOwner(node, intent.Actor.UserName, intent.Current);
        node.Remove("error");
        if ((string?)node["status"] != "off")
            node["status"] = "requested";
        var headers = TakeHeaders(node, isOwners ? intent.Current : null, intent.Id);
        return (Encoding.UTF8.GetBytes(node.ToJsonString(s_json)), headers is null ? [] : [new PrivateDraft(HeaderLines.Kind, intent.Id, headers)]);
    }

    /// <summary>The private rows that go with a deletion.</summary>
    internal static IReadOnlyList<PrivateDraft> PrivateOfDeleted(StoredVersion current) =>
        current.ResourceType == Subscription ? [new PrivateDraft(HeaderLines.Kind, current.Id, null)] : [];

    /// <summary>The header lines of a subscription, values included; for the request that carries them and for nothing else.</summary>
    internal static IReadOnlyList<string> HeadersOf(IRecordStore store, string id) =>
        store.Private.Get(HeaderLines.Kind, id) is { } json ? JsonSerializer.Deserialize(json, SubscriptionJson.Default.StringArray) ?? [] : [];

    private static readonly JsonSerializerOptions s_json = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    // Whoever writes it last is whose rights it has: otherwise one could point somebody else's subscription at oneself.
    private static bool SetOwner(JsonObject node, string writer, StoredVersion? current)
    {
        var meta = node["meta"]!.AsObject();
        var tags = meta["tag"] as JsonArray ?? [];
        meta.Remove("tag");
        var kept = tags.Where(tag => (string?)tag!["system"] != RowGrant.OwnerSystem).Select(tag => tag!.DeepClone());
        meta["tag"] = new JsonArray([.. kept, new JsonObject { ["system"] = RowGrant.OwnerSystem, ["code"] = writer }]);
        return current is { IsDeleted: false } && ResourceDocument.Parse(current.Open()).Document is { } before && SubscriptionReader.OwnerOf(before) == writer;
    }

    // A value that was kept before stays only for the same owner and the same place; the new private row, null for none, or an empty one to take the old row away.
    private byte[]? TakeHeaders(JsonObject node, StoredVersion? owned, string id)
    {
        if (node["channel"] is not JsonObject channel || channel["header"] is not JsonArray headers)
            return "[]"u8.ToArray();
        var before = owned is not null && IsSamePlace(owned, channel) ? HeadersOf(store, id) : [];
        var lines = new List<string>();
        var missing = new List<string>();
        for (var i = 0; i < headers.Count; i++)
        {
            var line = (string?)headers[i] ?? "";
            var name = HeaderLines.NameOf(line);
            if (HeaderLines.ValueOf(line) != HeaderLines.Kept)
                lines.Add(line);
            else if (before.FirstOrDefault(one => string.Equals(HeaderLines.NameOf(one), name, StringComparison.OrdinalIgnoreCase)) is { } kept)
                lines.Add(kept);
            else
                missing.Add(name);
            headers[i] = $"{name}: {HeaderLines.Kept}";
        }
        if (missing.Count > 0 && (string?)node["status"] != "off")
        {
            node["status"] = "error";
            node["error"] = $"The value of the header {string.Join(", ", missing)} is not known for this endpoint; send it again.";
        }
        return JsonSerializer.SerializeToUtf8Bytes([.. lines], SubscriptionJson.Default.StringArray);
    }

    private static bool IsSamePlace(StoredVersion before, JsonObject channel)
    {
        var endpoint = ResourceDocument.Parse(before.Open()).Document?.Root.Child("channel").Child("endpoint").GetString();
        return Uri.TryCreate(endpoint, UriKind.Absolute, out var one) && Uri.TryCreate((string?)channel["endpoint"], UriKind.Absolute, out var other)
            && one.Scheme == other.Scheme && one.Host == other.Host && one.Port == other.Port;
    }
}

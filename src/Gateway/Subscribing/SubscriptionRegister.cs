using System.Collections.Concurrent;
using System.Collections.Frozen;
using Carewright.Fhir.Json;
using Carewright.Gateway.Outbound;
using Carewright.Storage;

namespace Carewright.Gateway.Subscribing;

/// <summary>All subscriptions of the record in memory, kept up to date by the reader of the feed, by the types that they watch. Reading is safe from many threads; only the reader of the feed changes it.</summary>
internal sealed class SubscriptionRegister(IRecordStore store, RowTests tests, EndpointRules endpoints)
{
    private readonly ConcurrentDictionary<string, LiveSubscription> _all = new(StringComparer.Ordinal);
    private readonly TopicCatalogue _catalogue = new(store, tests);
    private FrozenDictionary<string, LiveSubscription[]> _byType = FrozenDictionary<string, LiveSubscription[]>.Empty;
    private Dictionary<string, (SubscriptionTopic Topic, IReadOnlyList<CompiledTrigger> Triggers)> _topics = new(StringComparer.Ordinal);

    internal IReadOnlyList<LiveSubscription> All => [.. _all.Values];

    internal IReadOnlyList<SubscriptionTopic> Topics => [.. _topics.Values.Select(one => one.Topic)];

    internal LiveSubscription? Find(string id) => _all.GetValueOrDefault(id);

    /// <summary>Those that watch a type and count events.</summary>
    internal IReadOnlyList<LiveSubscription> Watching(string type) => _byType.TryGetValue(type, out var watching) ? watching : [];

    /// <summary>Reads everything that is there: topics, subscriptions, and what is kept of them.</summary>
    internal void Load()
    {
        LoadTopics();
        var states = store.Private.List(SubscriptionState.Kind).ToDictionary(row => row.Key, row => System.Text.Json.JsonSerializer.Deserialize(row.Value, SubscriptionJson.Default.SubscriptionState));
        var events = store.Private.List(SubscriptionState.EventKind).ToLookup(row => row.Key[..row.Key.LastIndexOf('/')], row => row.Value);
        string? cursor = null;
        do
        {
            var page = store.Search(store.Compiler.Compile("Subscription", [], [], 1000, cursor).Plan!, CancellationToken.None);
            foreach (var row in page.Rows)
            {
                var live = new LiveSubscription(row.Id);
                live.Restore(events[row.Id].SelectMany(EventBlocks.Unpack), states.GetValueOrDefault(row.Id) ?? SubscriptionState.None, SubscriptionState.Number(store.Private.Get(SubscriptionState.DeliveredKind, row.Id)));
                _all[row.Id] = live;
                Apply(live, row);
            }
            cursor = page.NextCursor;
        }
        while (cursor is not null);
        Index();
    }

    /// <summary>Takes a version of a Subscription from the feed; null when it is older than what is known, else the subscription, and whether it is gone.</summary>
    internal LiveSubscription? Apply(StoredVersion row, out bool isGone)
    {
        isGone = row.IsDeleted;
        if (row.IsDeleted)
            return _all.GetValueOrDefault(row.Id) is { } removed && removed.Definition?.VersionId < row.VersionId && _all.TryRemove(row.Id, out _) ? removed : null;
        var live = _all.GetOrAdd(row.Id, static id => new LiveSubscription(id));
        if (live.Definition is { } known && known.VersionId >= row.VersionId)
            return null;
        Apply(live, row);
        return live;
    }

    /// <summary>Reads the topics anew, and with them the subscriptions to them; gives back those that have changed for it.</summary>
    internal IReadOnlyList<LiveSubscription> ReloadTopics()
    {
        LoadTopics();
        var affected = _all.Values.Where(live => live.Definition is { IsByTopic: true }).ToList();
        foreach (var live in affected)
        {
            if (store.Read("Subscription", live.Id) is { IsDeleted: false } row)
                Apply(live, row);
        }
        return affected;
    }

    /// <summary>Sorts the subscriptions by type again; after any change.</summary>
    internal void Index()
    {
        var pairs = from live in _all.Values
                    where live is { Read: not null, Definition.Status: not "off" } && live.State.ActiveSince > 0
                    from type in live.Triggers.Select(trigger => trigger.ResourceType).Distinct()
                    select (Type: type, Live: live);
        _byType = pairs.GroupBy(pair => pair.Type).ToFrozenDictionary(group => group.Key, group => group.Select(pair => pair.Live).ToArray(), StringComparer.Ordinal);
    }

    private void LoadTopics()
    {
        var compiled = new Dictionary<string, (SubscriptionTopic, IReadOnlyList<CompiledTrigger>)>(StringComparer.Ordinal);
        foreach (var topic in _catalogue.All().Where(topic => topic.IsActive))
            compiled.TryAdd(topic.Url, (topic, [.. topic.Triggers.Select(trigger => CompiledTrigger.Compile(tests, trigger))]));
        _topics = compiled;
    }

    private void Apply(LiveSubscription live, StoredVersion row)
    {
        var document = ResourceDocument.Parse(row.Open()).Document ?? throw new InvalidOperationException("A stored resource does not parse.");
        var (read, issues) = new SubscriptionReader(tests, endpoints, TopicOf).Read(document);
        live.Guarded = null;
        live.Read = read;
        live.Triggers = read is null ? [] : read.Topic is { } topic ? _topics[topic.Url].Triggers : [.. read.Tests.Select(test => OfCriteria(test, tests))];
        var status = document.Root.Child("status").GetString() ?? "";
        live.Definition = read is not null
            ? read.Definition with { VersionId = row.VersionId }
            : new SubscriptionDefinition(row.Id, row.VersionId, status, document.Root.Child("error").GetString() ?? issues[0].Message, SubscriptionReader.OwnerOf(document), document.Root.Child("criteria").GetString(), []);
        // Known from the feed's first look at it, so that a start in between loses nothing.
        if (status == "active" && live.State.ActiveSince == 0)
            live.State = live.State with { ActiveSince = row.Sequence };
        else if (status == "off")
            live.State = live.State with { ActiveSince = 0 };
    }

    private SubscriptionTopic? TopicOf(string canonical) => _topics.TryGetValue(canonical.Split('|')[0], out var known) ? known.Topic : null;

    // R4: whatever is created or updated and then meets the criteria.
    private static CompiledTrigger OfCriteria(RowTest test, RowTests tests) =>
        CompiledTrigger.Compile(tests, new TopicTrigger(test.ResourceType, new HashSet<VersionAction> { VersionAction.Create, VersionAction.Update }, null, null));
}

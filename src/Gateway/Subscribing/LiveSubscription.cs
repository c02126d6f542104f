using System.Globalization;
using Carewright.Gateway.Access;
using Carewright.Storage;

namespace Carewright.Gateway.Subscribing;

/// <summary>One subscription in memory: its definition, its triggers, and where its events are. Safe from many threads; only the reader of the feed adds events.</summary>
internal sealed class LiveSubscription(string id)
{
    /// <summary>Events that are kept for <c>$events</c> and for an endpoint that is down.</summary>
    internal const int MostKept = 1_000;

    /// <summary>How long they are kept.</summary>
    internal static readonly TimeSpan KeptFor = TimeSpan.FromDays(7);

    private readonly Lock _lock = new();
    private readonly List<EventRef> _events = [];
    private long _delivered;

    internal string Id => id;

    /// <summary>As it was last read; null when it cannot be served, and then <see cref="View"/> says why.</summary>
    internal ReadSubscription? Read { get; set; }

    /// <summary>What its events are triggered by.</summary>
    internal IReadOnlyList<CompiledTrigger> Triggers { get; set; } = [];

    internal SubscriptionDefinition? Definition { get; set; }

    internal SubscriptionState State { get; set; } = SubscriptionState.None;

    /// <summary>The access that its criteria were last checked against, and what came of it.</summary>
    internal (CompiledAccess Access, string? Fault)? Guarded { get; set; }

    internal long Delivered
    {
        get => Interlocked.Read(ref _delivered);
        set => Interlocked.Exchange(ref _delivered, value);
    }

    internal SubscriptionView? View
    {
        get
        {
            lock (_lock)
                return Definition is { } definition ? new SubscriptionView(definition, State.ActiveSince > 0, State.LastEvent, Delivered, _events.Count > 0 ? _events[0].Number : State.LastEvent + 1) : null;
        }
    }

    /// <summary>Events of a range of numbers that are still kept, in order.</summary>
    internal IReadOnlyList<EventRef> Range(long from, long to, int most)
    {
        lock (_lock)
        {
            if (_events.Count == 0 || to < from)
                return [];
            var start = (int)Math.Clamp(from - _events[0].Number, 0, _events.Count);
            var end = (int)Math.Clamp(to - _events[0].Number + 1, start, _events.Count);
            return _events.GetRange(start, Math.Min(most, end - start));
        }
    }

    internal void Restore(IEnumerable<EventRef> events, SubscriptionState state, long delivered)
    {
        lock (_lock)
        {
            _events.AddRange(events.OrderBy(one => one.Number));
            State = state with { LastEvent = Math.Max(state.LastEvent, _events.Count > 0 ? _events[^1].Number : 0) };
            Delivered = delivered;
        }
    }

    /// <summary>The private rows that make new events durable, old blocks taken away; nothing changes in memory before <see cref="Append"/>.</summary>
    internal IEnumerable<PrivateDraft> RowsFor(IReadOnlyList<EventRef> added, SubscriptionState state, long oldestTicks)
    {
        yield return new PrivateDraft(SubscriptionState.Kind, Id, System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(state, SubscriptionJson.Default.SubscriptionState));
        if (added.Count == 0)
            yield break;
        List<EventRef> all;
        lock (_lock)
            all = [.. _events, .. added];
        foreach (var block in added.Select(one => EventBlocks.Of(one.Number)).Distinct())
            yield return new PrivateDraft(SubscriptionState.EventKind, KeyOf(block), EventBlocks.Pack([.. all.Where(one => EventBlocks.Of(one.Number) == block)]));
        for (var block = EventBlocks.Of(all[0].Number); block < FirstKeptBlock(all, oldestTicks); block++)
            yield return new PrivateDraft(SubscriptionState.EventKind, KeyOf(block), null);
    }

    internal void Append(IReadOnlyList<EventRef> added, SubscriptionState state, long oldestTicks)
    {
        lock (_lock)
        {
            State = state;
            _events.AddRange(added);
            if (_events.Count > 0)
            {
                var first = FirstKeptBlock(_events, oldestTicks);
                _events.RemoveAll(one => EventBlocks.Of(one.Number) < first);
            }
        }
    }

    /// <summary>Rows that take away everything that is kept.</summary>
    internal IReadOnlyList<PrivateDraft> RowsOfRemoval()
    {
        lock (_lock)
        {
            return
            [
                new(SubscriptionState.Kind, Id, null), new(SubscriptionState.DeliveredKind, Id, null),
                .. _events.Select(one => EventBlocks.Of(one.Number)).Distinct().Select(block => new PrivateDraft(SubscriptionState.EventKind, KeyOf(block), null)),
            ];
        }
    }

    // Whole blocks go, and never the last one: what is kept is at least what was promised.
    private static long FirstKeptBlock(List<EventRef> events, long oldestTicks)
    {
        var last = EventBlocks.Of(events[^1].Number);
        var byCount = EventBlocks.Of(Math.Max(1, events[^1].Number - MostKept + 1));
        var old = events.FindIndex(one => one.At >= oldestTicks);
        return Math.Min(last, Math.Max(byCount, old < 0 ? last : EventBlocks.Of(events[old].Number)));
    }

    private string KeyOf(long block) => string.Create(CultureInfo.InvariantCulture, $"{Id}/{block}");
}

/// <summary>How a subscription stands.</summary>
/// <param name="Definition">What it asks for.</param>
/// <param name="IsCounting">True when what happens is counted as its events: from its activation until it is switched off.</param>
/// <param name="LastEvent">Number of its last event; 0 when it has had none.</param>
/// <param name="Delivered">Number of the last event that reached its endpoint.</param>
/// <param name="FirstKept">The first event that can still be asked for; one more than <paramref name="LastEvent"/> when none can.</param>
public sealed record SubscriptionView(SubscriptionDefinition Definition, bool IsCounting, long LastEvent, long Delivered, long FirstKept)
{
    /// <summary>Logical id.</summary>
    public string Id => Definition.Id;

    /// <summary>True when there are events that have not reached its endpoint.</summary>
    public bool HasPending => LastEvent > Delivered;
}

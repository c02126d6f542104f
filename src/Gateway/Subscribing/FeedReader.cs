using Carewright.Fhir.Json;
using Carewright.Security;
using Carewright.Storage;

namespace Carewright.Gateway.Subscribing;

/// <summary>
/// The one reader of the change feed. It works through the feed in order, and what it finds becomes durable in one commit with its own place in the feed: a process that is killed finds every
/// event again, under the number that it had. Changes without events cost no commit; they may be looked at again after a start, and are then no events either.
/// </summary>
internal sealed class FeedReader(IRecordStore store, SubscriptionRegister register, EventMatcher matcher, Func<string?, Actor?> ownerOf, TimeProvider clock)
{
    private const int Batch = 256;
    private const long SaveEvery = 5_000;

    // What is written in this time is read together: a reader that is woken for every single commit takes more from the writers than it gives to the subscribers.
    private static readonly TimeSpan s_pace = TimeSpan.FromMilliseconds(8);
    private static readonly TimeSpan s_idlePace = TimeSpan.FromMilliseconds(50);
    private readonly Dictionary<LiveSubscription, List<EventRef>> _found = [];
    private readonly HashSet<LiveSubscription> _touched = [];
    private readonly List<PrivateDraft> _removed = [];
    private readonly Dictionary<string, string> _faults = new(StringComparer.Ordinal);
    private long _cursor;
    private long _saved;

    /// <summary>Raised with a subscription's id after its definition, its status or its events have changed, on the reader's thread.</summary>
    internal event Action<string>? Changed;

    /// <summary>Raised with a subscription's id and the reason when it cannot be served any more.</summary>
    internal event Action<string, string>? Failed;

    /// <summary>Reads what is there and takes up the feed where it was left; a new store begins at its end.</summary>
    internal void Load()
    {
        register.Load();
        _cursor = _saved = store.Private.Get(SubscriptionState.CursorKind, "-") is { } kept ? SubscriptionState.Number(kept) : store.Statistics().LastSequence;
    }

    /// <summary>Reads until it is stopped.</summary>
    internal async Task RunAsync(CancellationToken cancellationToken)
    {
        await SaveAsync(_cursor, cancellationToken).ConfigureAwait(false);
        while (!cancellationToken.IsCancellationRequested)
        {
            if (await ReadAsync(cancellationToken).ConfigureAwait(false))
                continue;
            await store.WaitForChangeAsync(_cursor, cancellationToken).ConfigureAwait(false);
            await Task.Delay(register.All.Count > 0 ? s_pace : s_idlePace, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>One batch; false when the feed is at its end. If it fails nothing of it has happened, and it is read again.</summary>
    private async Task<bool> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            var end = store.Statistics().LastSequence;
            var rows = store.Changes(_cursor, Batch).ToList();
            foreach (var row in rows)
                Take(row);
            var last = rows.Count > 0 ? rows[^1].Sequence : 0;
            var next = rows.Count == Batch ? last : Math.Max(_cursor, Math.Max(end, last));
            if (_found.Count + _touched.Count + _removed.Count > 0 || next - _saved > SaveEvery)
                await SaveAsync(next, cancellationToken).ConfigureAwait(false);
            _cursor = next;
            foreach (var (id, fault) in _faults)
                Failed?.Invoke(id, fault);
            return rows.Count == Batch;
        }
        finally
        {
            // What was learnt of subscriptions themselves is not learnt twice: it waits for the next commit.
            _found.Clear();
            _faults.Clear();
        }
    }

    private void Take(StoredVersion row)
    {
        try
        {
            if (row.ResourceType == "Subscription")
                TakeSubscription(row);
            else if (row.ResourceType == "Basic" && IsTopic(row))
                TakeTopics();
            Match(row);
        }
        catch (SealBrokenException)
        {
            // Erased, or changed behind our back: nobody can read it, so nobody is told of it; and the others must not wait for it for ever.
        }
    }

    private void Match(StoredVersion row)
    {
        var watching = register.Watching(row.ResourceType);
        if (watching.Count == 0)
            return;
        var change = new ChangeFacts(store, row);
        foreach (var subscription in watching)
        {
            if (ownerOf(subscription.Definition?.Owner) is not { } owner)
                _faults[subscription.Id] = SubscriptionRoom.NoOwner;
            else if (IsEvent(subscription, change, owner, out var fault))
                Count(subscription, row);
            else if (fault is not null && subscription.Definition?.Status != "error")
                _faults[subscription.Id] = fault;
        }
    }

    // One subscription that cannot be decided must not hold up the others: it ends in error, and its owner is told.
    private bool IsEvent(LiveSubscription subscription, ChangeFacts change, Actor owner, out string? fault)
    {
        try
        {
            return matcher.IsEvent(subscription, change, owner, out fault);
        }
        catch (Exception unexpected) when (unexpected is not (SealBrokenException or OperationCanceledException or IOException))
        {
            fault = SubscriptionRoom.Undecided;
            return false;
        }
    }

    private void Count(LiveSubscription subscription, StoredVersion row)
    {
        if (!_found.TryGetValue(subscription, out var events))
            _found.Add(subscription, events = []);
        events.Add(new EventRef(subscription.State.LastEvent + events.Count + 1, row.Sequence, row.LastUpdated.UtcTicks));
    }

    private void TakeSubscription(StoredVersion row)
    {
        if (register.Apply(row, out var isGone) is not { } subscription)
            return;
        if (isGone)
        {
            _found.Remove(subscription);
            _touched.Remove(subscription);
            _removed.AddRange(subscription.RowsOfRemoval());
            Changed?.Invoke(subscription.Id);
        }
        else
            _touched.Add(subscription);
        register.Index();
    }

    private void TakeTopics()
    {
        foreach (var subscription in register.ReloadTopics())
            _touched.Add(subscription);
        register.Index();
    }

    private static bool IsTopic(StoredVersion row)
    {
        // A topic that is taken away says so only by what it was.
        if (row.IsDeleted)
            return true;
        return ResourceDocument.Parse(row.Open()).Document is { } document && TopicReader.IsTopic(document);
    }

    /// <summary>Makes what was found durable, together with the place in the feed, and only then shows it.</summary>
    private async Task SaveAsync(long cursor, CancellationToken cancellationToken)
    {
        var oldest = (clock.GetUtcNow() - LiveSubscription.KeptFor).UtcTicks;
        var changes = _touched.Union(_found.Keys).Select(subscription => (Subscription: subscription, Events: _found.GetValueOrDefault(subscription) ?? [])).ToList();
        var rows = new List<PrivateDraft>(_removed) { new(SubscriptionState.CursorKind, "-", SubscriptionState.Number(cursor)) };
        foreach (var (subscription, events) in changes)
            rows.AddRange(subscription.RowsFor(events, After(subscription, events), oldest));
        await CommitAsync(rows, cancellationToken).ConfigureAwait(false);
        _saved = cursor;
        foreach (var (subscription, events) in changes)
            subscription.Append(events, After(subscription, events), oldest);
        _touched.Clear();
        _removed.Clear();
        foreach (var (subscription, _) in changes)
            Changed?.Invoke(subscription.Id);
    }

    private static SubscriptionState After(LiveSubscription subscription, List<EventRef> events) => events.Count == 0 ? subscription.State : subscription.State with { LastEvent = events[^1].Number };

    private async Task CommitAsync(List<PrivateDraft> rows, CancellationToken cancellationToken)
    {
        var request = new CommitRequest([], [], []) { Private = rows };
        while ((await store.CommitAsync(request, cancellationToken).ConfigureAwait(false)).Status == CommitStatus.Busy)
            await Task.Delay(s_pace, cancellationToken).ConfigureAwait(false);
    }
}

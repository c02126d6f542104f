using System.Collections.Concurrent;
using Carewright.InBasket.Reviewing;
using Carewright.Security;

namespace Carewright.InBasket.Features;

/// <summary>
/// Counts of in-baskets, kept until a task changes: a badge that asks each minute leaves a record only when there was something to count anew. What a person may see changes also without a task, so that nothing is kept for long.
/// Safe from many threads.
/// </summary>
internal sealed class CountCache
{
    private const int Most = 1000;
    private static readonly TimeSpan s_kept = TimeSpan.FromMinutes(5);
    private readonly ConcurrentDictionary<Actor, (BasketCounts Counts, DateTimeOffset Until)> _kept = new();
    private readonly TimeProvider _clock;
    private long _changes;

    public CountCache(ReviewFollower follower, TimeProvider clock)
    {
        _clock = clock;
        follower.TasksChanged += Clear;
    }

    /// <summary>What changes with every change of a task; ask before counting.</summary>
    internal long Stamp => Interlocked.Read(ref _changes);

    /// <summary>What is kept for somebody, or null.</summary>
    internal BasketCounts? Find(Actor actor) => _kept.TryGetValue(actor, out var kept) && kept.Until > _clock.GetUtcNow() ? kept.Counts : null;

    /// <summary>Keeps what was counted, unless something has changed since.</summary>
    internal void Keep(Actor actor, BasketCounts counts, long stamp)
    {
        if (_kept.Count >= Most)
            _kept.Clear();
        if (stamp == Stamp)
            _kept[actor] = (counts, _clock.GetUtcNow() + s_kept);
    }

    private void Clear()
    {
        Interlocked.Increment(ref _changes);
        _kept.Clear();
    }
}

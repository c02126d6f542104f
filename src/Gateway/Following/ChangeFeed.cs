using System.Globalization;
using System.Text;
using Carewright.Storage;

namespace Carewright.Gateway.Following;

/// <summary>
/// The change feed for what the server does by itself when the record changes: messages to partners, tasks. Each follower has a name and its own place in the feed, which is durable. Safe from many threads; one call of
/// <see cref="FollowAsync"/> for each name at a time.
/// </summary>
public sealed class ChangeFeed
{
    private const string CursorKind = "feed-follower";
    private const int Batch = 256;
    private const long SaveEvery = 5_000;

    // What is written in this time is read together: a follower that is woken for every single commit takes more from the writers than it gives.
    private static readonly TimeSpan s_pace = TimeSpan.FromMilliseconds(20);
    private readonly IRecordStore _store;

    internal ChangeFeed(IRecordStore store) => _store = store;

    /// <summary>
    /// Gives changes to a follower, in the order in which they were committed, until it is stopped. What it has taken is not given again, unless the process ends, or <paramref name="take"/> fails, before its place is durable:
    /// each change is given at least once. A name that is new begins at the end of the feed.
    /// </summary>
    /// <param name="name">The follower's name, <c>[a-z-]+</c>; it never changes.</param>
    /// <param name="types">Resource types that it is told of; asked for each batch, since settings change.</param>
    /// <param name="take">Takes up to 256 changes; what it throws ends the following.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task FollowAsync(string name, Func<IReadOnlySet<string>> types, Func<IReadOnlyList<ChangeNotice>, CancellationToken, ValueTask> take, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(types);
        ArgumentNullException.ThrowIfNull(take);
        var kept = _store.Private.Get(CursorKind, name);
        var cursor = kept is null ? _store.Statistics().LastSequence : long.Parse(Encoding.ASCII.GetString(kept), CultureInfo.InvariantCulture);
        if (kept is null)
            await SaveAsync(name, cursor, cancellationToken).ConfigureAwait(false);
        var saved = cursor;
        while (true)
        {
            var end = _store.Statistics().LastSequence;
            var rows = _store.Changes(cursor, Batch).ToList();
            var wanted = types();
            var notices = rows.Where(row => wanted.Contains(row.ResourceType)).Select(NoticeOf).ToList();
            if (notices.Count > 0)
                await take(notices, cancellationToken).ConfigureAwait(false);
            var last = rows.Count > 0 ? rows[^1].Sequence : 0;
            cursor = rows.Count == Batch ? last : Math.Max(cursor, Math.Max(end, last));
            if (notices.Count > 0 || cursor - saved > SaveEvery)
                await SaveAsync(name, saved = cursor, cancellationToken).ConfigureAwait(false);
            if (rows.Count == Batch)
                continue;
            await _store.WaitForChangeAsync(cursor, cancellationToken).ConfigureAwait(false);
            await Task.Delay(s_pace, cancellationToken).ConfigureAwait(false);
        }
    }

    private static ChangeNotice NoticeOf(StoredVersion row) => new(row.Sequence, row.ResourceType, row.Id, row.VersionId, row.Action, row.LastUpdated);

    private Task SaveAsync(string name, long cursor, CancellationToken cancellationToken) =>
        _store.Private.PutAsync(CursorKind, name, Encoding.ASCII.GetBytes(cursor.ToString(CultureInfo.InvariantCulture)), cancellationToken);
}

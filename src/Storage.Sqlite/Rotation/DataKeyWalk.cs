using System.Diagnostics;
using Carewright.Storage.Sealing;

namespace Carewright.Storage.Sqlite.Rotation;

/// <summary>
/// Retires the data keys that are to be, and seals every body that is under a retired one under its successor. A row names its key, so that the walk begins anew after a crash and finds only what is left; what is written
/// meanwhile is under a key in force.
/// </summary>
internal sealed class DataKeyWalk(RotationParts parts)
{
    private const int KeyBatch = 128;

    // A row that is looked at and stays costs next to nothing.
    private const int Window = 4096;

    private readonly HashSet<long> _kept = [];
    private long _place;
    private long _total;
    private int _batch = parts.Limits.LeastBatch;
    private volatile bool _isSettling;

    public KeyRotationStatus Status() => new("data", Math.Min(Interlocked.Read(ref _place), Interlocked.Read(ref _total)), Interlocked.Read(ref _total), _kept.Count, _isSettling);

    /// <summary>Walks to the end, and destroys the retired keys that nothing is under any more; the numbers of those that stay because something under them does not open.</summary>
    public async Task<IReadOnlyCollection<long>> RunAsync(CancellationToken cancellationToken)
    {
        while (await RetireAsync().ConfigureAwait(false) == KeyBatch)
            cancellationToken.ThrowIfCancellationRequested();
        List<long> retired = [];
        await parts.Alone(() => (retired, _total) = (parts.Record.Keys.Retired(), parts.State.Delta.Snapshot.Coverage.Sequence)).ConfigureAwait(false);
        var wanted = retired.ToHashSet();
        while (_place < _total)
        {
            var (before, started) = (parts.State.Delta.Snapshot.Coverage.Sequence, Stopwatch.GetTimestamp());
            await WriteAsync(Read(wanted)).ConfigureAwait(false);
            await parts.RestAsync(before, started, cancellationToken).ConfigureAwait(false);
        }
        _isSettling = true;
        await Task.Delay(parts.Kept, cancellationToken).ConfigureAwait(false);
        await DestroyAsync([.. retired.Where(id => !_kept.Contains(id))]).ConfigureAwait(false);
        return _kept;
    }

    private async Task<int> RetireAsync()
    {
        var found = 0;
        await RetireAsync(parts, () =>
        {
            var keys = parts.Record.Keys.ToRetire(KeyBatch);
            found = keys.Count;
            if (found < KeyBatch)
                parts.Record.Keys.RetireUpTo(0);
            return keys;
        }).ConfigureAwait(false);
        return found;
    }

    /// <summary>Retires keys and saves their successors, in one transaction.</summary>
    public static Task RetireAsync(RotationParts parts, Func<IReadOnlyList<StoredDataKey>> choose)
    {
        var successors = new List<(long Retired, DataKey Successor)>();
        return parts.ChangeAsync(
            () =>
            {
                foreach (var stored in choose())
                {
                    var (retired, successor) = parts.State.Keys.Succeed(stored);
                    parts.Record.Keys.Retire(retired);
                    parts.Record.InsertDataKey(parts.State.Keys.Wrap(successor));
                    successors.Add((stored.Id, successor));
                }
            },
            () => parts.State.Keys.Succeeded(successors));
    }

    /// <summary>The next rows under wanted keys, moved in memory.</summary>
    private List<MovedRow> Read(HashSet<long> wanted)
    {
        var rows = new List<MovedRow>();
        using var lease = parts.Fresh.Rent();
        using var statement = lease.Reader.Record.Prepare("SELECT seq, key, type, vid, action, ident, body FROM version WHERE seq > ?1 AND seq <= ?2 ORDER BY seq");
        var end = Math.Min(_total, _place + Window);
        statement.Bind(1, _place).Bind(2, end);
        while (rows.Count < _batch && statement.Step())
        {
            Interlocked.Exchange(ref _place, statement.Int64(0));
            if (wanted.Contains(statement.Int64(1)) && statement.Blob(6) is { IsEmpty: false } body)
                Add(rows, statement.Int64(1), new VersionBinding(parts.State.Registry.Name((int)statement.Int64(2)), statement.Int64(5), statement.Int64(3), (VersionAction)statement.Int64(4)), body);
        }
        if (rows.Count < _batch)
            Interlocked.Exchange(ref _place, end);
        return rows;
    }

    private void Add(List<MovedRow> rows, long keyId, in VersionBinding binding, ReadOnlySpan<byte> body)
    {
        try
        {
            var from = parts.State.Keys.ForId(keyId);
            var to = parts.State.Keys.ForOwner(from.Owner);
            if (!to.IsSaved)
                throw new SealBrokenException("There is no key to move it to.");
            rows.Add(new MovedRow(_place, keyId, to.Id, parts.State.Seal.Move(from, to, binding, body)));
        }
        catch (SealBrokenException error)
        {
            // Erased meanwhile, which leaves nothing under the key; or changed behind our back: what it was under stays, for whoever looks into it.
            _kept.Add(keyId);
            Log.RowNotMoved(parts.Log, _place, error);
        }
    }

    private async Task WriteAsync(List<MovedRow> rows)
    {
        if (rows.Count == 0)
            return;
        var taken = TimeSpan.Zero;
        await parts.ChangeAsync(
            () =>
            {
                var started = Stopwatch.GetTimestamp();
                foreach (var row in rows)
                    parts.Record.Keys.Move(row.Sequence, row.From, row.To, row.Body);
                taken = Stopwatch.GetElapsedTime(started);
            },
            parts.State.Marks.VersionsChanged).ConfigureAwait(false);
        _batch = taken.TotalMilliseconds > parts.Limits.WriterMilliseconds ? Math.Max(parts.Limits.LeastBatch, _batch / 2)
            : taken.TotalMilliseconds < parts.Limits.WriterMilliseconds / 3 ? Math.Min(parts.Limits.MostBatch, _batch * 2) : _batch;
    }

    private async Task DestroyAsync(List<long> ids)
    {
        if (ids.Count == 0)
            return;
        foreach (var some in ids.Chunk(KeyBatch))
            await parts.ChangeAsync(
                () =>
                {
                    // With the first of them: a backup must not take for granted what it cannot open any more.
                    if (some[0] == ids[0])
                        parts.Record.Keys.EndEra();
                    parts.Record.Keys.Destroy(some);
                },
                () => parts.State.Keys.Forget(some)).ConfigureAwait(false);
        await parts.PurgeAsync().ConfigureAwait(false);
    }

    private sealed record MovedRow(long Sequence, long From, long To, byte[] Body);
}

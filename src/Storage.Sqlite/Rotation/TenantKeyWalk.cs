using System.Diagnostics;
using Carewright.Storage.Sealing;

namespace Carewright.Storage.Sqlite.Rotation;

/// <summary>
/// Brings everything that is wrapped or sealed under the older tenant key under the one in force: data keys, then private rows. What it meets says itself which one it is under, so that it begins anew after a crash and
/// does only what is left. What is written meanwhile is under the new key already.
/// </summary>
internal sealed class TenantKeyWalk(RotationParts parts)
{
    private const int Batch = 128;
    private long _done;
    private volatile bool _isSettling;

    public KeyRotationStatus Status() => new("tenant", Interlocked.Read(ref _done), Math.Max(Interlocked.Read(ref _done), Total), 0, _isSettling);

    private long Total { get; set; }

    /// <summary>Walks to the end, and destroys the older key.</summary>
    /// <exception cref="SealBrokenException">A wrapped key or a private row opens by neither; the older key stays.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await parts.Alone(() => Total = parts.Record.Keys.Count).ConfigureAwait(false);
        await WalkAsync(RewrapAsync, cancellationToken).ConfigureAwait(false);
        (_kind, _key) = (long.MinValue, long.MinValue);
        await WalkAsync(ResealAsync, cancellationToken).ConfigureAwait(false);
        _isSettling = true;
        await Task.Delay(parts.Kept, cancellationToken).ConfigureAwait(false);
        await SettleAsync().ConfigureAwait(false);
    }

    private long _id;
    private long _kind;
    private long _key;

    private async Task WalkAsync(Func<Task<int>> step, CancellationToken cancellationToken)
    {
        for (var found = Batch; found == Batch;)
        {
            var (before, started) = (parts.State.Delta.Snapshot.Coverage.Sequence, Stopwatch.GetTimestamp());
            found = await step().ConfigureAwait(false);
            Interlocked.Add(ref _done, found);
            await parts.RestAsync(before, started, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<int> RewrapAsync()
    {
        var found = 0;
        await parts.ChangeAsync(() =>
        {
            var keys = parts.State.Keys;
            var stored = parts.Record.Keys.After(_id, Batch);
            foreach (var key in stored.Where(key => key.Generation != keys.Generation))
                parts.Record.Keys.Rewrap(keys.Rewrap(key));
            (found, _id) = (stored.Count, stored.Count > 0 ? stored[^1].Id : _id);
        }).ConfigureAwait(false);
        return found;
    }

    private async Task<int> ResealAsync()
    {
        var found = 0;
        await parts.ChangeAsync(() =>
        {
            var rows = parts.Record.Keys.PrivateAfter(_kind, _key, Batch);
            foreach (var (kind, key, value) in rows)
                if (PrivateSeal.Renew(parts.State.Keys, kind, key, value) is { } renewed)
                    parts.Record.PutPrivate(kind, key, renewed);
            found = rows.Count;
            if (found > 0)
                (_kind, _key) = (rows[^1].Kind, rows[^1].Key);
        }).ConfigureAwait(false);
        return found;
    }

    private async Task SettleAsync()
    {
        LayerKeys? before = null, after = null;
        await parts.ChangeAsync(
            () =>
            {
                before = parts.State.Keys.Layers;
                after = before.Settle();
                parts.Record.Keys.PutLayers(after.Stored());
                parts.Record.Keys.EndEra();
            },
            () => parts.State.Keys.Become(after!)).ConfigureAwait(false);
        before!.Older?.Dispose();
        before.OlderPrivate?.Destroy();
        await parts.PurgeAsync().ConfigureAwait(false);
    }
}

using System.Diagnostics;
using Carewright.Bench.Processes;
using Carewright.Bench.Results;
using Carewright.Storage.Sealing;
using Carewright.Storage.Sqlite;
using Carewright.Storage.Sqlite.Backups;

namespace Carewright.Bench.Rows;

/// <summary>What keeps a record safe, on the store that the rows before have filled: a whole backup, an incremental one, a restore up to a store that answers, and new data keys for everybody.</summary>
internal sealed class KeepingRows(DirectoryInfo store, DirectoryInfo work)
{
    public const string Name = "backup, restore, rotation";
    private readonly PassphraseKeyProvider _keys = new(BenchStore.Passphrase);

    public async Task<IReadOnlyList<BenchRow>> RunAsync(CancellationToken cancellationToken)
    {
        var set = new DirectoryInfo(Path.Combine(work.FullName, "backup"));
        var restored = new DirectoryInfo(Path.Combine(work.FullName, "restored"));
        var copied = Copy();
        var rows = new List<BenchRow>();
        await using (var open = await SqliteRecordStore.OpenAsync(store, _keys, TimeProvider.System, cancellationToken))
        {
            var resources = open.Statistics().CurrentResources;
            var (whole, written) = await TimeAsync(() => open.BackupAsync(set, cancellationToken));
            rows.Add(Row("backup, whole", resources, whole, resources / copied, $"{Numbers.Text(written.Bytes / 1e6)} MB in {Numbers.Text(whole)} s; raw: the file copied and flushed"));
            var (increment, _) = await TimeAsync(() => open.BackupAsync(set, cancellationToken));
            rows.Add(new BenchRow("backup, nothing new", "ms", increment * 1000, null, null, null, null, 0, null, []));
            var (restore, _) = await TimeAsync(() => RestoreAsync(set, restored, cancellationToken));
            rows.Add(Row("restore, until the first answer", resources, restore, null, $"{Numbers.Text(restore)} s, the making of the index included") with { Bars = [Bar.AtMost(restore / 60, 10, "at most", "minutes")] });
            rows.Add(await RotateAsync(open, resources, cancellationToken));
        }
        set.Delete(recursive: true);
        restored.Delete(recursive: true);
        return rows;
    }

    private static BenchRow Row(string name, long resources, double seconds, double? raw, string note) => new(name, "resources/s", resources / seconds, raw, null, null, null, 0, note, []);

    // Nobody else is at the store: this is the pace of a night, not of a day on which the rotation rests beside the clinic.
    private static async Task<BenchRow> RotateAsync(SqliteRecordStore open, long resources, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        await open.RotateDataKeysAsync(null, cancellationToken);
        while (open.KeyRotation() is { IsSettling: false })
            await Task.Delay(20, cancellationToken);
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        await open.WhenKeysAreRotatedAsync(cancellationToken);
        return Row("new data keys for everybody", resources, seconds, null, $"sealed again in {Numbers.Text(seconds)} s; the old keys are destroyed half a minute later");
    }

    private async Task<long> RestoreAsync(DirectoryInfo set, DirectoryInfo target, CancellationToken cancellationToken)
    {
        await SqliteRestore.RestoreAsync(set, target, _keys, null, cancellationToken);
        await using var open = await SqliteRecordStore.OpenAsync(target, _keys, TimeProvider.System, cancellationToken);
        return open.Statistics().CurrentResources;
    }

    private double Copy()
    {
        var started = Stopwatch.GetTimestamp();
        var copy = Path.Combine(work.FullName, "copy");
        using (var from = File.OpenRead(Path.Combine(store.FullName, "record.db")))
        using (var to = File.Create(copy))
        {
            from.CopyTo(to);
            to.Flush(flushToDisk: true);
        }
        File.Delete(copy);
        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static async Task<(double Seconds, T Result)> TimeAsync<T>(Func<Task<T>> work)
    {
        var started = Stopwatch.GetTimestamp();
        var result = await work();
        return (Stopwatch.GetElapsedTime(started).TotalSeconds, result);
    }
}

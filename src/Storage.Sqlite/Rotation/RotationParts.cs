using System.Diagnostics;
using Carewright.Storage.Sqlite.Files;
using Carewright.Storage.Sqlite.Reading;
using Carewright.Storage.Sqlite.Reindexing;
using Microsoft.Extensions.Logging;

namespace Carewright.Storage.Sqlite.Rotation;

/// <summary>What a rotation works with.</summary>
/// <param name="State">The store.</param>
/// <param name="Record">Its record file, for the writer's thread.</param>
/// <param name="Readers">Those who hold snapshots.</param>
/// <param name="Alone">Runs something on the writer's thread, between commits.</param>
internal sealed record RotationParts(StoreState State, RecordFile Record, ReaderPool Readers, Func<Action, Task> Alone)
{
    /// <summary>Reads rows.</summary>
    public required ReaderPool Fresh { get; init; }

    /// <summary>How it shares the machine.</summary>
    public required ReindexLimits Limits { get; init; }

    /// <summary>How long a row that was read may be held before it is opened.</summary>
    public required TimeSpan Kept { get; init; }

    /// <summary>Told how many bytes a batch put into the record's log; on the writer's thread.</summary>
    public required Action<long> Written { get; init; }

    /// <summary>Where it logs.</summary>
    public required ILogger Log { get; init; }

    /// <summary>Changes the record in one durable transaction, on the writer's thread; afterwards, what follows from it in memory.</summary>
    public Task ChangeAsync(Action change, Action? then = null) => Alone(() =>
    {
        Record.Begin();
        try
        {
            change();
            Written(Record.Commit());
        }
        catch
        {
            Record.Rollback();
            throw;
        }
        then?.Invoke();
    });

    /// <summary>Moves the record's write-ahead log into its file and empties it, so that nothing that was destroyed is left in it; and removes copies that were made before the file's form was changed.</summary>
    public Task PurgeAsync() => Alone(() =>
    {
        Readers.WithoutHolding(Record.Checkpoint);
        RecordCopies.Remove(State.Folder);
    });

    /// <summary>Rests as long as the work before it deserves while others are at work. Every access leaves an audit row, so a sequence that has moved says that somebody is.</summary>
    public async Task RestAsync(long sequenceBefore, long startedAt, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (State.Delta.Snapshot.Coverage.Sequence != sequenceBefore)
            await Task.Delay(TimeSpan.FromMilliseconds(Math.Min(250, Stopwatch.GetElapsedTime(startedAt).TotalMilliseconds * Limits.Rest)), cancellationToken).ConfigureAwait(false);
    }
}

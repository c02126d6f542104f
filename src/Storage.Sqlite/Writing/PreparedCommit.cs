using Carewright.Storage.Indexing;
using Carewright.Storage.Sealing;

namespace Carewright.Storage.Sqlite.Writing;

/// <summary>A draft made ready on the caller's thread: encoded, compressed, sealed. What is left is to check and to write.</summary>
internal sealed record PreparedVersion(VersionDraft Draft, TypeIndex Index, long Identity, DataKey Key, PackedEntries Packed, IReadOnlyList<IndexEntry> Entries, byte[] Body, IndexedVersion? Before)
{
    public int Type => Index.Number;

    public long LastUpdated { get; } = Draft.LastUpdated.ToUnixTimeMilliseconds() * 1000;

    /// <summary>The row id it will have, when that is known before it is written.</summary>
    public long? RowId => Draft.Expected?.RowId;
}

/// <summary>An audit record made ready.</summary>
internal sealed record PreparedAudit(long At, PackedEntries Keys, byte[] Sealed);

/// <summary>A change of the private table made ready, and the generation of the key that its value is sealed under.</summary>
internal sealed record PreparedPrivate(PrivateDraft Draft, long Kind, long Key, byte[]? Value, long Generation);

/// <summary>Something for the writer to do. Completed by the writer after the commit, on another thread.</summary>
internal abstract class WriterWork
{
    public abstract void Fail(Exception error);
}

/// <summary>Versions, audit rows and private rows that become durable together.</summary>
internal sealed class CommitWork(PreparedVersion[] versions, IReadOnlyList<PreparedAudit> audit, IReadOnlyList<CommitGuard> guards, IReadOnlyList<PreparedPrivate> privates) : WriterWork
{
    private readonly TaskCompletionSource<CommitResult> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IReadOnlyList<PreparedVersion> Versions => versions;

    public IReadOnlyList<PreparedAudit> Audit => audit;

    public IReadOnlyList<CommitGuard> Guards => guards;

    public IReadOnlyList<PreparedPrivate> Privates => privates;

    public Task<CommitResult> Completion => _completion.Task;

    /// <summary>What it will be completed with once the group is durable.</summary>
    public CommitResult Result { get; set; }

    /// <summary>Puts a version that was made ready anew in the place of one.</summary>
    public void Renew(int place, PreparedVersion version) => versions[place] = version;

    public int Weight => versions.Length + audit.Count + privates.Count + 1;

    public void Complete() => _completion.TrySetResult(Result);

    public override void Fail(Exception error) => _completion.TrySetException(error);
}

/// <summary>
/// Completes a group's callers from a pool thread: one hand-over for the whole group. The callers go on from that thread's own queue, from which idle threads take them, so that one who works on
/// for long after his commit keeps nobody waiting.
/// </summary>
internal sealed class Completions(CommitWork[] works) : IThreadPoolWorkItem
{
    public void Execute()
    {
        foreach (var work in works)
            work.Complete();
    }
}

/// <summary>Something rare that the writer does by itself, between commits.</summary>
internal sealed class ExclusiveWork(Action action) : WriterWork
{
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Completion => _completion.Task;

    public void Run()
    {
        action();
        _completion.TrySetResult();
    }

    public override void Fail(Exception error) => _completion.TrySetException(error);
}

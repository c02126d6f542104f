namespace Carewright.Storage.Sqlite.Reading;

/// <summary>
/// Tells readers whether the snapshot of the files that they hold will still do. Versions are never changed, so that a reader needs a newer snapshot of <c>record.db</c> only when a version has been added or
/// an erasure has overwritten some, not for each audited look; and of <c>index.db</c> only when something has been merged into it.
/// </summary>
internal sealed class ReadMarks
{
    private long _versions;
    private long _merged;
    private int _suspended;

    /// <summary>Goes up when rows of versions are added or overwritten: after they are on disk, before the delta shows them.</summary>
    public long Versions => Volatile.Read(ref _versions);

    /// <summary>Goes up when a part of the delta is in the index file: before the delta lets go of it.</summary>
    public long Merged => Volatile.Read(ref _merged);

    /// <summary>False while a log is being moved into its file: a snapshot that is held then keeps the log from starting anew.</summary>
    public bool MayHold => Volatile.Read(ref _suspended) == 0;

    public void VersionsChanged() => Interlocked.Increment(ref _versions);

    public void IndexChanged() => Interlocked.Increment(ref _merged);

    public void Suspend() => Interlocked.Increment(ref _suspended);

    public void Resume() => Interlocked.Decrement(ref _suspended);
}

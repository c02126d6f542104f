using System.Collections.Concurrent;
using Carewright.Storage.Sqlite.Engine;

namespace Carewright.Storage.Sqlite.Writing;

/// <summary>
/// The one thread that writes <c>record.db</c>. It takes whatever waits in the bounded queue as one group, checks each piece of work, writes all that may be written in one transaction,
/// publishes their index changes when the transaction is on disk, and only then completes the callers.
/// </summary>
internal sealed class CommitWriter : IDisposable
{
    private const int GroupWeight = 1024;
    private readonly BlockingCollection<WriterWork> _queue;
    private readonly CommitGroup _group;
    private readonly IndexMerger _merger;
    private readonly Thread _thread;
    private volatile Exception? _fault;

    public CommitWriter(CommitGroup group, IndexMerger merger, int capacity)
    {
        _queue = new BlockingCollection<WriterWork>(capacity);
        _group = group;
        _merger = merger;
        _thread = new Thread(Run) { Name = "carewright-writer", IsBackground = true };
        _thread.Start();
    }

    /// <summary>Queues work; false when the queue is full.</summary>
    /// <exception cref="SqliteException">An earlier commit failed to reach the disk: nothing is written any more until the store is opened again.</exception>
    public bool TryAdd(WriterWork work)
    {
        if (_fault is { } fault)
            throw new IOException("The store has stopped writing because a commit did not reach the disk.", fault);
        return _queue.TryAdd(work);
    }

    /// <summary>Queues work, waiting for room.</summary>
    public void Add(WriterWork work, CancellationToken cancellationToken) => _queue.Add(work, cancellationToken);

    /// <summary>Finishes what is queued and stops.</summary>
    public void Dispose()
    {
        _queue.CompleteAdding();
        _thread.Join();
        _group.Dispose();
        _queue.Dispose();
    }

    private void Run()
    {
        foreach (var first in _queue.GetConsumingEnumerable())
        {
            _merger.WaitForRoom();
            var weight = Stage(first);
            while (weight < GroupWeight && _queue.TryTake(out var next))
                weight += Stage(next);
            Flush();
        }
    }

    private int Stage(WriterWork work)
    {
        if (_fault is { } fault)
        {
            work.Fail(fault);
            return 1;
        }
        if (work is ExclusiveWork exclusive)
        {
            Flush();
            RunAlone(exclusive);
            return GroupWeight;
        }
        var commit = (CommitWork)work;
        if (commit.Guards.Count > 0 && _group.HasVersions)
            Flush();
        if (TryCheck(commit))
            Write(commit);
        return commit.Weight;
    }

    private static void RunAlone(ExclusiveWork work)
    {
        try
        {
            work.Run();
        }
        catch (Exception error)
        {
            work.Fail(error);
        }
    }

    /// <summary>What goes wrong while checking (a guard that is too costly) concerns this work alone.</summary>
    private bool TryCheck(CommitWork work)
    {
        try
        {
            _group.Check(work);
            return true;
        }
        catch (Exception error)
        {
            work.Fail(error);
            return false;
        }
    }

    private void Write(CommitWork work)
    {
        try
        {
            _group.Write(work);
        }
        catch (Exception error)
        {
            // The transaction may hold half of this work: none of the group is committed.
            work.Fail(error);
            _group.Abandon(error);
        }
    }

    private void Flush()
    {
        if (_group.IsEmpty)
            return;
        try
        {
            _group.Commit();
        }
        catch (Exception error)
        {
            // After a failed flush nobody can say what the disk holds: stop writing rather than acknowledge on top of it.
            _fault = error;
            _group.Abandon(error);
        }
    }
}

using Carewright.Storage.Sqlite.Delta;
using Carewright.Storage.Sqlite.Files;
using Carewright.Storage.Sqlite.Reading;
using Microsoft.Extensions.Logging;

namespace Carewright.Storage.Sqlite.Writing;

/// <summary>Moves the delta into the index file: sorted, in slices, on its own thread, when there is enough of it or when nothing else goes on.</summary>
internal sealed class IndexMerger : IDisposable
{
    private const int Slice = 8192;
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(500);
    private readonly IndexDelta _delta;
    private readonly ReadMarks _marks;
    private readonly ReaderPool _readers;
    private readonly IndexFile _file;
    private readonly MergeLimits _limits;
    private readonly ILogger _log;
    private readonly Lock _merging = new();
    private readonly ManualResetEventSlim _room = new(true);
    private readonly AutoResetEvent _wake = new(false);
    private readonly Thread _thread;
    private volatile bool _isClosing;

    public IndexMerger(StoreState state, IndexFile file, ReaderPool readers, MergeLimits limits, ILogger log)
    {
        _delta = state.Delta;
        _marks = state.Marks;
        _readers = readers;
        _file = file;
        _limits = limits;
        _log = log;
        _thread = new Thread(Run) { Name = "carewright-merger", IsBackground = true };
    }

    /// <summary>What the index file has.</summary>
    public Coverage Merged { get; private set; } = Coverage.None;

    public void Start(Coverage merged)
    {
        Merged = merged;
        _thread.Start();
    }

    /// <summary>Tells that the delta has grown.</summary>
    public void Grown()
    {
        var entries = _delta.Snapshot.Entries;
        if (entries >= _limits.Most)
            _room.Reset();
        if (entries >= _limits.Enough)
            _wake.Set();
    }

    /// <summary>Waits while the delta is so large that memory and start-up time would suffer: commits slow down to the merger's pace.</summary>
    public void WaitForRoom() => _room.Wait();

    /// <summary>Merges everything that is committed now.</summary>
    public void MergeNow()
    {
        lock (_merging)
        {
            if (_delta.Freeze() is not { } frozen)
                return;
            _readers.WithoutHolding(() => Apply(frozen.Run, frozen.Coverage));
            _marks.IndexChanged();
            _delta.Drop();
            Merged = frozen.Coverage;
        }
        if (_delta.Snapshot.Entries < _limits.Most)
            _room.Set();
    }

    /// <summary>Merges everything that is committed now, and empties the index file's log: what was taken out of the index is then in no file.</summary>
    public void Purge()
    {
        MergeNow();
        lock (_merging)
            _readers.WithoutHolding(_file.Checkpoint);
    }

    /// <summary>Runs something while nothing is merged.</summary>
    public void WhileQuiet(Action action)
    {
        lock (_merging)
            action();
    }

    /// <summary>Ends the thread; merging by hand is still possible.</summary>
    public void Stop()
    {
        _isClosing = true;
        _wake.Set();
        if (_thread.IsAlive)
            _thread.Join();
    }

    public void Dispose()
    {
        Stop();
        _wake.Dispose();
        _room.Dispose();
    }

    private void Apply(SortedRun run, Coverage coverage)
    {
        var entries = run.Entries;
        for (var start = 0; start < entries.Length; start += Slice)
        {
            var isLast = start + Slice >= entries.Length;
            _file.Apply(entries[start..Math.Min(start + Slice, entries.Length)], isLast ? coverage : null);
        }
    }

    private void Run()
    {
        var before = -1L;
        while (!_isClosing)
        {
            var isAsked = _wake.WaitOne(s_pause);
            var now = _delta.Snapshot;
            var isQuiet = now.Coverage.Sequence == before;
            before = now.Coverage.Sequence;
            if (!_isClosing && now.Runs.Length > 0 && (isAsked || isQuiet || now.Entries >= _limits.Enough))
                Attempt();
        }
    }

    private void Attempt()
    {
        try
        {
            MergeNow();
        }
        catch (IOException error)
        {
            // The delta keeps what could not be merged; it is tried again.
            Log.MergeFailed(_log, error);
            Thread.Sleep(s_pause);
        }
    }
}

/// <summary>How large the delta grows.</summary>
/// <param name="Enough">Entries from which it is merged without waiting for quiet.</param>
/// <param name="Most">Entries from which commits wait.</param>
internal sealed record MergeLimits(long Enough = 250_000, long Most = 2_500_000);

namespace Carewright.Storage.Sqlite.Delta;

/// <summary>What the runs of one moment and the merged index together cover.</summary>
/// <param name="Sequence">Highest sequence number published.</param>
/// <param name="Proof">
/// First bytes of the sealed body of the last version, which are random: an index of another record, or of a record that was put back to an earlier state, differs here.
/// </param>
/// <param name="Counts">Current resources per type number.</param>
/// <param name="Rewrites">Number of the last changes of the record's <see cref="Files.RewriteLog"/>.</param>
internal sealed record Coverage(long Sequence, long Proof, IReadOnlyDictionary<int, long> Counts, long Rewrites)
{
    public static Coverage None { get; } = new(0, 0, new Dictionary<int, long>(), 0);
}

/// <summary>The runs of one moment, newest first.</summary>
internal sealed record DeltaSnapshot(SortedRun[] Runs, Coverage Coverage)
{
    public long Entries => Runs.Sum(run => (long)run.Count);
}

/// <summary>
/// The changes of the index that are not merged into the index file yet: sorted immutable runs, published atomically. Small runs are folded together as they come (each entry is copied a logarithmic
/// number of times), so that a reader unites a handful of them. One writer appends, one merger takes away, anybody reads.
/// </summary>
internal sealed class IndexDelta
{
    private const int Growth = 3;
    private readonly Lock _gate = new();
    private SortedRun? _frozen;
    private volatile DeltaSnapshot _snapshot = new([], Coverage.None);

    public DeltaSnapshot Snapshot => _snapshot;

    /// <summary>Publishes a commit: its changes, and what is covered with them.</summary>
    public void Append(SortedRun run, Coverage coverage)
    {
        lock (_gate)
        {
            var runs = _snapshot.Runs;
            if (run.Count == 0)
            {
                _snapshot = new DeltaSnapshot(runs, coverage);
                return;
            }
            var folded = run;
            var taken = 0;
            while (taken < runs.Length && runs[taken] != _frozen && runs[taken].Count < (long)folded.Count * Growth)
                folded = SortedRun.Merge(folded, runs[taken++]);
            _snapshot = new DeltaSnapshot([folded, .. runs.AsSpan(taken)], coverage);
        }
    }

    /// <summary>Makes all present changes one run that stays as it is until <see cref="Drop"/>, and returns it with what it covers; null when there are none.</summary>
    public (SortedRun Run, Coverage Coverage)? Freeze()
    {
        var before = _snapshot;
        if (before.Runs.Length == 0)
            return null;
        var merged = before.Runs.Reverse().Aggregate((older, newer) => SortedRun.Merge(newer, older));
        lock (_gate)
        {
            // Commits that came meanwhile have folded nothing into the runs taken here if they are still there; otherwise fold again under the lock.
            var now = _snapshot;
            var kept = now.Runs.Length - before.Runs.Length;
            if (kept >= 0 && now.Runs.AsSpan(kept).SequenceEqual(before.Runs))
            {
                _frozen = merged;
                _snapshot = new DeltaSnapshot([.. now.Runs.AsSpan(0, kept), merged], now.Coverage);
                return (merged, before.Coverage);
            }
            _frozen = now.Runs.Reverse().Aggregate((older, newer) => SortedRun.Merge(newer, older));
            _snapshot = new DeltaSnapshot([_frozen], now.Coverage);
            return (_frozen, now.Coverage);
        }
    }

    /// <summary>Takes the frozen run away: the index file has it now.</summary>
    public void Drop()
    {
        lock (_gate)
        {
            _snapshot = new DeltaSnapshot([.. _snapshot.Runs.Where(run => run != _frozen)], _snapshot.Coverage);
            _frozen = null;
        }
    }
}

using Carewright.Storage.Sqlite.Delta;
using Carewright.Storage.Sqlite.Files;
using Carewright.Storage.Sqlite.Reading;
using Carewright.Storage.Sqlite.Writing;

namespace Carewright.Storage.Sqlite.Reindexing;

/// <summary>Writes rebuilt entries into rows and index. On the writer's thread, alone, a bounded number of rows at a time.</summary>
internal sealed class RowRewriter(StoreState state, RecordFile record, IndexMerger merger)
{
    /// <summary>
    /// Says, while it is not empty, that rows have lost entries which the index file may still have: what was to be removed is known to no row any more, so that after a crash the index is made again.
    /// </summary>
    public const string OpenSetting = "reindexing";

    private bool _isOpen;

    /// <summary>Writes what still holds: a row that has been replaced or erased meanwhile is left alone.</summary>
    /// <returns>About how many bytes went into the log.</returns>
    public long Write(IReadOnlyList<RebuiltRow> rows, bool isFull)
    {
        using var reader = new Reader(state);
        reader.Begin();
        var current = rows.Where(row => reader.CurrentSequence(row.RowId) == row.Sequence).ToList();
        reader.End();
        var changes = new List<DeltaEntry>();
        var rewritten = new List<long>();
        record.Begin();
        try
        {
            record.SaveParameters(state.Registry);
            foreach (var row in current)
            {
                if (row.Entries is { } entries)
                {
                    if (!record.RewriteEntries(row.Sequence, entries))
                        continue;
                    rewritten.Add(row.Sequence);
                }
                changes.AddRange(row.Changes);
            }
            if (isFull && !_isOpen && changes.Exists(change => change.IsRemoved))
            {
                record.PutSetting(OpenSetting, [1]);
                _isOpen = true;
            }
            return Commit(rewritten, changes);
        }
        catch
        {
            record.Rollback();
            throw;
        }
    }

    /// <summary>Tells that the index file has everything that was written. On the writer's thread, within no transaction.</summary>
    public void Close()
    {
        if (_isOpen)
            record.PutSetting(OpenSetting, []);
        _isOpen = false;
    }

    private long Commit(List<long> rewritten, List<DeltaEntry> changes)
    {
        var written = record.Commit();
        foreach (var sequence in rewritten)
            state.Rewritten.Add(sequence);
        state.Marks.VersionsChanged();
        state.Delta.Append(SortedRun.Of(changes), state.Delta.Snapshot.Coverage);
        merger.Grown();
        return written;
    }
}

using Carewright.Storage.Sqlite.Delta;
using Carewright.Storage.Sqlite.Files;
using Carewright.Storage.Sqlite.Reading;
using Carewright.Storage.Sqlite.Writing;

namespace Carewright.Storage.Sqlite.Reindexing;

/// <summary>Writes rebuilt entries into rows and index. On the writer's thread, alone, a bounded number of rows at a time.</summary>
internal sealed class RowRewriter(StoreState state, RecordFile record, IndexMerger merger)
{
    /// <summary>Writes what still holds: a row that has been replaced or erased meanwhile is left alone.</summary>
    /// <returns>About how many bytes went into the log.</returns>
    public long Write(IReadOnlyList<RebuiltRow> rows)
    {
        using var reader = new Reader(state);
        reader.Begin();
        var current = rows.Where(row => reader.CurrentSequence(row.RowId) == row.Sequence).ToList();
        reader.End();
        var changes = new List<DeltaEntry>();
        var rewritten = new List<long>();
        var number = record.Rewrites.Last;
        long written;
        record.Begin();
        try
        {
            record.SaveParameters(state.Registry);
            foreach (var row in current)
            {
                if (row.Entries is not { } entries || !record.RewriteEntries(row.Sequence, entries))
                    continue;
                rewritten.Add(row.Sequence);
                changes.AddRange(row.Changes);
            }
            if (changes.Count > 0)
                number = record.Rewrites.Add(changes);
            written = record.Commit();
        }
        catch
        {
            record.Rollback();
            throw;
        }
        Publish(rewritten, changes, number);
        return written;
    }

    /// <summary>Forgets changes that the index file has. On the writer's thread, within no transaction.</summary>
    public void Forget()
    {
        if (merger.Merged.Rewrites > record.Rewrites.Forgotten)
            record.Rewrites.Forget(merger.Merged.Rewrites);
    }

    private void Publish(List<long> rewritten, List<DeltaEntry> changes, long number)
    {
        record.Rewrites.Added(number);
        foreach (var sequence in rewritten)
            state.Rewritten.Add(sequence);
        state.Marks.VersionsChanged();
        state.Delta.Append(SortedRun.Of(changes), state.Delta.Snapshot.Coverage with { Rewrites = number });
        merger.Grown();
    }
}

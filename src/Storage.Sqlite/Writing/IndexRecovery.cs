using Carewright.Storage.Indexing;
using Carewright.Storage.Sqlite.Delta;
using Carewright.Storage.Sqlite.Files;
using Carewright.Storage.Sqlite.Reading;

namespace Carewright.Storage.Sqlite.Writing;

/// <summary>
/// Rebuilds the delta from the rows above the mark of the index file: after a crash, after a restored backup, or from nothing. The changes are the ones the commits made;
/// applying some of them again changes nothing. What rewriting rows has changed comes before them: a version's row says by now what it was rewritten to, so that whatever of it has been replaced since goes away with
/// the version that replaced it.
/// </summary>
internal sealed class IndexRecovery(StoreState state, RecordFile record, IndexMerger merger)
{
    private const int Batch = 1000;
    private const int Chunk = 1_000_000;
    private readonly List<DeltaEntry> _changes = [];
    private readonly Dictionary<(long Row, long Version), SealedVersion> _recent = [];
    private readonly Dictionary<int, long> _counts = new(state.Delta.Snapshot.Coverage.Counts);

    /// <summary>Replays everything after what the index file has; returns how many rows that were.</summary>
    public long Run(Coverage had, long last)
    {
        var (mark, replayed) = (had.Sequence, 0L);
        _changes.AddRange(record.Rewrites.After(had.Rewrites));
        using var reader = new Reader(state);
        LoadUpdatedRows(reader);
        var reached = mark;
        for (var batch = RecordScan.Versions(reader, reached, Batch); batch.Count > 0; batch = RecordScan.Versions(reader, reached, Batch))
        {
            foreach (var version in batch)
                Replay(reader, version);
            replayed += batch.Count;
            reached = batch[^1].Sequence;
            // The mark stays where it was until everything is replayed: a crash in between starts over.
            if (_changes.Count >= Chunk)
                Publish(state.Delta.Snapshot.Coverage, merge: true);
        }
        replayed += ReplayAudit(reader, mark);
        Publish(new Coverage(last, record.Proof(last), _counts, record.Rewrites.Last), merge: _changes.Count >= Chunk);
        return replayed;
    }

    private void LoadUpdatedRows(Reader reader)
    {
        reader.Begin();
        using (var cursor = new MergedCursor(reader, backward: false))
        {
            cursor.Seek(IndexKey.First(BuiltInParameter.History), IndexKey.Last(BuiltInParameter.History));
            while (cursor.Next())
                state.Updated.Add(cursor.Current.Value);
        }
        reader.End();
    }

    private void Replay(Reader reader, SealedVersion version)
    {
        var type = state.Encoder.Type(version.ResourceType);
        var before = version.VersionId == 1 ? null : Before(reader, version);
        var header = new VersionHeader(
            version.Sequence, version.RowId, version.ResourceType, version.VersionId, version.Action, version.LastUpdatedMicroseconds, version.Identity, version.KeyId);
        var shown = before is null or { IsDeleted: true } ? null : (IndexedVersion?)new IndexedVersion(before.Sequence, before.LastUpdatedMicroseconds, Expand(type, before));
        IndexChanges.Add(_changes, header, type.Number, Expand(type, version), shown);
        var change = (version.IsDeleted ? 0 : 1) - (shown is null ? 0 : 1);
        _counts[type.Number] = _counts.GetValueOrDefault(type.Number) + change;
        if (version.VersionId > 1)
        {
            state.Updated.Add(version.RowId);
            _recent[(version.RowId, version.VersionId)] = version;
        }
    }

    /// <summary>The version before: one replayed just now, or one that the index knows by its number (never "the newest", which may be ahead of the replay).</summary>
    private SealedVersion? Before(Reader reader, SealedVersion version)
    {
        if (_recent.TryGetValue((version.RowId, version.VersionId - 1), out var recent))
            return recent;
        reader.Begin();
        var sequence = reader.SequenceOf(version.RowId, version.VersionId - 1);
        var before = sequence == 0 ? null : reader.Version(sequence);
        reader.End();
        return before;
    }

    private List<IndexEntry> Expand(TypeIndex type, SealedVersion version) => IndexExpansion.Expand(type, state.Blind, version.Entries);

    private long ReplayAudit(Reader reader, long mark)
    {
        var replayed = 0L;
        var hour = 0L;
        foreach (var table in RecordFile.AuditTables(reader.Record))
            foreach (var (sequence, at, keys) in RecordScan.AuditKeys(reader.Record, table, mark))
            {
                AuditChanges.Add(_changes, sequence, at, keys, ref hour);
                replayed++;
            }
        return replayed;
    }

    private void Publish(Coverage coverage, bool merge)
    {
        state.Delta.Append(SortedRun.Of(_changes), coverage);
        _changes.Clear();
        _recent.Clear();
        if (merge)
            merger.MergeNow();
    }
}

using Carewright.Storage.Indexing;
using Carewright.Storage.Sqlite.Delta;
using Carewright.Storage.Sqlite.Files;
using Carewright.Storage.Sqlite.Reading;

namespace Carewright.Storage.Sqlite.Writing;

/// <summary>
/// Erases a patient: destroys the data key, overwrites the rows sealed with it, and takes their hashes out of the index. Runs on the writer's thread, alone.
/// Until the index is rid of them the record says that an erasure is pending: after a crash in between, the index is made again.
/// </summary>
internal sealed class PatientErasure(StoreState state, RecordFile record, IndexMerger merger, ReaderPool readers)
{
    public const string PendingSetting = "erasing";

    /// <summary>Erases the patient with an identity hash; returns how many versions that were.</summary>
    public int Erase(long owner)
    {
        // Also those that others have taken the place of: versions may still be under them.
        var keys = record.Keys.IdsOf(owner);
        if (keys.Count == 0)
            return 0;
        var changes = new List<DeltaEntry>();
        var counts = new Dictionary<int, long>(state.Delta.Snapshot.Coverage.Counts);
        using (var reader = new Reader(state))
            foreach (var version in keys.SelectMany(reader.VersionsOfKey))
                Remove(reader, version, keys, changes, counts);
        record.Begin();
        int erased;
        try
        {
            record.PutSetting(PendingSetting, [1]);
            erased = keys.Sum(record.Erase);
            // They hold hashes of what is erased; if the index file does not get them now, it is made again.
            record.Rewrites.Forget(record.Rewrites.Last);
            record.Commit();
        }
        catch
        {
            record.Rollback();
            throw;
        }
        state.Keys.Destroyed(owner, keys);
        var before = state.Delta.Snapshot.Coverage;
        state.Marks.VersionsChanged();
        state.Delta.Append(SortedRun.Of(changes), before with { Proof = record.Proof(before.Sequence), Counts = counts });
        merger.Purge();
        record.PutSetting(PendingSetting, []);
        readers.WithoutHolding(record.Checkpoint);
        RecordCopies.Remove(state.Folder);
        return erased;
    }

    private void Remove(Reader reader, SealedVersion version, List<long> keys, List<DeltaEntry> changes, Dictionary<int, long> counts)
    {
        var row = version.RowId;
        reader.Begin();
        var sequence = reader.CurrentSequence(row);
        var current = reader.Version(sequence);
        reader.End();
        if (version.VersionId > 1)
            changes.Add(Gone(BuiltInParameter.History, row, version.VersionId, version.Sequence));
        // A resource that came to belong to several patients lives on under the shared key.
        if (current is null || !keys.Contains(current.KeyId) || version.Sequence != sequence)
            return;
        var type = state.Encoder.Type(version.ResourceType);
        changes.Add(Gone(BuiltInParameter.Identity, version.Identity, 0, row));
        if (version.IsDeleted)
            return;
        changes.Add(Gone(type.Number, version.LastUpdatedMicroseconds, version.Sequence, row));
        foreach (var entry in IndexExpansion.Expand(type, state.Blind, version.Entries))
            changes.Add(Gone(entry.Parameter, entry.Value, entry.Second, row));
        counts[type.Number] = counts.GetValueOrDefault(type.Number) - 1;
    }

    private static DeltaEntry Gone(int parameter, long value, long second, long row) => new(new IndexKey(parameter, value, second, row), IsRemoved: true);
}

using Carewright.Storage.Indexing;
using Carewright.Storage.Sqlite.Delta;

namespace Carewright.Storage.Sqlite.Writing;

/// <summary>One side of a change: a version that the index shows, or will show.</summary>
/// <param name="Sequence">Its sequence number.</param>
/// <param name="LastUpdated">Microseconds since 1970 UTC.</param>
/// <param name="Entries">Its expanded entries; empty for a deletion.</param>
internal readonly record struct IndexedVersion(long Sequence, long LastUpdated, IReadOnlyList<IndexEntry> Entries);

/// <summary>What a version changes in the index. The same for a fresh commit and for rows read back after a crash.</summary>
internal static class IndexChanges
{
    /// <summary>Adds the changes of one version.</summary>
    /// <param name="changes">Where to.</param>
    /// <param name="header">The version.</param>
    /// <param name="type">Number of its type.</param>
    /// <param name="entries">Its expanded entries, sorted; empty for a deletion.</param>
    /// <param name="before">The version it replaces in the index; null when there is none or it is a deletion.</param>
    public static void Add(List<DeltaEntry> changes, in VersionHeader header, int type, IReadOnlyList<IndexEntry> entries, IndexedVersion? before)
    {
        var row = header.RowId;
        if (header.VersionId == 1)
            changes.Add(Put(BuiltInParameter.Identity, header.Identity, 0, row));
        else
            changes.Add(Put(BuiltInParameter.History, row, header.VersionId, header.Sequence));
        if (before is { } old)
            changes.Add(new DeltaEntry(new IndexKey(type, old.LastUpdated, old.Sequence, row), IsRemoved: true));
        if (header.Action != VersionAction.Delete)
            changes.Add(Put(type, header.LastUpdatedMicroseconds, header.Sequence, row));
        AddDifference(changes, entries, before?.Entries ?? [], row);
    }

    /// <summary>Both lists are sorted and without duplicates.</summary>
    private static void AddDifference(List<DeltaEntry> changes, IReadOnlyList<IndexEntry> now, IReadOnlyList<IndexEntry> before, long row)
    {
        var (i, j) = (0, 0);
        while (i < now.Count || j < before.Count)
        {
            var order = i == now.Count ? 1 : j == before.Count ? -1 : now[i].CompareTo(before[j]);
            if (order < 0)
                changes.Add(Put(now[i].Parameter, now[i].Value, now[i].Second, row));
            else if (order > 0)
                changes.Add(new DeltaEntry(new IndexKey(before[j].Parameter, before[j].Value, before[j].Second, row), IsRemoved: true));
            i += order <= 0 ? 1 : 0;
            j += order >= 0 ? 1 : 0;
        }
    }

    private static DeltaEntry Put(int parameter, long value, long second, long row) => new(new IndexKey(parameter, value, second, row), IsRemoved: false);
}

using Carewright.Storage.Indexing;
using Carewright.Storage.Sqlite.Delta;

namespace Carewright.Storage.Sqlite.Writing;

/// <summary>What an audit row changes in the index: one entry per key, and one per hour that leads from a time to a sequence number.</summary>
internal static class AuditChanges
{
    public const long Hour = 3_600_000_000;

    public static void Add(List<DeltaEntry> changes, long sequence, long at, PackedEntries keys, ref long lastHour)
    {
        var reader = keys.Read();
        while (reader.Next())
            changes.Add(new DeltaEntry(new IndexKey(reader.Current.Parameter, reader.Current.Value, 0, sequence), IsRemoved: false));
        var hour = at / Hour * Hour;
        if (hour == lastHour)
            return;
        lastHour = hour;
        changes.Add(new DeltaEntry(new IndexKey(BuiltInParameter.AuditHour, hour, 0, sequence), IsRemoved: false));
    }
}

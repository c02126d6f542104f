using Carewright.Storage.Sqlite.Engine;

namespace Carewright.Storage.Sqlite.Queueing;

/// <summary>Proves a log that was restored: everything in it opens by the store's keys.</summary>
internal static class LogProof
{
    /// <summary>Opens every row and every body; how many rows that were.</summary>
    /// <exception cref="SealBrokenException">One does not open.</exception>
    public static long Open(string folder, SqliteRecordStore store, CancellationToken cancellationToken)
    {
        var path = Path.Combine(folder, SqliteMessageLog.FileName);
        if (!File.Exists(path))
            return 0;
        using var keys = new LogKeys(store.Tenant);
        keys.Take(store.MessageKeys);
        using var file = Connection.Open(path, readOnly: false);
        using var rows = file.Prepare($"SELECT {LogRow.Columns}, m.body FROM message m ORDER BY m.seq");
        var opened = 0L;
        for (; rows.Step(); opened++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var entry = LogRow.Read(rows, keys);
            if (entry.HasRaw)
                _ = keys.Of(entry.Generation).OpenBody(entry.Id, rows.Blob(LogRow.Width));
        }
        return opened;
    }
}

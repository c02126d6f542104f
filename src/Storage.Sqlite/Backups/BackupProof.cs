using Carewright.Storage.Backups;
using Carewright.Storage.Sealing;
using Carewright.Storage.Sqlite.Queueing;

namespace Carewright.Storage.Sqlite.Backups;

/// <summary>Proves a backup by restoring it: the store that comes of it is opened, and every version, audit row and message in it is.</summary>
public static class BackupProof
{
    private const int Batch = 1000;

    /// <summary>Restores a set to a folder of its own, looks at everything, and removes the folder.</summary>
    /// <param name="set">The backup set.</param>
    /// <param name="scratch">A new or empty folder, on a disk with room for the store.</param>
    /// <param name="provider">What opens it.</param>
    /// <param name="cancellationToken">Breaks it off.</param>
    /// <exception cref="BackupException">Something in the set is missing, changed, or does not open.</exception>
    public static async Task<ProvenBackup> ProveAsync(DirectoryInfo set, DirectoryInfo scratch, ITenantKeyProvider provider, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(scratch);
        var started = System.Diagnostics.Stopwatch.GetTimestamp();
        try
        {
            var restored = await SqliteRestore.RestoreAsync(set, scratch, provider, null, cancellationToken).ConfigureAwait(false);
            await using var store = await SqliteRecordStore.OpenAsync(scratch, provider, TimeProvider.System, cancellationToken).ConfigureAwait(false);
            var audit = AuditRows(store, cancellationToken);
            var messages = LogProof.Open(scratch.FullName, store, cancellationToken);
            var opened = Open(store, cancellationToken);
            return opened == restored.Versions
                ? new ProvenBackup(restored, opened, audit, messages, System.Diagnostics.Stopwatch.GetElapsedTime(started))
                : throw new BackupException($"Of {restored.Versions} versions in the backup, {opened} could be opened.");
        }
        catch (SealBrokenException broken)
        {
            throw new BackupException($"Something in the backup does not open: {broken.Message}");
        }
        finally
        {
            if (scratch.Exists)
                scratch.Delete(recursive: true);
        }
    }

    private static long Open(SqliteRecordStore store, CancellationToken cancellationToken)
    {
        var opened = 0L;
        for (var batch = store.Changes(0, Batch).ToList(); batch.Count > 0; batch = [.. store.Changes(batch[^1].Sequence, Batch)])
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (var version in batch)
                _ = version.Open();
            opened += batch.Count;
        }
        return opened;
    }

    private static long AuditRows(SqliteRecordStore store, CancellationToken cancellationToken)
    {
        var rows = 0L;
        StoredAudit? before = null;
        foreach (var row in store.AuditChain(0))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (before is not null && !AuditSeal.Chain(before.Hash.Span, row.Sequence, row.Sealed.Span).AsSpan().SequenceEqual(row.Hash.Span))
                throw new BackupException($"Record {row.Sequence} of the audit log in the backup does not fit the one before.");
            (before, rows) = (row, rows + 1);
        }
        return rows;
    }
}

/// <summary>A backup that has been restored and looked at.</summary>
/// <param name="Restored">What was restored.</param>
/// <param name="Versions">Versions that were opened.</param>
/// <param name="AuditRows">Rows of the audit log, each of which fits the one before.</param>
/// <param name="Messages">Messages of the log that were opened.</param>
/// <param name="Duration">How long that took, the making of the index included.</param>
public sealed record ProvenBackup(RestoredStore Restored, long Versions, long AuditRows, long Messages, TimeSpan Duration);

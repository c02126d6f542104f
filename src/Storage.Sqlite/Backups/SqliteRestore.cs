using Carewright.Storage.Backups;
using Carewright.Storage.Sealing;
using Carewright.Storage.Sqlite.Engine;
using Carewright.Storage.Sqlite.Files;
using Carewright.Storage.Sqlite.Queueing;

namespace Carewright.Storage.Sqlite.Backups;

/// <summary>Makes a store out of a backup set again, as it was at its last segment or at an earlier moment.</summary>
public static class SqliteRestore
{
    /// <summary>Restores into an empty or new folder. The index is made when the store is opened.</summary>
    /// <param name="set">The backup set.</param>
    /// <param name="target">Where the store is to be.</param>
    /// <param name="provider">What opened the store when the set's last segment was written.</param>
    /// <param name="moment">Nothing that came later is restored; null: everything. Accounts, settings and other rows without a history are as the last whole segment before that moment has them.</param>
    /// <param name="cancellationToken">Breaks it off; the folder is then without a store.</param>
    /// <exception cref="BackupException">The set is damaged, another's, or does not reach back that far; the folder is not empty.</exception>
    /// <exception cref="WrongKeyException">The provider's key does not open it.</exception>
    public static async Task<RestoredStore> RestoreAsync(DirectoryInfo set, DirectoryInfo target, ITenantKeyProvider provider, DateTimeOffset? moment, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(set);
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(provider);
        var manifest = BackupManifest.Read(set) ?? throw new BackupException($"'{set}' holds no backup.");
        if (target.Exists && target.EnumerateFileSystemInfos().Any())
            throw new BackupException($"'{target}' is not empty; a backup is restored into an empty folder.");
        var segments = Chosen(manifest, moment);
        var files = BackupSet.Open(set, manifest, [await WrappingKeyAsync(manifest, provider, cancellationToken).ConfigureAwait(false)]);
        target.Create();
        var (record, part, messages) = (Path.Combine(target.FullName, "record.db.restoring"), Path.Combine(target.FullName, "segment.restoring"), Path.Combine(target.FullName, "messages.db.restoring"));
        try
        {
            await files.TakeAsync(segments[0], record, cancellationToken).ConfigureAwait(false);
            foreach (var segment in segments.Skip(1))
            {
                await files.TakeAsync(segment, part, cancellationToken).ConfigureAwait(false);
                SegmentFile.Add(record, part, isWhole: moment is null || segment.At <= moment);
            }
            var through = moment is { } cut ? SegmentFile.Cut(record, cut) : segments[^1].Through;
            await files.TakeKeysAsync(manifest, part, cancellationToken).ConfigureAwait(false);
            var emptied = SegmentFile.PutKeys(record, part);
            var versions = Finish(record, manifest);
            var forgotten = await TakeLogAsync(files, manifest, messages, moment, cancellationToken).ConfigureAwait(false);
            if (File.Exists(messages))
                File.Move(messages, Path.Combine(target.FullName, SqliteMessageLog.FileName));
            File.Move(record, Path.Combine(target.FullName, "record.db"));
            return new RestoredStore(through, versions, emptied, segments.Count, moment ?? segments[^1].At) { ForgottenMessages = forgotten };
        }
        finally
        {
            File.Delete(record);
            File.Delete(part);
            File.Delete(messages);
        }
    }

    private static async Task<long> TakeLogAsync(BackupSet files, BackupManifest manifest, string target, DateTimeOffset? moment, CancellationToken cancellationToken)
    {
        if (manifest.MessagesSha256 is null)
            return 0;
        await files.TakeMessagesAsync(manifest, target, cancellationToken).ConfigureAwait(false);
        return moment is { } cut ? LogCopy.Forget(target, cut) : 0;
    }

    private static List<BackupSegment> Chosen(BackupManifest manifest, DateTimeOffset? moment)
    {
        var all = manifest.Segments;
        var end = Enumerable.Range(0, all.Count).FirstOrDefault(place => all[place].At >= moment, all.Count - 1);
        // A whole segment that is later than the moment has too much of what has no history: one before it is continued.
        var isCut = moment is { } at && all[end].At > at;
        var start = Enumerable.Range(0, end + 1).Reverse().FirstOrDefault(place => all[place].After == 0 && (place < end || !isCut), -1);
        if (start >= 0 && all[start].KeyEra != all[^1].KeyEra)
            throw new BackupException($"What was sealed before {all.First(segment => segment.KeyEra == all[^1].KeyEra).At:u} was under keys that have been destroyed since; this set cannot be restored to an earlier moment.");
        return start >= 0 ? [.. all.Skip(start).Take(end - start + 1)] : throw new BackupException($"The backup begins at {all[0].At:u}; it cannot be restored to an earlier moment.");
    }

    private static async Task<byte[]> WrappingKeyAsync(BackupManifest manifest, ITenantKeyProvider provider, CancellationToken cancellationToken)
    {
        var wrapped = provider.Name == PassphraseKeyProvider.RecoveryName ? manifest.RecoveryKey ?? throw new WrongKeyException("This backup has no recovery kit.") : manifest.TenantKey;
        var tenantKey = await provider.UnwrapAsync(wrapped, cancellationToken).ConfigureAwait(false);
        var layers = LayerKeys.Open(new TenantId(manifest.Tenant), tenantKey, []);
        System.Security.Cryptography.CryptographicOperations.ZeroMemory(tenantKey);
        using (layers.Current)
            return layers.Backups[0];
    }

    private static long Finish(string record, BackupManifest manifest)
    {
        using var file = Connection.Open(record, readOnly: false);
        using (var setting = file.Prepare("INSERT OR REPLACE INTO store(k, v) VALUES(?1, ?2)"))
        {
            setting.Bind(1, StoredKey.Setting).Bind(2, StoredKey.Write(manifest.TenantKey)).Run();
            if (manifest.RecoveryKey is { } recovery)
                setting.Bind(1, StoredKey.RecoverySetting).Bind(2, StoredKey.Write(recovery)).Run();
        }
        // The tenant key may have been another when the segment was written.
        if (manifest.RecoveryKey is null)
            file.Execute($"DELETE FROM store WHERE k = '{StoredKey.RecoverySetting}'");
        return file.Scalar("SELECT count(*) FROM version WHERE length(body) > 0");
    }
}

/// <summary>What was restored.</summary>
/// <param name="Through">Last sequence number.</param>
/// <param name="Versions">Versions of resources that can be read.</param>
/// <param name="Emptied">Versions of patients who have been erased since they were backed up: they stay erased.</param>
/// <param name="Segments">Files it was made of.</param>
/// <param name="At">The moment that it is as of, UTC.</param>
public sealed record RestoredStore(long Through, long Versions, long Emptied, int Segments, DateTimeOffset At)
{
    /// <summary>Messages of partners that had been put into the record after that moment: they are neither in the record nor in the log, and are taken when they are sent again.</summary>
    public long ForgottenMessages { get; init; }
}

using Carewright.Storage.Backups;
using Carewright.Storage.Sealing.Files;
using Carewright.Storage.Sqlite.Files;
using Carewright.Storage.Sqlite.Queueing;

namespace Carewright.Storage.Sqlite.Backups;

/// <summary>Writes what is new of a store that is in use into a backup set. What is not finished is not in the manifest, and begun again by the next backup.</summary>
internal sealed class BackupWriter(StoreState state, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim _one = new(1, 1);

    /// <summary>Adds a segment: everything if the set is new, or cannot be continued; else what came since the last.</summary>
    /// <exception cref="BackupException">The folder holds something else, or the backup of another store.</exception>
    public async Task<BackupSegment> WriteAsync(DirectoryInfo folder, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken).ConfigureAwait(false);
        var work = Directory.CreateDirectory(Path.Combine(state.Folder, "backup.tmp"));
        try
        {
            return await WriteAsync(folder, work.FullName, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            work.Delete(recursive: true);
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    private async Task<BackupSegment> WriteAsync(DirectoryInfo folder, string work, CancellationToken cancellationToken)
    {
        folder.Create();
        var before = BackupManifest.Read(folder);
        if (before is null && folder.EnumerateFileSystemInfos().Any())
            throw new BackupException($"'{folder}' is neither empty nor a backup.");
        var files = new BackupFiles(work);
        // The time is taken before the copy: what is restored "to now" is at least what was there then.
        var at = time.GetUtcNow();
        var (content, wrappings) = await Task.Run(() => WriteWithin(before, files), cancellationToken).ConfigureAwait(false);
        var sealedKey = before?.SetKey ?? BackupSet.Seal(wrappings[0], SealedFile.NewKey(), state.Keys.Tenant.Value);
        var manifest = new BackupManifest(BackupManifest.CurrentFormat, state.Keys.Tenant.Value, StoredKey.Read(content.TenantKey), content.RecoveryKey.Length > 0 ? StoredKey.Read(content.RecoveryKey) : null, sealedKey, before?.Segments ?? []);
        var set = BackupSet.Open(folder, manifest, wrappings);
        var name = BackupSet.SegmentName(manifest.Segments.Count + 1);
        var (bytes, hash) = await set.PutAsync(files.Segment, name, cancellationToken).ConfigureAwait(false);
        var keysHash = await set.PutKeysAsync(files.Keys, cancellationToken).ConfigureAwait(false);
        var messagesHash = File.Exists(files.Messages) ? await set.PutMessagesAsync(files.Messages, cancellationToken).ConfigureAwait(false) : null;
        var written = new BackupSegment(name, content.After, content.Through, at, content.Ground, bytes, hash);
        var next = manifest with { SetKey = set.SealKey(wrappings[0], manifest.Tenant), Segments = [.. manifest.Segments, written], KeysSha256 = keysHash, MessagesSha256 = messagesHash };
        next.Write(folder);
        set.Settle(next);
        return written;
    }

    /// <summary>
    /// Writes within one generation of the tenant key: what the segment says wraps it is what the set's key is wrapped by. The log of messages comes first: what the record has by then is not wanted from the log, and what it
    /// has not is in the log. The other way round, a message that is put into the record between the two would be in neither.
    /// </summary>
    private (SegmentContent Content, IReadOnlyList<byte[]> Wrappings) WriteWithin(BackupManifest? before, BackupFiles files)
    {
        while (true)
        {
            var hasLog = LogCopy.Write(state.Folder, files.Messages);
            var content = Write(before, files);
            var layers = state.Keys.Layers;
            if (layers.Current.Generation == content.Generation && (!hasLog || LogCopy.IsOfNow(state.Folder, files.Messages)))
                return (content, layers.Backups);
            // The tenant key changed while it was copied, or something was taken away for good that the copy of the log still has.
            files.Delete();
            File.Delete(files.Messages);
        }
    }

    private SegmentContent Write(BackupManifest? before, BackupFiles files)
    {
        var last = before?.Segments[^1];
        var content = SegmentFile.Write(state.RecordPath, files.Segment, files.Keys, last?.Through ?? 0);
        if (last is null || content.Ground == last.Ground)
            return content;
        // Rows that older segments hold have been rewritten since, or there is a new dictionary: this set goes on with a whole one.
        files.Delete();
        return SegmentFile.Write(state.RecordPath, files.Segment, files.Keys, 0);
    }

    /// <summary>What is copied before it is sealed.</summary>
    private sealed record BackupFiles(string Work)
    {
        public string Segment => Path.Combine(Work, "segment");

        public string Keys => Path.Combine(Work, "keys");

        public string Messages => Path.Combine(Work, "messages");

        public void Delete()
        {
            File.Delete(Segment);
            File.Delete(Keys);
        }
    }
}

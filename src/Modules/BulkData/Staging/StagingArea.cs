using System.Collections.Concurrent;
using System.Text.Json;
using Carewright.Kernel;
using Carewright.Storage;
using Carewright.Storage.Sealing.Files;

namespace Carewright.BulkData.Staging;

/// <summary>Keeps uploads until they are imported, deleted, or too old: sealed on the disk, under keys in the private table. Safe from many threads.</summary>
internal sealed class StagingArea
{
    /// <summary>Bytes of one upload.</summary>
    internal const long MostBytes = 4L * 1024 * 1024 * 1024;

    /// <summary>Bytes of all uploads of one user.</summary>
    internal const long MostBytesOfUser = 20L * 1024 * 1024 * 1024;

    /// <summary>Uploads of one user.</summary>
    internal const int MostFiles = 200;

    private const string Kind = "bulk-staged";
    private static readonly TimeSpan s_kept = TimeSpan.FromDays(3);
    private readonly IPrivateTable _table;
    private readonly StagingFolder _folder;
    private readonly TimeProvider _clock;
    private readonly ConcurrentDictionary<string, StagedFile> _files = new(StringComparer.Ordinal);

    public StagingArea(IPrivateTable table, StagingFolder folder, TimeProvider clock)
    {
        (_table, _folder, _clock) = (table, folder, clock);
        foreach (var (id, json) in table.List(Kind))
            _files[id] = JsonSerializer.Deserialize(json, StagedFileJson.Default.StagedFile) ?? throw new InvalidDataException("An upload in the store is empty.");
        // What a process left that ended in the middle of an upload.
        folder.DeleteOthers(_files.Keys.ToHashSet(StringComparer.Ordinal));
    }

    /// <summary>What to say where there is no upload, or none of this user's.</summary>
    internal static Issue NoUpload(string? place) => Issue.Error(IssueTypes.NotFound, "IMPORT-NO-UPLOAD", "There is no such upload, or no longer.", place);

    /// <summary>The upload, if it is this user's and not too old; null otherwise.</summary>
    internal StagedFile? Find(string id, string userName) =>
        _files.TryGetValue(id, out var file) && file.UserName == userName && file.ExpiresAt > _clock.GetUtcNow() ? file : null;

    internal IReadOnlyList<StagedFile> Of(string userName) => [.. _files.Values.Where(file => file.UserName == userName && file.ExpiresAt > _clock.GetUtcNow())];

    internal SealedReadStream Open(StagedFile file) => _folder.Open(file.Id, file.Key, StagedFile.Name);

    /// <summary>Takes an upload as it comes; null when it is larger than the user may still keep. One that breaks off leaves nothing.</summary>
    internal async Task<StagedFile?> TakeAsync(string userName, Stream content, CancellationToken cancellationToken)
    {
        var own = Of(userName);
        var most = Math.Min(MostBytes, MostBytesOfUser - own.Sum(file => file.Bytes));
        var file = new StagedFile(Guid.NewGuid().ToString("N"), userName, SealedFile.NewKey(), 0, _clock.GetUtcNow() + s_kept);
        var isKept = false;
        try
        {
            if (own.Count >= MostFiles || await WriteAsync(file, content, most, cancellationToken).ConfigureAwait(false) is not { } bytes)
                return null;
            file = file with { Bytes = bytes };
            await _table.PutAsync(Kind, file.Id, JsonSerializer.SerializeToUtf8Bytes(file, StagedFileJson.Default.StagedFile), cancellationToken).ConfigureAwait(false);
            _files[file.Id] = file;
            isKept = true;
            return file;
        }
        finally
        {
            if (!isKept)
                _folder.Delete(file.Id);
        }
    }

    internal async Task RemoveAsync(StagedFile file)
    {
        _files.TryRemove(file.Id, out _);
        await _table.PutAsync(Kind, file.Id, null, CancellationToken.None).ConfigureAwait(false);
        _folder.Delete(file.Id);
    }

    /// <summary>Throws away what is too old, but for files that an import still reads.</summary>
    internal async Task SweepAsync(IReadOnlySet<string> inUse)
    {
        foreach (var file in _files.Values.Where(file => file.ExpiresAt <= _clock.GetUtcNow() && !inUse.Contains(file.Id)))
            await RemoveAsync(file).ConfigureAwait(false);
    }

    private async Task<long?> WriteAsync(StagedFile file, Stream content, long most, CancellationToken cancellationToken)
    {
        await using var writer = _folder.Create(file.Id, file.Key, StagedFile.Name);
        var buffer = new byte[SealedFile.ChunkSize];
        for (int read; (read = await content.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0;)
        {
            if (writer.Written + read > most)
                return null;
            await writer.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
        }
        await writer.CompleteAsync(cancellationToken).ConfigureAwait(false);
        return writer.Written;
    }
}

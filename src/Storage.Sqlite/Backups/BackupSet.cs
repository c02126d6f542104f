using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Carewright.Storage.Backups;
using Carewright.Storage.Sealing.Files;

namespace Carewright.Storage.Sqlite.Backups;

/// <summary>
/// The files of a backup set, all sealed under the set's key. Segments never change once they are there. The file of data keys is replaced by each backup: a patient's key that was destroyed is then gone from the
/// whole set, and with it what older segments hold of that patient. So is the copy of the log of messages.
/// </summary>
internal sealed class BackupSet(DirectoryInfo folder, byte[] key)
{
    private const string KeysFile = "keys.cwb";
    private const string MessagesFile = "messages.cwb";

    public DirectoryInfo Folder => folder;

    /// <summary>A set's key, sealed.</summary>
    public static byte[] Seal(byte[] wrappingKey, byte[] setKey, string tenant) => Sealing.Seal.Close(wrappingKey, setKey, Encoding.UTF8.GetBytes("backup/" + tenant));

    /// <summary>The set of a manifest.</summary>
    /// <exception cref="BackupException">It is another store's.</exception>
    public static BackupSet Open(DirectoryInfo folder, BackupManifest manifest, IReadOnlyList<byte[]> wrappingKeys)
    {
        foreach (var wrappingKey in wrappingKeys)
        {
            try
            {
                return new BackupSet(folder, Sealing.Seal.Open(wrappingKey, manifest.SetKey, Encoding.UTF8.GetBytes("backup/" + manifest.Tenant)));
            }
            catch (SealBrokenException)
            {
                // By one of an earlier generation, then.
            }
        }
        throw new BackupException($"'{folder}' is the backup of another store.");
    }

    /// <summary>The set's key, sealed under another.</summary>
    public byte[] SealKey(byte[] wrappingKey, string tenant) => Seal(wrappingKey, key, tenant);

    public static string SegmentName(int number) => string.Create(CultureInfo.InvariantCulture, $"segment-{number:000000}.cwb");

    /// <summary>Seals a file into the set, and returns its size and hash there.</summary>
    public Task<(long Bytes, byte[] Sha256)> PutAsync(string source, string name, CancellationToken cancellationToken) => PutAsync(source, name, name, cancellationToken);

    private async Task<(long Bytes, byte[] Sha256)> PutAsync(string source, string name, string bound, CancellationToken cancellationToken)
    {
        var path = PathOf(name);
        await using (var plain = new FileStream(source, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan | FileOptions.Asynchronous))
        await using (var target = new SealedWriteStream(path + ".new", key, bound))
        {
            await plain.CopyToAsync(target, cancellationToken).ConfigureAwait(false);
            await target.CompleteAsync(cancellationToken).ConfigureAwait(false);
        }
        File.Move(path + ".new", path, overwrite: true);
        return (new FileInfo(path).Length, await HashAsync(path, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Opens a segment into a file.</summary>
    /// <exception cref="BackupException">It is missing, or not as it was written.</exception>
    public async Task TakeAsync(BackupSegment segment, string target, CancellationToken cancellationToken)
    {
        var path = PathOf(segment.File);
        if (!File.Exists(path))
            throw new BackupException($"'{path}' is missing.");
        if (new FileInfo(path).Length != segment.Bytes || !(await HashAsync(path, cancellationToken).ConfigureAwait(false)).AsSpan().SequenceEqual(segment.Sha256))
            throw new BackupException($"'{path}' is not as it was written.");
        await TakeAsync(segment.File, target, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Puts the keys of the moment beside those before, and returns their hash: the manifest that names it is what they go with.</summary>
    public Task<byte[]> PutKeysAsync(string source, CancellationToken cancellationToken) => PutNextAsync(source, KeysFile, cancellationToken);

    /// <summary>The same of the log of messages.</summary>
    public Task<byte[]> PutMessagesAsync(string source, CancellationToken cancellationToken) => PutNextAsync(source, MessagesFile, cancellationToken);

    /// <summary>Puts them in the place of those before, when the manifest is written.</summary>
    public void Settle(BackupManifest manifest)
    {
        File.Move(PathOf(Next(KeysFile)), PathOf(KeysFile), overwrite: true);
        if (manifest.MessagesSha256 is null)
            File.Delete(PathOf(MessagesFile));
        else
            File.Move(PathOf(Next(MessagesFile)), PathOf(MessagesFile), overwrite: true);
    }

    /// <summary>Opens the keys that go with a manifest into a file.</summary>
    public Task TakeKeysAsync(BackupManifest manifest, string target, CancellationToken cancellationToken) => TakeOfAsync(KeysFile, manifest.KeysSha256, target, cancellationToken);

    /// <summary>Opens the log of messages that goes with a manifest into a file.</summary>
    public Task TakeMessagesAsync(BackupManifest manifest, string target, CancellationToken cancellationToken) => TakeOfAsync(MessagesFile, manifest.MessagesSha256, target, cancellationToken);

    private async Task<byte[]> PutNextAsync(string source, string name, CancellationToken cancellationToken) => (await PutAsync(source, Next(name), name, cancellationToken).ConfigureAwait(false)).Sha256;

    private async Task TakeOfAsync(string name, byte[]? expected, string target, CancellationToken cancellationToken)
    {
        var isNext = expected is { } hash && File.Exists(PathOf(Next(name))) && (await HashAsync(PathOf(Next(name)), cancellationToken).ConfigureAwait(false)).AsSpan().SequenceEqual(hash);
        await TakeAsync(isNext ? Next(name) : name, name, target, cancellationToken).ConfigureAwait(false);
    }

    private static string Next(string name) => Path.ChangeExtension(name, ".next.cwb");

    private Task TakeAsync(string name, string target, CancellationToken cancellationToken) => TakeAsync(name, name, target, cancellationToken);

    private async Task TakeAsync(string name, string bound, string target, CancellationToken cancellationToken)
    {
        try
        {
            await using var source = new SealedReadStream(PathOf(name), key, bound);
            await using var plain = new FileStream(target, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16, FileOptions.Asynchronous);
            await source.CopyToAsync(plain, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is SealBrokenException or FileNotFoundException)
        {
            throw new BackupException($"'{PathOf(name)}' is missing, or not as it was written.");
        }
    }

    private string PathOf(string name) => Path.Combine(folder.FullName, name);

    private static async Task<byte[]> HashAsync(string path, CancellationToken cancellationToken)
    {
        await using var file = File.OpenRead(path);
        return await SHA256.HashDataAsync(file, cancellationToken).ConfigureAwait(false);
    }
}

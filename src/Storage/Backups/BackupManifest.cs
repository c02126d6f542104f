using System.Text.Json;
using System.Text.Json.Serialization;
using Carewright.Storage.Sealing;

namespace Carewright.Storage.Backups;

/// <summary>What a backup set holds. It lies beside the segments in clear, and names nobody.</summary>
/// <param name="Format">Form of the set; <see cref="CurrentFormat"/>.</param>
/// <param name="Tenant">Whose store it is a copy of.</param>
/// <param name="TenantKey">The tenant key as it was wrapped when the last segment was written: whoever opened the store then opens the set.</param>
/// <param name="RecoveryKey">The same as the recovery kit opens it; null when there is no kit.</param>
/// <param name="SetKey">The key of the set's files, sealed under a key derived from the tenant key.</param>
/// <param name="Segments">Oldest first. The first is whole, each of the others has what came after the one before.</param>
public sealed record BackupManifest(int Format, string Tenant, WrappedTenantKey TenantKey, WrappedTenantKey? RecoveryKey, byte[] SetKey, IReadOnlyList<BackupSegment> Segments)
{
    /// <summary>Hash of the file of keys that goes with it; null in a set of a program that did not say so.</summary>
    public byte[]? KeysSha256 { get; init; }

    /// <summary>Hash of the copy of the log of messages that goes with it; null when the store had none, or the program did not know of it.</summary>
    // Left out when there is none: the serializer's fast path would write no bytes, which is something else.
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public byte[]? MessagesSha256 { get; init; }

    /// <summary>The form that this program writes.</summary>
    public const int CurrentFormat = 1;

    /// <summary>The file's name in the set.</summary>
    public const string FileName = "backup.json";

    /// <summary>The manifest of a set; null when the folder holds none.</summary>
    /// <exception cref="BackupException">It cannot be read, or a newer program wrote it.</exception>
    public static BackupManifest? Read(DirectoryInfo set)
    {
        var file = new FileInfo(Path.Combine(set.FullName, FileName));
        if (!file.Exists)
            return null;
        try
        {
            using var json = file.OpenRead();
            var manifest = JsonSerializer.Deserialize(json, BackupJson.Default.BackupManifest);
            if (manifest is not { Segments.Count: > 0 })
                throw new BackupException($"'{file}' names no segments.");
            return manifest.Format == CurrentFormat ? manifest : throw new BackupException($"'{file}' has form {manifest.Format}; this program knows form {CurrentFormat}.");
        }
        catch (JsonException fault)
        {
            throw new BackupException($"'{file}' cannot be read: {fault.Message}");
        }
    }

    /// <summary>Puts this manifest in the place of the one before, whole or not at all.</summary>
    public void Write(DirectoryInfo set)
    {
        var path = Path.Combine(set.FullName, FileName);
        using (var file = new FileStream(path + ".new", FileMode.Create, FileAccess.Write, FileShare.None))
        {
            JsonSerializer.Serialize(file, this, BackupJson.Default.BackupManifest);
            file.Flush(flushToDisk: true);
        }
        File.Move(path + ".new", path, overwrite: true);
    }
}

/// <summary>One file of a set.</summary>
/// <param name="File">Its name.</param>
/// <param name="After">It has what came after this sequence number; 0 for a whole one.</param>
/// <param name="Through">The last sequence number in it.</param>
/// <param name="At">When the store was as it is here, UTC.</param>
/// <param name="Ground">What a segment takes for granted of those before it (rows as they were rewritten last, dictionaries): one with another ground does not continue this one.</param>
/// <param name="Bytes">Size of the file.</param>
/// <param name="Sha256">Hash of the file.</param>
public sealed record BackupSegment(string File, long After, long Through, DateTimeOffset At, string Ground, long Bytes, byte[] Sha256)
{
    /// <summary>How often data keys had been destroyed by a rotation: one of another number than the last segment's opens no more.</summary>
    internal long KeyEra => Ground.Split(' ') is [_, _, var era] ? long.Parse(era, System.Globalization.CultureInfo.InvariantCulture) : 0;
}

/// <summary>A backup that cannot be written, read or restored as asked; the message says why to the person who asked.</summary>
public sealed class BackupException(string message) : Exception(message);

[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(BackupManifest))]
internal sealed partial class BackupJson : JsonSerializerContext;

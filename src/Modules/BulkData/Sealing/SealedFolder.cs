using Carewright.Storage.Sealing.Files;

namespace Carewright.BulkData.Sealing;

/// <summary>Where sealed files lie: one folder for each job or upload. Names on the disk say nothing but a random id and types of resources.</summary>
/// <param name="root">The folder of all; made when it is first needed.</param>
internal abstract class SealedFolder(DirectoryInfo root)
{
    internal SealedWriteStream Create(string id, ReadOnlySpan<byte> key, string name)
    {
        Directory.CreateDirectory(PathOf(id));
        return new SealedWriteStream(PathOf(id, name), key, name);
    }

    /// <summary>Opens a file for reading.</summary>
    /// <exception cref="Carewright.Storage.SealBrokenException">It is no sealed file of this key.</exception>
    /// <exception cref="IOException">It is not there.</exception>
    internal SealedReadStream Open(string id, ReadOnlySpan<byte> key, string name) => new(PathOf(id, name), key, name);

    /// <summary>Deletes the files of a job; nothing when there are none.</summary>
    internal void Delete(string id)
    {
        if (Directory.Exists(PathOf(id)))
            Directory.Delete(PathOf(id), recursive: true);
    }

    /// <summary>Deletes what belongs to none that is known.</summary>
    internal void DeleteOthers(IReadOnlySet<string> ids)
    {
        if (!root.Exists)
            return;
        foreach (var folder in root.EnumerateDirectories().Where(folder => !ids.Contains(folder.Name)))
            folder.Delete(recursive: true);
    }

    private string PathOf(params string[] names) => Path.Combine([root.FullName, .. names]);
}

using System.IO.Compression;

namespace Carewright.Terminology.Loading;

/// <summary>One file of a distribution, wherever it lies.</summary>
/// <param name="Name">File name without folders.</param>
/// <param name="Path">Where it is, for messages.</param>
/// <param name="Length">Bytes, unpacked.</param>
/// <param name="Open">Opens it for reading.</param>
public sealed record DistributionFile(string Name, string Path, long Length, Func<Stream> Open);

/// <summary>What a publisher distributes: files, folders of them, or a zip as it was downloaded. Files are found by name, wherever they lie.</summary>
public sealed class Distribution : IDisposable
{
    private readonly List<ZipArchive> _archives = [];

    private Distribution(List<DistributionFile> files) => Files = files;

    /// <summary>The files, in name order.</summary>
    public IReadOnlyList<DistributionFile> Files { get; private set; }

    /// <summary>Opens paths.</summary>
    /// <exception cref="FileNotFoundException">A path is not there.</exception>
    /// <exception cref="InvalidDataException">A zip cannot be read.</exception>
    public static Distribution Open(IEnumerable<string> paths)
    {
        ArgumentNullException.ThrowIfNull(paths);
        var distribution = new Distribution([]);
        distribution.Files = [.. paths.SelectMany(distribution.Find).OrderBy(file => file.Path, StringComparer.Ordinal)];
        return distribution;
    }

    /// <summary>The first file whose name passes.</summary>
    public DistributionFile? First(Func<string, bool> name) => Files.FirstOrDefault(file => name(file.Name));

    /// <summary>Every file whose name passes.</summary>
    public IEnumerable<DistributionFile> All(Func<string, bool> name) => Files.Where(file => name(file.Name));

    /// <summary>Closes the archives.</summary>
    public void Dispose()
    {
        foreach (var archive in _archives)
            archive.Dispose();
    }

    private IEnumerable<DistributionFile> Find(string path)
    {
        if (Directory.Exists(path))
            return Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories).Select(OfFile);
        if (!File.Exists(path))
            throw new FileNotFoundException($"There is no '{path}'.", path);
        return path.EndsWith(".zip", StringComparison.OrdinalIgnoreCase) ? OfZip(path) : [OfFile(path)];
    }

    private static DistributionFile OfFile(string path) => new(Path.GetFileName(path), path, new FileInfo(path).Length, () => new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan));

    private IEnumerable<DistributionFile> OfZip(string path)
    {
        var archive = ZipFile.OpenRead(path);
        _archives.Add(archive);
        return archive.Entries.Where(entry => entry.Name.Length > 0).Select(entry => new DistributionFile(entry.Name, $"{path}:{entry.FullName}", entry.Length, entry.Open));
    }
}

using System.Formats.Tar;
using System.IO.Compression;

namespace Carewright.Migration.Sources;

/// <summary>
/// Finds what there is to import below paths that a person names: <c>.json</c> and <c>.ndjson</c> files, folders of them, and <c>.tar</c>, <c>.tar.gz</c>, <c>.tgz</c>, <c>.zip</c> archives
/// and <c>.gz</c> files of them. Nothing is unpacked to disk. Folders are read in ordinal order of names, so that an import repeats in the same order.
/// </summary>
public static class ImportSources
{
    /// <summary>The sources below the paths, lazily.</summary>
    /// <exception cref="FileNotFoundException">A path names nothing.</exception>
    public static IEnumerable<ImportSource> Find(IEnumerable<string> paths)
    {
        ArgumentNullException.ThrowIfNull(paths);
        return paths.SelectMany(Find);
    }

    private static IEnumerable<ImportSource> Find(string path)
    {
        if (Directory.Exists(path))
            return Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories).Where(IsImportable).Order(StringComparer.Ordinal).SelectMany(OfFile);
        return File.Exists(path) ? OfFile(path) : throw new FileNotFoundException($"There is no file or folder '{path}'.", path);
    }

    private static IEnumerable<ImportSource> OfFile(string path)
    {
        if (IsTar(path))
            return TarMembers(path);
        if (Has(path, ".zip"))
            return ZipMembers(path);
        return Has(path, ".gz") ? [new ImportSource(path[..^3], () => new GZipStream(File.OpenRead(path), CompressionMode.Decompress))] : [new ImportSource(path, () => File.OpenRead(path))];
    }

    private static IEnumerable<ImportSource> TarMembers(string path)
    {
        using var file = File.OpenRead(path);
        using var plain = Has(path, ".tar") ? file : (Stream)new GZipStream(file, CompressionMode.Decompress);
        using var tar = new TarReader(plain);
        while (tar.GetNextEntry() is { } entry)
        {
            if (entry.DataStream is { } data && IsDocument(entry.Name))
                yield return new ImportSource($"{path}!{entry.Name}", () => new Unclosing(data));
        }
    }

    private static IEnumerable<ImportSource> ZipMembers(string path)
    {
        using var zip = ZipFile.OpenRead(path);
        foreach (var entry in zip.Entries)
        {
            if (IsDocument(entry.FullName))
                yield return new ImportSource($"{path}!{entry.FullName}", entry.Open);
        }
    }

    private static bool IsImportable(string path) => IsDocument(path) || IsTar(path) || Has(path, ".zip") || (Has(path, ".gz") && IsDocument(path[..^3]));

    private static bool IsDocument(string path) => Has(path, ".json") || Has(path, ".ndjson");

    private static bool IsTar(string path) => Has(path, ".tar") || Has(path, ".tar.gz") || Has(path, ".tgz");

    private static bool Has(string path, string ending) => path.EndsWith(ending, StringComparison.OrdinalIgnoreCase);

    /// <summary>The tar reader owns its members' streams; a reader that closes one must not.</summary>
    private sealed class Unclosing(Stream inner) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => inner.Length;

        public override long Position { get => inner.Position; set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, count);

        public override int Read(Span<byte> buffer) => inner.Read(buffer);

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}

using System.IO.Compression;

namespace Carewright.BulkData.Ehi;

/// <summary>Where the files of an archive go, one whole file after the other.</summary>
internal interface IEhiArchive
{
    /// <summary>Writes a file.</summary>
    /// <param name="path">Relative, with slashes.</param>
    /// <param name="content">All of it.</param>
    /// <param name="cancellationToken">Breaks it off.</param>
    ValueTask WriteAsync(string path, ReadOnlyMemory<byte> content, CancellationToken cancellationToken);
}

/// <summary>An archive as a folder.</summary>
internal sealed class FolderArchive(string root) : IEhiArchive
{
    public async ValueTask WriteAsync(string path, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        var file = Path.Combine([root, .. path.Split('/')]);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        await File.WriteAllBytesAsync(file, content, cancellationToken).ConfigureAwait(false);
    }
}

/// <summary>An archive as a ZIP file, written to a stream that need not be sought in.</summary>
internal sealed class ZipFileArchive(Stream stream) : IEhiArchive, IDisposable
{
    private readonly ZipArchive _zip = new(stream, ZipArchiveMode.Create, leaveOpen: true);

    public async ValueTask WriteAsync(string path, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        var entry = await _zip.CreateEntry(path, CompressionLevel.Fastest).OpenAsync(cancellationToken).ConfigureAwait(false);
        await using (entry.ConfigureAwait(false))
            await entry.WriteAsync(content, cancellationToken).ConfigureAwait(false);
    }

    public void Dispose() => _zip.Dispose();
}

using System.IO.Compression;

namespace Carewright.Gateway.Attaching;

/// <summary>Office Open XML files (ECMA-376 part 2): a zip archive with its table of contents. Those with macros or embedded programs are not taken.</summary>
internal static class OfficeFile
{
    private const int MostEntries = 10_000;
    private static readonly string[] s_active = ["vbaProject.bin", "vbaData.xml"];

    /// <param name="content">The file.</param>
    /// <param name="folder">Where its main part lies.</param>
    internal static bool Is(ReadOnlyMemory<byte> content, string folder)
    {
        if (!content.Span.StartsWith("PK\x03\x04"u8))
            return false;
        try
        {
            using var archive = new ZipArchive(new MemoryStream(content.ToArray(), writable: false), ZipArchiveMode.Read);
            var entries = archive.Entries;
            return entries.Count <= MostEntries && entries.Any(entry => entry.FullName == "[Content_Types].xml") && entries.Any(entry => entry.FullName.StartsWith(folder, StringComparison.Ordinal))
                && !entries.Any(IsActive);
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    private static bool IsActive(ZipArchiveEntry entry) =>
        s_active.Contains(entry.Name, StringComparer.OrdinalIgnoreCase) || entry.FullName.Contains("/embeddings/oleObject", StringComparison.OrdinalIgnoreCase) || entry.FullName.Contains("/activeX/", StringComparison.OrdinalIgnoreCase);
}

using System.Formats.Tar;
using System.IO.Compression;
using System.Text.Json;
using Carewright.Kernel;

namespace Carewright.Fhir.Packages;

/// <summary>Reads one package archive entry by entry.</summary>
internal sealed class PackageReader(bool withExamples, PackageLimits limits)
{
    private const string Spec = "FHIR NPM Package Specification";
    private const int MostIssues = 100;

    private readonly List<Issue> _issues = [];
    private readonly List<PackageResource> _resources = [];
    private PackageManifest? _manifest;

    public PackageOutcome Read(Stream archive)
    {
        try
        {
            using var gzip = new GZipStream(archive, CompressionMode.Decompress, leaveOpen: true);
            using var bounded = new BoundedStream(gzip, limits.Bytes);
            using var tar = new TarReader(bounded);
            ReadEntries(tar);
        }
        catch (PackageTooLargeException exception)
        {
            return Refuse(IssueTypes.TooCostly, "PKG-TOO-LARGE", exception.Message);
        }
        catch (Exception exception) when (exception is InvalidDataException or EndOfStreamException or FormatException or OverflowException or IOException or ArgumentException)
        {
            return Refuse(IssueTypes.Structure, "PKG-ARCHIVE", "The file is not a gzipped tar archive, or is cut short.");
        }
        if (_manifest is null)
            return Refuse(IssueTypes.Structure, "PKG-MANIFEST", "The archive has no package/package.json with a name and a version.");
        return new PackageOutcome(new FhirPackage(_manifest, _resources), _issues);
    }

    private void ReadEntries(TarReader tar)
    {
        for (var count = 0; tar.GetNextEntry() is { } entry;)
        {
            if (++count > limits.Entries)
                throw new PackageTooLargeException($"The archive has more than {limits.Entries} entries.");
            if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile))
                continue;
            if (FolderOf(entry.Name) is not { } folder)
                Tell(IssueTypes.Structure, "PKG-PATH", "An entry whose name leads outside of the package is passed over.", null);
            else if (IsWanted(folder, entry.Name))
                ReadEntry(entry, folder);
        }
    }

    /// <summary>The folder of a file with forward slashes; null when the name leads out of the archive.</summary>
    private static string? FolderOf(string name)
    {
        var path = name.StartsWith("./", StringComparison.Ordinal) ? name[2..] : name;
        if (path.StartsWith('/') || path.Contains('\\', StringComparison.Ordinal) || path.Contains(':', StringComparison.Ordinal) || path.Split('/').Contains(".."))
            return null;
        var slash = path.LastIndexOf('/');
        return slash < 0 ? "" : path[..slash];
    }

    /// <summary>Definitions stand in <c>package</c> itself; folders beside and below hold examples and other renderings.</summary>
    private bool IsWanted(string folder, string name) =>
        name.EndsWith(".json", StringComparison.Ordinal) && !name.EndsWith(".index.json", StringComparison.Ordinal) && (folder == "package" || (withExamples && IsExampleFolder(folder)));

    private static bool IsExampleFolder(string folder) => folder is "package/example" or "package/examples" or "example" or "examples";

    private void ReadEntry(TarEntry entry, string folder)
    {
        if (entry.Length > limits.EntryBytes)
            throw new PackageTooLargeException($"A file of the archive has more than {limits.EntryBytes} bytes.");
        var bytes = new byte[(int)entry.Length];
        entry.DataStream?.ReadExactly(bytes);
        var file = entry.Name[(entry.Name.LastIndexOf('/') + 1)..];
        try
        {
            if (file == "package.json" && folder == "package")
                _manifest ??= PackageManifest.Read(bytes);
            else if (PackageResource.Read(bytes, IsExampleFolder(folder)) is { } resource)
                _resources.Add(resource);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // The latter for text that is not valid Unicode.
            Tell(IssueTypes.Structure, "PKG-JSON", "The file is not JSON and is passed over.", file);
        }
    }

    private void Tell(string type, string code, string message, string? location)
    {
        if (_issues.Count < MostIssues)
            _issues.Add(Issue.Warning(type, code, message, location, Spec));
    }

    private PackageOutcome Refuse(string type, string code, string message) => new(null, [.. _issues, Issue.Error(type, code, message, null, Spec)]);
}

/// <summary>An archive is beyond a limit.</summary>
internal sealed class PackageTooLargeException(string message) : Exception(message);

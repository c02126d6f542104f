using System.Buffers;
using Carewright.Fhir.Packages;
using Carewright.Kernel;

namespace Carewright.Conformance;

/// <summary>The packages of a store, one file each (<c>hl7.fhir.us.core#6.1.0.tgz</c>) in its folder. They are published content and are not sealed.</summary>
/// <param name="folder">The folder; made when the first package comes. Null keeps nothing: for stores that have no folder.</param>
internal sealed class PackageShelf(DirectoryInfo? folder)
{
    private static readonly SearchValues<char> s_nameLetters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_+");

    /// <summary>Reads every package. A file that cannot be read is told, and the others are there all the same.</summary>
    public (IReadOnlyList<FhirPackage> Packages, IReadOnlyList<Issue> Issues) ReadAll()
    {
        var packages = new List<FhirPackage>();
        var issues = new List<Issue>();
        if (folder is null || !folder.Exists)
            return (packages, issues);
        foreach (var file in folder.EnumerateFiles("*.tgz").OrderBy(file => file.Name, StringComparer.Ordinal))
        {
            using var stream = file.OpenRead();
            var outcome = FhirPackage.Read(stream);
            if (outcome.Package is { } package)
                packages.Add(package);
            else
                issues.AddRange(outcome.Issues.Select(issue => issue with { Location = file.Name }));
        }
        return (packages, issues);
    }

    /// <summary>Writes the file of a package whole or not at all.</summary>
    public async Task WriteAsync(FhirPackage package, ReadOnlyMemory<byte> archive, CancellationToken cancellationToken)
    {
        if (folder is null)
            return;
        folder.Create();
        var path = PathOf(package.Name, package.Version);
        var part = path + ".part";
        await File.WriteAllBytesAsync(part, archive, cancellationToken).ConfigureAwait(false);
        File.Move(part, path, overwrite: true);
    }

    /// <summary>Removes the file of a package.</summary>
    public void Remove(FhirPackage package)
    {
        if (folder is not null)
            File.Delete(PathOf(package.Name, package.Version));
    }

    /// <summary>True when name and version can be a file's name and nothing else.</summary>
    public static bool CanName(FhirPackage package) => IsPlain(package.Name) && IsPlain(package.Version);

    private static bool IsPlain(string text) => text.Length is > 0 and <= 100 && !text.AsSpan().ContainsAnyExcept(s_nameLetters) && !text.StartsWith('.');

    private string PathOf(string name, string version) => Path.Combine(folder!.FullName, $"{name}#{version}.tgz");
}

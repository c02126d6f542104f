using Carewright.Kernel;

namespace Carewright.Fhir.Packages;

/// <summary>Another package that a package needs.</summary>
/// <param name="Name">Package name, such as <c>hl7.terminology.r4</c>.</param>
/// <param name="Version">The version it names, which may be a range.</param>
public sealed record PackageDependency(string Name, string Version);

/// <summary>What came of reading a package.</summary>
/// <param name="Package">The package; null when it cannot be used.</param>
/// <param name="Issues">Everything wrong with it. Warnings name files that were passed over.</param>
public sealed record PackageOutcome(FhirPackage? Package, IReadOnlyList<Issue> Issues);

/// <summary>
/// A FHIR package: definitions published together, as a gzipped tar with the folder <c>package</c> (FHIR packages as npm lays them out,
/// confluence.hl7.org "NPM Package Specification"). Immutable.
/// </summary>
public sealed class FhirPackage
{
    internal FhirPackage(PackageManifest manifest, IReadOnlyList<PackageResource> resources)
    {
        Name = manifest.Name;
        Version = manifest.Version;
        Title = manifest.Title;
        FhirVersions = manifest.FhirVersions;
        Dependencies = manifest.Dependencies;
        Resources = resources;
    }

    /// <summary>Package name, such as <c>hl7.fhir.us.core</c>.</summary>
    public string Name { get; }

    /// <summary>Package version, such as <c>6.1.0</c>.</summary>
    public string Version { get; }

    /// <summary>Title for people, or null.</summary>
    public string? Title { get; }

    /// <summary>The FHIR versions it is for, such as <c>4.0.1</c>; empty when it does not say.</summary>
    public IReadOnlyList<string> FhirVersions { get; }

    /// <summary>The packages it needs.</summary>
    public IReadOnlyList<PackageDependency> Dependencies { get; }

    /// <summary>Its resources, in the order of the archive. Examples are there only when they were asked for.</summary>
    public IReadOnlyList<PackageResource> Resources { get; }

    /// <summary>True when it is for R4, or does not say what it is for.</summary>
    public bool IsForR4 => FhirVersions.Count == 0 || FhirVersions.Any(version => version.StartsWith("4.0", StringComparison.Ordinal));

    /// <summary>
    /// Reads a package. Never throws on bad input, and reads no further than the limits: a file that unpacks to more is refused. Entries whose names lead
    /// outside of the package are passed over; nothing is ever written to disk.
    /// </summary>
    /// <param name="archive">The <c>.tgz</c>, read to its end and left open.</param>
    /// <param name="withExamples">Whether examples are kept too.</param>
    /// <param name="limits">Bounds; null for <see cref="PackageLimits.Default"/>.</param>
    public static PackageOutcome Read(Stream archive, bool withExamples = false, PackageLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(archive);
        return new PackageReader(withExamples, limits ?? PackageLimits.Default).Read(archive);
    }

    /// <summary><c>name#version</c>.</summary>
    public override string ToString() => $"{Name}#{Version}";
}

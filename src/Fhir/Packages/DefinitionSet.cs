using System.Text;
using Carewright.Fhir.Definitions;
using Carewright.Fhir.Json;

namespace Carewright.Fhir.Packages;

/// <summary>
/// The definitions at hand: packages, layered over the profiles and extensions that R4 itself publishes. Base types are not here as resources; they are the
/// tables of <see cref="FhirModel.R4"/>. Immutable: adding a package makes another set. Safe from many threads.
/// </summary>
public sealed class DefinitionSet : IDefinitionSource
{
    private static readonly Lazy<DefinitionSet> s_r4 = new(() => new DefinitionSet([], IndexOf(Published())));

    private readonly Dictionary<(string Type, string Url), PackageResource[]> _resources;
    private readonly Dictionary<string, string> _types;

    private DefinitionSet(IReadOnlyList<FhirPackage> packages, Dictionary<(string, string), PackageResource[]> resources)
    {
        Packages = packages;
        _resources = resources;
        _types = new Dictionary<string, string>(resources.Count, StringComparer.Ordinal);
        foreach (var (type, url) in resources.Keys)
            _types.TryAdd(url, type);
    }

    /// <summary>What R4 publishes, and no package.</summary>
    public static DefinitionSet R4 => s_r4.Value;

    /// <summary>The packages, in the order in which they were added.</summary>
    public IReadOnlyList<FhirPackage> Packages { get; }

    /// <summary>A set that has one package more. The same name and version replaces what was there; several versions stand side by side.</summary>
    public DefinitionSet With(FhirPackage package)
    {
        ArgumentNullException.ThrowIfNull(package);
        return Of([.. Packages.Where(other => other.ToString() != package.ToString()), package]);
    }

    /// <summary>A set of these packages over R4.</summary>
    public static DefinitionSet Of(IReadOnlyList<FhirPackage> packages) => new(
        packages, IndexOf(packages.Reverse().SelectMany(package => package.Resources).Where(resource => !resource.IsExample).Concat(R4._resources.Values.SelectMany(versions => versions))));

    /// <inheritdoc/>
    public ResourceDocument? Find(string resourceType, string canonicalUrl, string? version) => FindResource(resourceType, canonicalUrl, version)?.Open();

    /// <summary>As <see cref="Find"/>, without opening the resource.</summary>
    public PackageResource? FindResource(string resourceType, string canonicalUrl, string? version)
    {
        if (!_resources.TryGetValue((resourceType, canonicalUrl), out var versions))
            return null;
        return version is null ? versions[0] : Array.Find(versions, resource => IsVersion(resource.Version, version));
    }

    /// <summary>The newest active resource of each url of a type, in the order of urls.</summary>
    public IEnumerable<PackageResource> All(string resourceType) =>
        _resources.Where(pair => pair.Key.Type == resourceType).OrderBy(pair => pair.Key.Url, StringComparer.Ordinal).Select(pair => pair.Value[0]);

    /// <summary>Which type the resource of a canonical url has; null when none is known.</summary>
    public string? TypeOf(string canonicalUrl) => _types.GetValueOrDefault(canonicalUrl);

    /// <summary>Of several with one url, the one that is meant where no version is named comes first: active ones, the newest version before older ones.</summary>
    public static IEnumerable<ResourceDocument> NewestFirst(IEnumerable<ResourceDocument> definitions) =>
        definitions.OrderByDescending(one => one.Root.Child("status").ValueEquals("active"u8)).ThenByDescending(one => one.Root.Child("version").GetString(), VersionOrder.Instance);

    /// <summary>The dependencies of the packages that no package here fulfils, each once. R4 itself is always at hand.</summary>
    public IReadOnlyList<PackageDependency> MissingDependencies() =>
        [.. Packages.SelectMany(package => package.Dependencies)
            .Where(need => need.Name != "hl7.fhir.r4.core" && !Packages.Any(package => package.Name == need.Name))
            .DistinctBy(need => need.Name)];

    /// <summary>A canonical may name only the first parts of a version: <c>|4.0</c> finds 4.0.1 (FHIR R4 references.html#canonical).</summary>
    private static bool IsVersion(string? actual, string wanted) =>
        actual is not null && (actual == wanted || (actual.StartsWith(wanted, StringComparison.Ordinal) && actual[wanted.Length] == '.'));

    private static Dictionary<(string, string), PackageResource[]> IndexOf(IEnumerable<PackageResource> resources) =>
        resources.Where(resource => resource.Url is not null).GroupBy(resource => (resource.ResourceType, resource.Url!))
            .ToDictionary(group => group.Key, group => group.OrderBy(Rank).ThenByDescending(resource => resource.Version, VersionOrder.Instance).ToArray());

    private static int Rank(PackageResource resource) => resource.Status switch { "active" => 0, "retired" => 2, _ => 1 };

    private static IEnumerable<PackageResource> Published() =>
        FhirModel.R4.Profiles.Select(profile => PackageResource.Read(Encoding.UTF8.GetBytes(profile.Json), isExample: false)!);
}

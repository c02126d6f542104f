using Carewright.Fhir.Definitions;
using Carewright.Fhir.Json;

namespace Carewright.Fhir.Validation;

/// <summary>The resources of a Bundle by full URL.</summary>
internal sealed class BundleIndex
{
    private static readonly ElementName s_meta = FhirModel.R4.ResolveName("meta");
    private static readonly ElementName s_versionId = FhirModel.R4.ResolveName("versionId");
    private readonly Dictionary<string, List<Element>> _resources = new(StringComparer.Ordinal);
    private readonly Dictionary<Element, string> _fullUrls = [];

    public void Add(Element entry, string fullUrl, Element resource)
    {
        _fullUrls.TryAdd(entry, fullUrl);
        if (!_resources.TryGetValue(fullUrl, out var versions))
            _resources.Add(fullUrl, versions = []);
        versions.Add(resource);
    }

    /// <summary>The first resource of that full URL; absent when there is none.</summary>
    public Element Find(string fullUrl) => _resources.TryGetValue(fullUrl, out var versions) ? versions[0] : default;

    /// <summary>
    /// How many resources a reference from an entry finds (FHIR R4 bundle.html#references): a relative one is taken from the base of the entry's own full
    /// URL.
    /// </summary>
    public int Count(Element entry, string reference) => Find(entry, reference).Count();

    /// <summary>The first resource that a reference from an entry finds; absent when none.</summary>
    public Element First(Element entry, string reference) => Find(entry, reference).FirstOrDefault();

    private IEnumerable<Element> Find(Element entry, string reference)
    {
        var at = reference.LastIndexOf("/_history/", StringComparison.Ordinal);
        var version = at < 0 ? null : reference[(at + "/_history/".Length)..];
        var target = at < 0 ? reference : reference[..at];
        if (!target.Contains(':', StringComparison.Ordinal))
        {
            if (BaseOf(entry) is not { } root)
                return [];
            target = root + target;
        }
        return !_resources.TryGetValue(target, out var versions)
            ? []
            : version is null ? versions : versions.Where(resource => resource.Child(s_meta).Child(s_versionId).GetString() == version);
    }

    /// <summary>The server's address with its final slash; null when the full URL is not a server's.</summary>
    private string? BaseOf(Element entry)
    {
        if (!_fullUrls.TryGetValue(entry, out var fullUrl) || !fullUrl.StartsWith("http", StringComparison.Ordinal))
            return null;
        var id = fullUrl.LastIndexOf('/');
        var type = id < 1 ? -1 : fullUrl.LastIndexOf('/', id - 1);
        return type < 1 ? null : fullUrl[..(type + 1)];
    }
}

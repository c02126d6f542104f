using Carewright.Fhir.Json;
using Carewright.Kernel;

namespace Carewright.Gateway.Bundles;

/// <summary>One entry of a batch or transaction, read but not yet done (FHIR R4 bundle.html, http.html#transaction).</summary>
public sealed class BundleEntry
{
    private readonly Element _entry;

    private BundleEntry(int index, Element entry)
    {
        _entry = entry;
        Index = index;
        var request = entry.Child("request");
        Method = request.Child("method").GetString() ?? "";
        Url = request.Child("url").GetString() ?? "";
        FullUrl = entry.Child("fullUrl").GetString();
        Resource = entry.Child("resource");
        var question = Url.IndexOf('?', StringComparison.Ordinal);
        var path = (question < 0 ? Url : Url[..question]).Trim('/').Split('/');
        Query = question < 0 ? null : Url[(question + 1)..];
        ResourceType = path[0];
        Id = path.Length > 1 ? path[1] : null;
        PathLength = path.Length;
    }

    /// <summary>Its place in the Bundle, from 0.</summary>
    public int Index { get; }

    /// <summary><c>request.method</c>; empty when missing.</summary>
    public string Method { get; }

    /// <summary><c>request.url</c>; empty when missing.</summary>
    public string Url { get; }

    /// <summary><c>fullUrl</c>, or null.</summary>
    public string? FullUrl { get; }

    /// <summary>The resource; absent when there is none.</summary>
    public Element Resource { get; }

    /// <summary>Where it stands: <c>Bundle.entry[3]</c>.</summary>
    public string Location => $"Bundle.entry[{Index}]";

    internal string ResourceType { get; }

    internal string? Id { get; }

    internal string? Query { get; }

    internal int PathLength { get; }

    internal bool IsRead => Method is "GET" or "HEAD";

    internal string? IfNoneExist => Condition("ifNoneExist");

    internal string? IfMatch => Condition("ifMatch");

    /// <summary>All entries of a Bundle in order.</summary>
    public static IReadOnlyList<BundleEntry> ReadAll(ResourceDocument bundle)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        var entries = new List<BundleEntry>();
        foreach (var entry in bundle.Root.Children("entry"))
            entries.Add(new BundleEntry(entries.Count, entry));
        return entries;
    }

    /// <summary>A condition of the request part: <c>ifNoneExist ifMatch ifNoneMatch ifModifiedSince</c>; null when it is not there.</summary>
    public string? Condition(string name) => _entry.Child("request").Child(name).GetString();

    /// <summary>What is wrong with the request part, or null.</summary>
    internal Issue? Fault() => Method switch
    {
        "GET" or "HEAD" => null,
        "POST" when Id is null && Query is null && Resource.Exists => ResourceMatches(),
        "PUT" when HasTarget && Resource.Exists => ResourceMatches(),
        "PATCH" when HasTarget && Resource.Exists => null,
        "DELETE" when HasTarget => null,
        _ => Issue.Error(IssueTypes.Value, "BUNDLE-REQUEST", "The entry needs a request with a method, an address that fits it, and a resource where one is written.", $"{Location}.request", "FHIR R4 bundle.html#bdl-3"),
    };

    // [type]/[id], or [type]?criteria; never both.
    private bool HasTarget => Query is null ? PathLength == 2 && Id is { Length: > 0 } : PathLength == 1;

    private Issue? ResourceMatches() =>
        Resource.Type?.Name == ResourceType
            ? null
            : Issue.Error(IssueTypes.Value, "BUNDLE-TYPE", $"The resource is a {Resource.Type?.Name ?? "?"}; the request's address says {ResourceType}.", $"{Location}.resource");
}

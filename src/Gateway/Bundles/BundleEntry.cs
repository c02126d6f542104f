using Carewright.Fhir.Json;
using Carewright.Kernel;

namespace Carewright.Gateway.Bundles;

/// <summary>One entry of a batch or transaction, read but not yet done (FHIR R4 bundle.html, http.html#transaction).</summary>
public sealed class BundleEntry
{
    private readonly Element _request;

    private BundleEntry(int index, Element entry)
        : this(index, entry.Child("request").Child("method").GetString() ?? "", entry.Child("request").Child("url").GetString() ?? "", entry.Child("fullUrl").GetString())
    {
        _request = entry.Child("request");
        (Resource, IfNoneExist, IfMatch) = (entry.Child("resource"), Condition("ifNoneExist"), Condition("ifMatch"));
    }

    private BundleEntry(int index, string method, string url, string? fullUrl)
    {
        (Index, Method, Url, FullUrl) = (index, method, url, fullUrl);
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
    public Element Resource { get; private init; }

    /// <summary>Where it stands: <c>Bundle.entry[3]</c>.</summary>
    public string Location => $"Bundle.entry[{Index}]";

    internal string ResourceType { get; }

    internal string? Id { get; }

    internal string? Query { get; }

    internal int PathLength { get; }

    internal bool IsRead => Method is "GET" or "HEAD";

    internal string? IfNoneExist { get; private init; }

    internal string? IfMatch { get; private init; }

    /// <summary>The resource by itself; null when it stands in a Bundle.</summary>
    internal ResourceDocument? Document { get; private init; }

    /// <summary>All entries of a Bundle in order.</summary>
    public static IReadOnlyList<BundleEntry> ReadAll(ResourceDocument bundle)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        var entries = new List<BundleEntry>();
        foreach (var entry in bundle.Root.Children("entry"))
            entries.Add(new BundleEntry(entries.Count, entry));
        return entries;
    }

    /// <summary>An entry made here, that was never written into a Bundle.</summary>
    /// <param name="index">Its place among the others.</param>
    /// <param name="request">Method and address.</param>
    /// <param name="fullUrl">What others point to it by.</param>
    /// <param name="document">What it writes.</param>
    /// <param name="ifNoneExist">Makes it a conditional create.</param>
    /// <param name="ifMatch">The version that it follows; 0: there must be none.</param>
    internal static BundleEntry Of(int index, (string Method, string Url) request, string? fullUrl, ResourceDocument document, string? ifNoneExist = null, long? ifMatch = null) =>
        new(index, request.Method, request.Url, fullUrl) { Document = document, Resource = document.Root, IfNoneExist = ifNoneExist, IfMatch = ifMatch is { } version ? EntityTag.Of(version) : null };

    /// <summary>A condition of the request part: <c>ifNoneExist ifMatch ifNoneMatch ifModifiedSince</c>; null when it is not there.</summary>
    public string? Condition(string name) => _request.Child(name).GetString();

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

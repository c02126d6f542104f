using Carewright.Fhir.Json;
using Carewright.Kernel;

namespace Carewright.Gateway.Bundles;

/// <summary>One entry of a batch or transaction, read but not yet done (FHIR R4 bundle.html, http.html#transaction).</summary>
internal sealed class BundleEntry
{
    private BundleEntry(int index, Element entry)
    {
        Index = index;
        var request = entry.Child("request");
        Method = request.Child("method").GetString() ?? "";
        Url = request.Child("url").GetString() ?? "";
        FullUrl = entry.Child("fullUrl").GetString();
        IfNoneExist = request.Child("ifNoneExist").GetString();
        IfMatch = request.Child("ifMatch").GetString();
        IfNoneMatch = request.Child("ifNoneMatch").GetString();
        Resource = entry.Child("resource");
        var question = Url.IndexOf('?', StringComparison.Ordinal);
        var path = (question < 0 ? Url : Url[..question]).Trim('/').Split('/');
        Query = question < 0 ? null : Url[(question + 1)..];
        ResourceType = path[0];
        Id = path.Length > 1 ? path[1] : null;
        PathLength = path.Length;
        Path = path;
    }

    internal int Index { get; }

    internal string Method { get; }

    internal string Url { get; }

    internal string? FullUrl { get; }

    internal string? IfNoneExist { get; }

    internal string? IfMatch { get; }

    internal string? IfNoneMatch { get; }

    internal Element Resource { get; }

    internal string ResourceType { get; }

    internal string? Id { get; }

    internal string? Query { get; }

    internal int PathLength { get; }

    internal IReadOnlyList<string> Path { get; }

    internal string Location => $"Bundle.entry[{Index}]";

    /// <summary>All entries of a Bundle in order.</summary>
    internal static IReadOnlyList<BundleEntry> ReadAll(ResourceDocument bundle)
    {
        var entries = new List<BundleEntry>();
        foreach (var entry in bundle.Root.Children("entry"))
            entries.Add(new BundleEntry(entries.Count, entry));
        return entries;
    }

    /// <summary>What is wrong with the request part, or null.</summary>
    internal Issue? Fault() => Method switch
    {
        "GET" or "HEAD" => null,
        "POST" when Id is null && Resource.Exists => ResourceMatches(),
        "PUT" when Id is not null && Resource.Exists => ResourceMatches(),
        "DELETE" when Id is not null => null,
        "PUT" or "DELETE" or "PATCH" when Id is null || Method == "PATCH" =>
            Issue.Error(IssueTypes.NotSupported, "BUNDLE-NOT-SUPPORTED", $"{Method} {Url}: conditional update, conditional delete and patch inside a Bundle are not supported.", $"{Location}.request"),
        _ => Issue.Error(IssueTypes.Value, "BUNDLE-REQUEST", "The entry needs a request with a method, an address that fits it, and a resource where one is written.", $"{Location}.request", "FHIR R4 bundle.html#bdl-3"),
    };

    private Issue? ResourceMatches() =>
        Resource.Type?.Name == ResourceType
            ? null
            : Issue.Error(IssueTypes.Value, "BUNDLE-TYPE", $"The resource is a {Resource.Type?.Name ?? "?"}; the request's address says {ResourceType}.", $"{Location}.resource");
}

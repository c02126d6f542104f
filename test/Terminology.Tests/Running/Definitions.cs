using System.Text;
using Carewright.Fhir.Json;
using Carewright.Terminology.Sources;
using Carewright.Terminology.Storing;

namespace Carewright.Terminology.Tests.Running;

/// <summary>Definitions given as JSON, found by type, url and version; also lists its concept maps.</summary>
internal sealed class Definitions : IConceptMapSource
{
    private readonly List<ResourceDocument> _resources;

    internal Definitions(params string[] json) => _resources = [.. json.Select(Document)];

    public IEnumerable<ResourceDocument> ConceptMaps => _resources.Where(one => one.ResourceType == "ConceptMap");

    public ResourceDocument? Find(string resourceType, string canonicalUrl, string? version) => _resources.FirstOrDefault(one =>
        one.ResourceType == resourceType && one.Root.Child("url").GetString() == canonicalUrl && (version is null || one.Root.Child("version").GetString() == version));

    internal static ResourceDocument Document(string json)
    {
        var parsed = ResourceDocument.Parse(Encoding.UTF8.GetBytes(json));
        Assert.True(parsed.IsAcceptable, string.Join("; ", parsed.Issues.Select(issue => $"{issue.Location} {issue.Message}")));
        return parsed.Document!;
    }

    internal static TerminologyService Service(params string[] json) => Service(null, null, json);

    internal static TerminologyService Service(ITermStore? store, TerminologyLimits? limits, params string[] json) =>
        new(new TerminologySources([new Definitions(json)], store), TimeProvider.System, limits);
}

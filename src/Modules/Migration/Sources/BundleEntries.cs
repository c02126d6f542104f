using Carewright.Fhir.Json;
using Carewright.Kernel;

namespace Carewright.Migration.Sources;

/// <summary>Takes a Bundle apart into resources that stand by themselves.</summary>
internal static class BundleEntries
{
    internal static IEnumerable<SourceResource> Read(string name, ResourceDocument bundle)
    {
        var targets = new Dictionary<string, string>(StringComparer.Ordinal);
        var entries = new List<(Element Resource, string Id)>();
        foreach (var entry in bundle.Root.Children("entry"))
        {
            var resource = entry.Child("resource");
            if (resource.Type is not { } type)
                continue;
            var fullUrl = entry.Child("fullUrl").GetString();
            var id = resource.Child("id").GetString() ?? StableId.Of(fullUrl, resource.RawJson);
            if (fullUrl is not null)
                targets[fullUrl] = $"{type.Name}/{id}";
            entries.Add((resource, id));
        }
        foreach (var (resource, id) in entries)
            yield return Item(name, resource, id, targets);
    }

    private static SourceResource Item(string name, Element resource, string id, Dictionary<string, string> targets)
    {
        var line = resource.Position().Line;
        var own = ResourceDocument.Parse(resource.RawJson.ToArray());
        if (own.Document is not { } document)
            return new SourceResource(name, line, default, own.Issues);
        var unresolved = new List<Issue>();
        var json = ResourceEditor.Rewrite(document, new ResourceEdits { Id = id, ReplaceUri = element => Replace(element, targets, unresolved), ReplaceNarrativeLink = link => targets.GetValueOrDefault(link) });
        return new SourceResource(name, line, unresolved.Count == 0 ? json : default, unresolved);
    }

    private static string? Replace(Element element, Dictionary<string, string> targets, List<Issue> unresolved)
    {
        if (element.GetString() is not { } text)
            return null;
        if (targets.TryGetValue(text, out var target))
            return target;
        // Stored as it is, such a reference would never lead anywhere: the resource is reported instead, with its place.
        if (element.Name == "reference" && text.StartsWith("urn:uuid:", StringComparison.Ordinal))
            unresolved.Add(Issue.Error(IssueTypes.NotFound, "IMPORT-UNRESOLVED", "The reference points to an entry that the Bundle does not have.", element.Location(), "FHIR R4 bundle.html#references"));
        return null;
    }
}

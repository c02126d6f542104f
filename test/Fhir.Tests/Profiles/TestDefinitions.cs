using System.Text;
using Carewright.Fhir.Json;
using Carewright.Fhir.Packages;
using Carewright.Fhir.Profiles;

namespace Carewright.Fhir.Tests.Profiles;

/// <summary>Definitions made for one test, over those of R4.</summary>
internal sealed class TestDefinitions(params string[] resources) : IDefinitionSource
{
    private readonly List<ResourceDocument> _resources = [.. resources.Select(json => ResourceDocument.Parse(Encoding.UTF8.GetBytes(json)).Document!)];

    public ResourceDocument? Find(string resourceType, string canonicalUrl, string? version) =>
        _resources.Find(document => document.ResourceType == resourceType && document.Root.Child("url").GetString() == canonicalUrl) ?? DefinitionSet.R4.Find(resourceType, canonicalUrl, version);

    /// <summary>A profile <c>http://test/NAME</c> with these elements in its differential.</summary>
    public static string Profile(string name, string type, string elements, string? baseDefinition = null) =>
        $$$"""
        {"resourceType":"StructureDefinition","url":"http://test/{{{name}}}","name":"{{{name}}}","status":"active","kind":"resource","abstract":false,"type":"{{{type}}}","derivation":"constraint",
         "baseDefinition":"{{{baseDefinition ?? "http://hl7.org/fhir/StructureDefinition/" + type}}}","differential":{"element":[{{{elements}}}]}}
        """;

    public static ProfileSet Set(params string[] resources) => new(new TestDefinitions(resources));
}

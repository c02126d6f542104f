using Carewright.Fhir.Json;

namespace Carewright.Fhir.Packages;

/// <summary>Where conformance resources are found by their canonical address: loaded packages, the tenant's own resources. Safe from many threads.</summary>
public interface IDefinitionSource
{
    /// <summary>
    /// The resource of a type (StructureDefinition, ValueSet, CodeSystem, ConceptMap, Questionnaire, ...) with a canonical url; null when it is not known.
    /// </summary>
    /// <param name="resourceType">FHIR resource type.</param>
    /// <param name="canonicalUrl">Canonical url without <c>|version</c>.</param>
    /// <param name="version">Business version; null for the newest that is active.</param>
    ResourceDocument? Find(string resourceType, string canonicalUrl, string? version);
}

using Carewright.Fhir.Definitions;

namespace Carewright.Gateway.Searching;

/// <summary>The reference search parameters of a type, for wildcard includes.</summary>
internal static class ReferenceParameters
{
    internal static IReadOnlyList<SearchParameterDefinition> Of(FhirModel definitions, string type) =>
        [.. definitions.SearchParametersOf(type).Where(parameter => parameter.Type == "reference")];
}

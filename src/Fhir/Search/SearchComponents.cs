using System.Runtime.CompilerServices;
using Carewright.Fhir.Definitions;

namespace Carewright.Fhir.Search;

/// <summary>One component of a composite parameter.</summary>
/// <param name="Parameter">The parameter that defines how the component compares.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Expression">Its FHIRPath, relative to the composite's anchor.</param>
internal readonly record struct SearchComponent(SearchParameterDefinition Parameter, SearchKind Kind, string Expression);

/// <summary>The components of composite parameters, with their kinds (FHIR R4 searchparameter-definitions.html#SearchParameter.component).</summary>
internal static class SearchComponents
{
    private static readonly ConditionalWeakTable<SearchParameterDefinition, IReadOnlyList<SearchComponent>> s_components = [];

    public static IReadOnlyList<SearchComponent> Of(SearchParameterDefinition parameter) => s_components.GetValue(parameter, static composite =>
        [.. composite.Components.Select(part => Resolve(composite, part))]);

    private static SearchComponent Resolve(SearchParameterDefinition composite, SearchParameterComponent part) =>
        part.Parameter is { } parameter && SearchKinds.Of(parameter) is { } kind
            ? new SearchComponent(parameter, kind, part.Expression)
            : throw new InvalidOperationException($"The definitions have no search parameter {part.Definition}, a component of {composite.Url}.");
}

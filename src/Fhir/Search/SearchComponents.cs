using System.Collections.Concurrent;

namespace Carewright.Fhir.Search;

/// <summary>One component of a composite parameter.</summary>
/// <param name="Parameter">The parameter that defines how the component compares.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Expression">Its FHIRPath, relative to the composite's anchor.</param>
internal readonly record struct SearchComponent(SearchParameterDefinition Parameter, SearchKind Kind, string Expression);

/// <summary>Resolves the components of composite parameters (FHIR R4 searchparameter-definitions.html#SearchParameter.component).</summary>
internal static class SearchComponents
{
    private static readonly ConcurrentDictionary<SearchParameterDefinition, IReadOnlyList<SearchComponent>> s_components = new();

    public static IReadOnlyList<SearchComponent> Of(FhirModel model, SearchParameterDefinition parameter) =>
        s_components.GetOrAdd(parameter, static (composite, model) => [.. composite.Components.Select(part => Resolve(model, composite, part.Definition, part.Expression))], model);

    private static SearchComponent Resolve(FhirModel model, SearchParameterDefinition composite, string url, string expression)
    {
        foreach (var type in composite.Bases)
            foreach (var candidate in model.SearchParametersOf(type))
                if (candidate.Url == url && SearchKinds.Of(candidate) is { } kind)
                    return new SearchComponent(candidate, kind, expression);
        throw new InvalidOperationException($"The definitions have no search parameter {url}, a component of {composite.Url}.");
    }
}

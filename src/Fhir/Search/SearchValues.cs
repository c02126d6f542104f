using Carewright.Fhir.Definitions;

namespace Carewright.Fhir.Search;

/// <summary>Starts a <see cref="SearchValue"/>; <c>with</c> fills in what its kind needs.</summary>
internal static class SearchValues
{
    public static SearchValue Of(SearchParameterDefinition parameter, SearchKind kind, int group = 0, int component = 0) =>
        new(parameter, kind, null, null, null, 0, 0, 0, 0, group, component);
}

using System.Collections.Frozen;
using System.Runtime.CompilerServices;
using Carewright.Fhir.Definitions;

namespace Carewright.Fhir.Search;

/// <summary>What the definitions say about a parameter, in the terms of this namespace.</summary>
public static class SearchKinds
{
    private static readonly ConditionalWeakTable<SearchParameterDefinition, FrozenSet<string>> s_targets = [];

    /// <summary>
    /// The shape of a parameter's values; null for a parameter that this product does not search by (<c>_text</c>, <c>_content</c>, <c>_query</c>, which
    /// have no expression).
    /// </summary>
    public static SearchKind? Of(SearchParameterDefinition parameter) => parameter.Type switch
    {
        _ when string.IsNullOrEmpty(parameter.Expression) => null,
        "token" => SearchKind.Token,
        "string" => SearchKind.String,
        "reference" => SearchKind.Reference,
        "uri" => SearchKind.Uri,
        "date" => SearchKind.Date,
        "number" => SearchKind.Number,
        "quantity" => SearchKind.Quantity,
        "composite" => SearchKind.Composite,
        "special" when parameter.Code == "near" => SearchKind.Position,
        _ => null,
    };

    /// <summary>The resource types that a reference parameter can point to; all of them where the definition names none or <c>Resource</c>.</summary>
    public static IReadOnlySet<string> TargetsOf(FhirModel model, SearchParameterDefinition parameter) =>
        s_targets.GetValue(parameter, key =>
            key.Targets.Count == 0 || key.Targets.Contains("Resource")
                ? model.ResourceTypes.Select(type => type.Name).ToFrozenSet()
                : key.Targets.ToFrozenSet());

    internal static bool IsResourceType(FhirModel model, string name) => model.FindType(name) is { Kind: TypeKind.Resource, IsAbstract: false };
}

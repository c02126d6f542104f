using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Carewright.Fhir.Definitions;
using Carewright.Fhir.Json;
using Carewright.Fhir.Search.Extraction;

namespace Carewright.Fhir.Search;

/// <summary>
/// Yields the search values of a resource: for every R4 search parameter of its type the values that the parameter's FHIRPath expression comes to,
/// converted as FHIR R4 search.html says for
/// the parameter's type and the element's data type. Safe from many threads.
/// </summary>
/// <remarks>
/// All expressions of a type are compiled into one walk on first use. <c>where(resolve() is Patient)</c> is decided by what the reference itself says (its
/// text or its <c>type</c>), so extraction needs no other
/// resource. Values come in document order; an element reached by two branches of one expression yields twice. Malformed primitives yield nothing.
/// Contained resources are not searched on their own.
/// </remarks>
public static class SearchExtractor
{
    private static readonly ConcurrentDictionary<TypeDefinition, SearchPlan> s_plans = new();

    // Parameters come and go with what a clinic defines: what is kept for one goes with it.
    private static readonly ConditionalWeakTable<IReadOnlyList<SearchParameterDefinition>, ConcurrentDictionary<TypeDefinition, SearchPlan>> s_added = [];
    private static readonly ConditionalWeakTable<SearchParameterDefinition, ConcurrentDictionary<TypeDefinition, SearchPlan>> s_single = [];

    /// <summary>Yields all values of the resource.</summary>
    /// <param name="document">The resource.</param>
    /// <param name="sink">Receives each value. It must not call the extractor.</param>
    public static void Extract(ResourceDocument document, SearchValueSink sink) =>
        SearchWalk.Run(s_plans.GetOrAdd(document.Type, CompileAll), document.Root, sink);

    /// <summary>Yields the values of one parameter; none when the resource's type does not have it.</summary>
    /// <param name="document">The resource.</param>
    /// <param name="parameter">The parameter.</param>
    /// <param name="sink">Receives each value. It must not call the extractor.</param>
    public static void Extract(ResourceDocument document, SearchParameterDefinition parameter, SearchValueSink sink) =>
        SearchWalk.Run(s_single.GetOrCreateValue(parameter).GetOrAdd(document.Type, static (type, one) => CompileOne(type, one), parameter), document.Root, sink);

    /// <summary>All values of the resource as a list, those of the parameters that a model adds to the published ones included.</summary>
    public static IReadOnlyList<SearchValue> Extract(ResourceDocument document, FhirModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var values = new List<SearchValue>();
        Extract(document, (in SearchValue value) => values.Add(value));
        ExtractAdded(document, model.AddedSearchParametersOf(document.ResourceType), (in SearchValue value) => values.Add(value));
        return values;
    }

    /// <summary>Yields the values of parameters that are not published with R4.</summary>
    /// <param name="document">The resource.</param>
    /// <param name="added">Parameters of the resource's type; what is compiled for them is kept as long as this list is.</param>
    /// <param name="sink">Receives each value. It must not call the extractor.</param>
    public static void ExtractAdded(ResourceDocument document, IReadOnlyList<SearchParameterDefinition> added, SearchValueSink sink)
    {
        if (added.Count > 0)
            SearchWalk.Run(s_added.GetOrCreateValue(added).GetOrAdd(document.Type, static (type, all) => SearchPlan.Compile(FhirModel.R4, type, all), added), document.Root, sink);
    }

    /// <summary>All values of the resource as a list.</summary>
    public static IReadOnlyList<SearchValue> Extract(ResourceDocument document)
    {
        var values = new List<SearchValue>();
        Extract(document, (in SearchValue value) => values.Add(value));
        return values;
    }

    private static SearchPlan CompileAll(TypeDefinition type) => SearchPlan.Compile(FhirModel.R4, type, FhirModel.R4.SearchParametersOf(type.Name));

    private static SearchPlan CompileOne(TypeDefinition type, SearchParameterDefinition parameter) =>
        SearchPlan.Compile(FhirModel.R4, type, parameter.Bases.Any(name => FhirModel.R4.FindType(name) is { } general && type.IsSubtypeOf(general)) ? [parameter] : []);
}

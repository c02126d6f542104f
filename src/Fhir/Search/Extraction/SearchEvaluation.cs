using System.Globalization;
using Carewright.Fhir.Json;
using Carewright.Fhir.Path;

namespace Carewright.Fhir.Search.Extraction;

/// <summary>Values of the parameters whose expression computes something (<c>Patient.deceased</c>), by FHIRPath.</summary>
internal static class SearchEvaluation
{
    /// <summary>Evaluates on the resource and converts what comes out. An expression that ends in an error for this resource yields nothing.</summary>
    public static void Run(SearchPathless evaluated, Element resource, SearchWalk walk)
    {
        var items = Evaluate(evaluated.Expression, resource);
        var blank = SearchValues.Of(evaluated.Parameter, evaluated.Kind);
        foreach (var item in items)
        {
            if (item.IsElement)
                SearchConverter.Convert(item.Element, blank, walk);
            else
                System(item, blank, walk);
        }
    }

    private static FhirPathCollection Evaluate(FhirPathExpression expression, Element resource)
    {
        try
        {
            return expression.Evaluate(new FhirPathContext(resource));
        }
        catch (FhirPathException)
        {
            // An expression can demand a single item where an invalid resource has two; then the parameter has no value, and the rest of the resource is
            // still indexed.
            return FhirPathCollection.Empty;
        }
    }

    private static void System(FhirPathValue item, in SearchValue blank, SearchWalk walk)
    {
        if (blank.Kind is SearchKind.Token or SearchKind.String or SearchKind.Uri)
        {
            if (Text(item) is { } text)
                walk.Emit(blank with { Text = text });
        }
        else if (blank.Kind is SearchKind.Number or SearchKind.Quantity && item.TryGetDecimal(out var number))
        {
            walk.Emit(blank with { NumberLow = number, NumberHigh = number });
        }
    }

    private static string? Text(FhirPathValue item)
    {
        if (item.TryGetBoolean(out var truth))
            return truth ? "true" : "false";
        if (item.TryGetString(out var text))
            return text;
        return item.TryGetDecimal(out var number) ? number.ToString(CultureInfo.InvariantCulture) : null;
    }
}

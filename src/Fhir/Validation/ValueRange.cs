using Carewright.Fhir.Json;
using Carewright.Fhir.Path;

namespace Carewright.Fhir.Validation;

/// <summary>Orders values for <c>minValue</c> and <c>maxValue</c> (FHIR R4 elementdefinition.html): numbers, dates and times, quantities of one unit.</summary>
internal static class ValueRange
{
    /// <summary>Below zero, zero, above zero; zero too when the values have no order.</summary>
    public static int Compare(Element value, Element limit)
    {
        if (value.TryGetDecimal(out var a) && limit.TryGetDecimal(out var b))
            return a.CompareTo(b);
        var (left, right) = (FhirPathValue.Of(value), FhirPathValue.Of(limit));
        if (left.TryGetQuantity(out var quantity) && right.TryGetQuantity(out var bound))
            return quantity.Unit == bound.Unit ? quantity.Value.CompareTo(bound.Value) : 0;
        if (left.TryGetTemporal(out _) && right.TryGetTemporal(out _))
        {
            var context = new FhirPathContext(value) { Variables = new Dictionary<string, FhirPathCollection> { ["limit"] = new(right) } };
            return s_less.EvaluateTruth(context) == true ? -1 : s_greater.EvaluateTruth(context) == true ? 1 : 0;
        }
        return 0;
    }

    private static readonly FhirPathExpression s_less = FhirPathExpression.Compile("$this < %limit");
    private static readonly FhirPathExpression s_greater = FhirPathExpression.Compile("$this > %limit");
}

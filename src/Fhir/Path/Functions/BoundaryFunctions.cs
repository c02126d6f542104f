namespace Carewright.Fhir.Path.Functions;

/// <summary>FHIRPath, lowBoundary, highBoundary and precision.</summary>
internal static class BoundaryFunctions
{
    private const int DefaultPlaces = 8;
    private const int MostPlaces = 28;

    public static IEnumerable<PathFunction> All =>
    [
        new("lowBoundary", 0, 1, "=", static call => Boundary(call.Optional(0), high: false)),
        new("highBoundary", 0, 1, "=", static call => Boundary(call.Optional(0), high: true)),
        new("precision", 0, 0, "System.Integer", static _ => Precision),
    ];

    private static PathStep Boundary(PathOperation? precision, bool high) => (evaluation, start) =>
    {
        bool hasInput = evaluation.TakeSystem(start, out FhirPathValue value);
        precision?.Invoke(evaluation);
        int? digits = evaluation.TakeInteger(start, out int given) ? given : null;
        if (hasInput && Boundary(value, digits, high) is { } result)
        {
            evaluation.Push(result);
        }
    };

    private static FhirPathValue? Boundary(in FhirPathValue value, int? digits, bool high)
    {
        if (value.IsTemporal)
        {
            return TemporalMath.Boundary(value.TemporalValue, digits, high) is { } boundary ? FhirPathValue.Of(boundary) : null;
        }

        if (value.Kind == FhirPathKind.Quantity)
        {
            return Boundary(value.QuantityValue.Value, digits ?? DefaultPlaces, high) is { } number ? FhirPathValue.Of(value.QuantityValue with { Value = number }) : null;
        }

        if (!Conversions.TryNumber(value, out decimal input))
        {
            throw Evaluation.Error(FhirPathErrors.Operand, $"{value.TypeName} has no boundary.");
        }

        return Boundary(input, digits ?? DefaultPlaces, high) is { } bound ? FhirPathValue.Of(bound) : null;
    }

    // Half a unit of the last digit to either side. The bound away from zero is rounded, the one towards zero cut off: so the official suite has it.
    private static decimal? Boundary(decimal value, int places, bool high)
    {
        if (places is < 0 or > MostPlaces)
        {
            return null;
        }

        try
        {
            decimal half = value.Scale < MostPlaces ? new decimal(5, 0, 0, false, (byte)(value.Scale + 1)) : 0;
            bool outward = high == value >= 0;
            decimal magnitude = Math.Abs(value) + (outward || value == 0 ? half : -half);
            decimal rounded = outward || value == 0 ? Math.Round(magnitude, places, MidpointRounding.AwayFromZero) : Math.Round(magnitude, places, MidpointRounding.ToZero);
            bool negative = value < 0 || (value == 0 && !high);
            return (negative ? -rounded : rounded) + new decimal(0, 0, 0, false, (byte)places);
        }
        catch (OverflowException)
        {
            return null;
        }
    }

    private static void Precision(Evaluation evaluation, int start)
    {
        if (!evaluation.TakeSystem(start, out FhirPathValue value))
        {
            return;
        }

        int digits = value.Kind switch
        {
            FhirPathKind.Decimal => value.DecimalValue.Scale,
            FhirPathKind.Integer or FhirPathKind.Long => 0,
            _ when value.IsTemporal => TemporalMath.DigitsOf(value.TemporalValue),
            _ => throw Evaluation.Error(FhirPathErrors.Operand, $"{value.TypeName} has no precision."),
        };
        evaluation.Push(FhirPathValue.Of(digits));
    }
}

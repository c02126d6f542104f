namespace Carewright.Fhir.Path.Functions;

/// <summary>FHIRPath, Math. A result that cannot be represented is empty.</summary>
internal static class MathFunctions
{
    public static IEnumerable<PathFunction> All =>
    [
        new("abs", 0, 0, "=", static _ => Number(Abs)),
        new("ceiling", 0, 0, "", static _ => Number(static value => Whole(value, decimal.Ceiling))),
        new("floor", 0, 0, "", static _ => Number(static value => Whole(value, decimal.Floor))),
        new("truncate", 0, 0, "", static _ => Number(static value => Whole(value, decimal.Truncate))),
        new("round", 0, 1, "", static call => Round(call.Optional(0))),
        new("exp", 0, 0, "System.Decimal", static _ => Real(Math.Exp)),
        new("ln", 0, 0, "System.Decimal", static _ => Real(Math.Log)),
        new("sqrt", 0, 0, "System.Decimal", static _ => Real(Math.Sqrt)),
        new("log", 1, 1, "System.Decimal", static call => WithNumber(call.Argument(0), static (value, logBase) => Finite(Math.Log((double)value, (double)logBase)))),
        new("power", 1, 1, "", static call => Power(call.Argument(0))),
    ];

    private static PathStep Number(Func<FhirPathValue, FhirPathValue?> function) => (evaluation, start) =>
    {
        if (!evaluation.TakeSystem(start, out FhirPathValue value))
        {
            return;
        }

        RequireNumber(value, quantities: true);
        try
        {
            if (function(value) is { } result)
            {
                evaluation.Push(result);
            }
        }
        catch (OverflowException)
        {
            // Out of range: the result is empty.
            evaluation.Top = start;
        }
    };

    private static PathStep Real(Func<double, double> function) => Number(value => Conversions.TryNumber(value, out decimal number) ? Finite(function((double)number)) : throw NotANumber(value));

    private static PathStep WithNumber(PathOperation argument, Func<decimal, decimal, FhirPathValue?> function) => (evaluation, start) =>
    {
        bool hasInput = evaluation.TakeSystem(start, out FhirPathValue input);
        argument(evaluation);
        if (evaluation.TakeSystem(start, out FhirPathValue other) && hasInput)
        {
            decimal left = Conversions.TryNumber(input, out decimal a) ? a : throw NotANumber(input);
            decimal right = Conversions.TryNumber(other, out decimal b) ? b : throw NotANumber(other);
            if (function(left, right) is { } result)
            {
                evaluation.Push(result);
            }
        }
    };

    private static FhirPathValue? Abs(FhirPathValue value) =>
        value.Kind == FhirPathKind.Quantity
            ? FhirPathValue.Of(value.QuantityValue with { Value = Math.Abs(value.QuantityValue.Value) })
            : Conversions.TryNumber(value, out decimal number) && number < 0 ? Operators.Negate(value) : value;

    private static FhirPathValue? Whole(FhirPathValue value, Func<decimal, decimal> function)
    {
        if (value.Kind == FhirPathKind.Quantity)
        {
            return FhirPathValue.Of(value.QuantityValue with { Value = function(value.QuantityValue.Value) });
        }

        if (value.Kind != FhirPathKind.Decimal)
        {
            return value;
        }

        decimal result = function(value.DecimalValue);
        return result is >= int.MinValue and <= int.MaxValue ? FhirPathValue.Of((int)result) : FhirPathValue.OfLong((long)result);
    }

    private static PathStep Round(PathOperation? precision) => (evaluation, start) =>
    {
        bool hasInput = evaluation.TakeSystem(start, out FhirPathValue value);
        precision?.Invoke(evaluation);
        evaluation.TakeInteger(start, out int places);
        if (!hasInput)
        {
            return;
        }

        RequireNumber(value, quantities: true);
        if (places < 0)
        {
            throw Evaluation.Error(FhirPathErrors.Operand, "round() takes a precision from 0.");
        }

        decimal Rounded(decimal number) => Math.Round(number, Math.Min(places, 28), MidpointRounding.AwayFromZero);
        evaluation.Push(value.Kind == FhirPathKind.Quantity
            ? FhirPathValue.Of(value.QuantityValue with { Value = Rounded(value.QuantityValue.Value) })
            : FhirPathValue.Of(Rounded(value.Kind == FhirPathKind.Decimal ? value.DecimalValue : value.LongValue)));
    };

    private static PathStep Power(PathOperation exponent)
    {
        PathStep power = WithNumber(exponent, static (value, by) => by == decimal.Truncate(by) && Math.Abs(by) <= 1_000 ? Repeated(value, (int)by) : Finite(Math.Pow((double)value, (double)by)));
        return (evaluation, start) =>
        {
            bool whole = evaluation.Top > start && evaluation[start].TryGetSystemValue(out FhirPathValue input) && input.Kind == FhirPathKind.Integer;
            power(evaluation, start);
            bool fits = whole && evaluation.Top > start && evaluation[start].DecimalValue is var result && result == decimal.Truncate(result) && result is >= int.MinValue and <= int.MaxValue;
            if (fits)
            {
                // Integers stay Integers where they can, as FHIRPath 2.0 has it.
                evaluation.Return(start, FhirPathValue.Of((int)evaluation[start].DecimalValue));
            }
        };
    }

    private static FhirPathValue? Repeated(decimal value, int exponent)
    {
        try
        {
            decimal result = 1;
            for (int i = Math.Abs(exponent); i > 0; i--)
            {
                result *= value;
            }

            return exponent >= 0 ? FhirPathValue.Of(result) : result == 0 ? null : FhirPathValue.Of(1 / result);
        }
        catch (OverflowException)
        {
            return null;
        }
    }

    private static FhirPathValue? Finite(double number) => double.IsFinite(number) && Math.Abs(number) < 7.9e28 ? FhirPathValue.Of((decimal)number) : null;

    private static void RequireNumber(in FhirPathValue value, bool quantities)
    {
        if (!value.IsNumber && !(quantities && value.Kind == FhirPathKind.Quantity))
        {
            throw NotANumber(value);
        }
    }

    private static FhirPathException NotANumber(in FhirPathValue value) => Evaluation.Error(FhirPathErrors.Operand, $"A number is expected here, not {value.TypeName}.");
}

namespace Carewright.Fhir.Path.Functions;

/// <summary>FHIRPath, Conversion.</summary>
internal static class ConversionFunctions
{
    private static readonly FhirPathKind[] s_kinds =
    [
        FhirPathKind.Boolean, FhirPathKind.Integer, FhirPathKind.Long, FhirPathKind.Decimal, FhirPathKind.String, FhirPathKind.Date, FhirPathKind.DateTime, FhirPathKind.Time, FhirPathKind.Quantity,
    ];

    public static IEnumerable<PathFunction> All =>
    [
        new("iif", 2, 3, "", Iif),
        .. s_kinds.Select(kind => new PathFunction("to" + kind, 0, Most(kind), "System." + kind, call => To(kind, call.Optional(0)))),
        .. s_kinds.Select(kind => new PathFunction("convertsTo" + kind, 0, Most(kind), "System.Boolean", call => ConvertsTo(kind, call.Optional(0)))),
    ];

    private static int Most(FhirPathKind kind) => kind == FhirPathKind.Quantity ? 1 : 0;

    private static PathStep Iif(PathCall call)
    {
        PathOperation criterion = call.Argument(0), then = call.Argument(1);
        PathOperation? otherwise = call.Optional(2);
        bool hasInput = call.Syntax.Source is not null;
        return (evaluation, start) =>
        {
            int from = evaluation.Top, count = from - start;
            if (count > 1 && hasInput)
            {
                throw Evaluation.Error(FhirPathErrors.Singleton, "iif() takes one item as input.");
            }

            Evaluation.Scope outer = hasInput ? evaluation.Enter(start, count, evaluation.Index) : evaluation.Enter(evaluation.ThisStart, evaluation.ThisCount, evaluation.Index);
            (evaluation.Truth(criterion) == true ? then : otherwise)?.Invoke(evaluation);
            evaluation.Leave(outer);
            evaluation.Settle(start, from);
        };
    }

    private static PathStep To(FhirPathKind kind, PathOperation? unit) => (evaluation, start) =>
    {
        bool converted = TryConvert(evaluation, start, kind, unit, out _, out FhirPathValue result);
        evaluation.Top = start;
        if (converted)
        {
            evaluation.Push(result);
        }
    };

    private static PathStep ConvertsTo(FhirPathKind kind, PathOperation? unit) => (evaluation, start) =>
    {
        bool converted = TryConvert(evaluation, start, kind, unit, out bool isEmpty, out _);
        evaluation.Top = start;
        if (!isEmpty)
        {
            evaluation.Push(FhirPathValue.Of(converted));
        }
    };

    private static bool TryConvert(Evaluation evaluation, int start, FhirPathKind kind, PathOperation? unit, out bool isEmpty, out FhirPathValue result)
    {
        result = default;
        isEmpty = !evaluation.TakeSystem(start, out FhirPathValue value);
        if (isEmpty || value.IsElement || !Conversions.TryConvert(value, kind, out result))
        {
            return false;
        }

        if (unit is null)
        {
            return true;
        }

        unit(evaluation);
        FhirPathQuantity? converted = evaluation.TakeString(start, out string code) ? QuantityMath.Convert(result.QuantityValue, code) : result.QuantityValue;
        result = converted is { } quantity ? FhirPathValue.Of(quantity) : default;
        return converted is not null;
    }
}

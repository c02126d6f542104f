namespace Carewright.Fhir.Path.Functions;

/// <summary>FHIRPath, Aggregates.</summary>
internal static class AggregateFunctions
{
    public static IEnumerable<PathFunction> All =>
    [
        new("aggregate", 1, 2, "", static call => Aggregate(call.Argument(0), call.Optional(1))),
        new("sum", 0, 0, "=", static _ => Fold(static (evaluation, a, b) => Operators.Arithmetic(evaluation, "+", a, b, -1))),
        new("min", 0, 0, "=", static _ => Fold(static (_, a, b) => Operators.Compare(a, b) is { } order ? order <= 0 ? a : b : null)),
        new("max", 0, 0, "=", static _ => Fold(static (_, a, b) => Operators.Compare(a, b) is { } order ? order >= 0 ? a : b : null)),
        new("avg", 0, 0, "", static _ => Average),
    ];

    // The total lies between the input and the working space: [input][total][aggregator's result].
    private static PathStep Aggregate(PathOperation aggregator, PathOperation? initial) => (evaluation, start) =>
    {
        int end = evaluation.Top;
        initial?.Invoke(evaluation);
        (int outerStart, int outerCount) = (evaluation.TotalStart, evaluation.TotalCount);
        Evaluation.Scope outer = evaluation.Enter(start, 1, 0);
        for (int i = start; i < end; i++)
        {
            evaluation.ThisStart = i;
            evaluation.Index = i - start;
            evaluation.TotalStart = end;
            evaluation.TotalCount = evaluation.Top - end;
            evaluation.Step();
            int mark = evaluation.Top;
            aggregator(evaluation);
            evaluation.Settle(end, mark);
        }

        evaluation.Leave(outer);
        (evaluation.TotalStart, evaluation.TotalCount) = (outerStart, outerCount);
        evaluation.Settle(start, end);
    };

    private static PathStep Fold(Func<Evaluation, FhirPathValue, FhirPathValue, FhirPathValue?> combine) => (evaluation, start) =>
    {
        FhirPathValue? total = null;
        for (int i = start; i < evaluation.Top; i++)
        {
            FhirPathValue item = evaluation[i].TryGetSystemValue(out FhirPathValue value) ? value : evaluation[i];
            total = i == start ? item : total is { } sum ? combine(evaluation, sum, item) : null;
        }

        evaluation.Top = start;
        if (total is { } result)
        {
            evaluation.Push(result);
        }
    };

    private static void Average(Evaluation evaluation, int start)
    {
        int count = evaluation.Top - start;
        Fold(static (evaluation, a, b) => Operators.Arithmetic(evaluation, "+", a, b, -1))(evaluation, start);
        if (evaluation.TakeSingle(start, out FhirPathValue sum) && Operators.Arithmetic(evaluation, "/", sum, FhirPathValue.Of(count), -1) is { } average)
        {
            evaluation.Push(average);
        }
    }
}

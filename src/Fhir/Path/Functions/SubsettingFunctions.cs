namespace Carewright.Fhir.Path.Functions;

/// <summary>FHIRPath, Subsetting.</summary>
internal static class SubsettingFunctions
{
    public static IEnumerable<PathFunction> All =>
    [
        new("single", 0, 0, "=", static _ => Single),
        new("first", 0, 0, "=", static _ => static (evaluation, start) => Slice(evaluation, start, 0, 1)),
        new("last", 0, 0, "=", static _ => static (evaluation, start) => Slice(evaluation, start, evaluation.Top - start - 1, 1)),
        new("tail", 0, 0, "=", static _ => static (evaluation, start) => Slice(evaluation, start, 1, int.MaxValue)),
        new("skip", 1, 1, "=", static call => Counted(call.Argument(0), static number => (Math.Max(0, number), int.MaxValue))),
        new("take", 1, 1, "=", static call => Counted(call.Argument(0), static number => (0, Math.Max(0, number)))),
    ];

    public static PathStep Indexer(PathOperation index) => Counted(index, static number => number < 0 ? (0, 0) : (number, 1));

    private static void Single(Evaluation evaluation, int start)
    {
        if (evaluation.TakeSingle(start, out FhirPathValue value))
        {
            evaluation.Push(value);
        }
    }

    private static PathStep Counted(PathOperation argument, Func<int, (int Skip, int Take)> range) => (evaluation, start) =>
    {
        int end = evaluation.Top;
        argument(evaluation);
        if (evaluation.TakeInteger(end, out int number))
        {
            (int skip, int take) = range(number);
            Slice(evaluation, start, skip, take);
        }
        else
        {
            evaluation.Top = start;
        }
    };

    private static void Slice(Evaluation evaluation, int start, int skip, int take)
    {
        int count = evaluation.Top - start;
        if (skip < 0 || skip >= count)
        {
            evaluation.Top = start;
            return;
        }

        evaluation.Settle(start, start + skip);
        evaluation.Top = start + Math.Min(take, count - skip);
    }
}

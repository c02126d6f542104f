namespace Carewright.Fhir.Path.Functions;

/// <summary>FHIRPath, Combining, and the set functions of Existence and Subsetting. Items are the same when "=" says true. Order is kept.</summary>
internal static class CombiningFunctions
{
    private const int FewItems = 12;

    public static IEnumerable<PathFunction> All =>
    [
        new("distinct", 0, 0, "=", static _ => Distinct),
        new("isDistinct", 0, 0, "System.Boolean", static _ => IsDistinct),
        new("union", 1, 1, "=", static call => With(call.Argument(0), static (evaluation, start, middle) => Distinct(evaluation, start))),
        new("combine", 1, 2, "=", static call => With(call.Argument(0), static (evaluation, start, middle) => { })),
        new("intersect", 1, 1, "=", static call => With(call.Argument(0), static (evaluation, start, middle) => { Keep(evaluation, start, middle, wanted: true); Distinct(evaluation, start); })),
        new("exclude", 1, 1, "=", static call => With(call.Argument(0), static (evaluation, start, middle) => Keep(evaluation, start, middle, wanted: false))),
        new("subsetOf", 1, 1, "System.Boolean", static call => With(call.Argument(0), static (evaluation, start, middle) => evaluation.Return(start, IsSubset(evaluation, start, middle - start, middle, evaluation.Top - middle)))),
        new("supersetOf", 1, 1, "System.Boolean", static call => With(call.Argument(0), static (evaluation, start, middle) => evaluation.Return(start, IsSubset(evaluation, middle, evaluation.Top - middle, start, middle - start)))),
    ];

    /// <summary>Removes from the items above <paramref name="start"/> those that equal an earlier one.</summary>
    public static void Distinct(Evaluation evaluation, int start)
    {
        int count = evaluation.Top - start;
        if (count < 2)
        {
            return;
        }

        ItemSet? set = count > FewItems ? new ItemSet(evaluation) : null;
        int kept = start;
        for (int i = start; i < evaluation.Top; i++)
        {
            if (set?.Add(evaluation[i]) ?? !Contains(evaluation, evaluation.Items(start, kept - start), evaluation[i]))
            {
                evaluation[kept++] = evaluation[i];
            }
        }

        evaluation.Top = kept;
    }

    public static bool Contains(Evaluation evaluation, ReadOnlySpan<FhirPathValue> items, in FhirPathValue wanted)
    {
        foreach (ref readonly FhirPathValue item in items)
        {
            if (Equality.Items(evaluation, item, wanted) == true)
            {
                return true;
            }
        }

        return false;
    }

    // Runs with the input from start and the argument's items from middle on the stack.
    private static PathStep With(PathOperation other, Action<Evaluation, int, int> combine) => (evaluation, start) =>
    {
        int middle = evaluation.Top;
        other(evaluation);
        combine(evaluation, start, middle);
    };

    private static void IsDistinct(Evaluation evaluation, int start)
    {
        int count = evaluation.Top - start;
        Distinct(evaluation, start);
        evaluation.Return(start, evaluation.Top - start == count);
    }

    private static void Keep(Evaluation evaluation, int start, int middle, bool wanted)
    {
        ItemSet others = ItemSet.Of(evaluation, evaluation.Items(middle));
        int kept = start;
        for (int i = start; i < middle; i++)
        {
            if (others.Contains(evaluation[i]) == wanted)
            {
                evaluation[kept++] = evaluation[i];
            }
        }

        evaluation.Top = kept;
    }

    private static bool IsSubset(Evaluation evaluation, int start, int count, int otherStart, int otherCount)
    {
        ItemSet others = ItemSet.Of(evaluation, evaluation.Items(otherStart, otherCount));
        for (int i = start; i < start + count; i++)
        {
            if (!others.Contains(evaluation[i]))
            {
                return false;
            }
        }

        return true;
    }
}

namespace Carewright.Fhir.Path.Functions;

/// <summary>FHIRPath, sort(): stable; an empty key comes before all others, and with "desc" after them. Written as "-key", the order turns and empty stays first, as in the official suite.</summary>
internal static class SortFunction
{
    public static IEnumerable<PathFunction> All => [new("sort", 0, 16, "=", Build)];

    private static PathStep Build(PathCall call)
    {
        SortKeySyntax[] keys = [.. call.Syntax.Arguments.Cast<SortKeySyntax>()];
        PathOperation[] operations = keys.Length == 0 ? [static evaluation => evaluation.PushThis()] : [.. keys.Select(key => call.Compiler.Operation(key.Key))];
        Direction[] directions = keys.Length == 0 ? [default] : [.. keys.Select(key => new Direction(key.IsDescending, key.EmptyLast))];
        return (evaluation, start) => Sort(evaluation, start, operations, directions);
    }

    private static void Sort(Evaluation evaluation, int start, PathOperation[] keys, Direction[] directions)
    {
        int count = evaluation.Top - start;
        FhirPathValue[] items = evaluation.Items(start).ToArray();
        FhirPathValue[][] values = new FhirPathValue[count][];
        Evaluation.Scope outer = evaluation.Enter(start, 1, evaluation.Index);
        for (int i = 0; i < count; i++)
        {
            evaluation.ThisStart = start + i;
            values[i] = Keys(evaluation, keys);
        }

        evaluation.Leave(outer);
        int[] order = [.. Enumerable.Range(0, count)];
        SortPlaces(order, (a, b) => Compare(evaluation, values[a], values[b], directions) is var result and not 0 ? result : a.CompareTo(b));
        for (int i = 0; i < count; i++)
        {
            evaluation[start + i] = items[order[i]];
        }
    }

    private static FhirPathValue[] Keys(Evaluation evaluation, PathOperation[] keys)
    {
        var values = new FhirPathValue[keys.Length];
        for (int i = 0; i < keys.Length; i++)
        {
            int mark = evaluation.Top;
            keys[i](evaluation);
            evaluation.TakeSystem(mark, out values[i]);
        }

        return values;
    }

    private static int Compare(Evaluation evaluation, FhirPathValue[] left, FhirPathValue[] right, Direction[] directions)
    {
        evaluation.Step();
        for (int i = 0; i < directions.Length; i++)
        {
            bool leftEmpty = left[i].Kind == FhirPathKind.None, rightEmpty = right[i].Kind == FhirPathKind.None;
            int order = leftEmpty || rightEmpty
                ? rightEmpty.CompareTo(leftEmpty) * (directions[i].EmptyLast ? -1 : 1)
                : Order(left[i], right[i]) * (directions[i].IsDescending ? -1 : 1);
            if (order != 0)
            {
                return order;
            }
        }

        return 0;
    }

    // A sort needs an order for every pair: partial dates go by their first instant, and quantities that cannot be compared are an error.
    private static int Order(in FhirPathValue left, in FhirPathValue right) => Equality.TemporalPair(left, right)
        ? left.TemporalValue.UtcTicks.CompareTo(right.TemporalValue.UtcTicks)
        : Operators.Compare(left, right) ?? throw Evaluation.Error(FhirPathErrors.Operand, "Items that cannot be compared cannot be sorted.");

    // The library wraps what a comparison throws.
    private static void SortPlaces(int[] places, Comparison<int> comparison)
    {
        try
        {
            Array.Sort(places, comparison);
        }
        catch (InvalidOperationException error) when (error.InnerException is FhirPathException inner)
        {
            throw inner;
        }
    }

    private readonly record struct Direction(bool IsDescending, bool EmptyLast);
}

namespace Carewright.Fhir.Path.Functions;

/// <summary>FHIRPath, Filtering and projection; Types.</summary>
internal static class FilteringFunctions
{
    public static IEnumerable<PathFunction> All =>
    [
        new("where", 1, 1, "=", static call => Where(call.Argument(0))),
        new("select", 1, 1, "", static call => Select(call.Argument(0))),
        new("repeat", 1, 1, "*", static call => Repeat(call.Argument(0), distinct: true)),
        new("repeatAll", 1, 1, "*", static call => Repeat(call.Argument(0), distinct: false)),
        new("ofType", 1, 1, "", static call => OfType(call.Type(0))),
        new("as", 1, 1, "", static call => OfType(call.Type(0))),
        new("is", 1, 1, "System.Boolean", static call => Is(call.Type(0))),
        new("coalesce", 1, 32, "", Coalesce),
    ];

    /// <summary>Keeps the items of a type. "as" is read the same way on several items, since R4's own search parameters apply it to repeating elements.</summary>
    public static PathStep OfType(TypeSpecifier type) => (evaluation, start) =>
    {
        int kept = start;
        for (int i = start; i < evaluation.Top; i++)
        {
            if (type.Selects(evaluation[i]))
            {
                evaluation[kept++] = evaluation[i];
            }
        }

        evaluation.Step(1 + evaluation.Top - start);
        evaluation.Top = kept;
    };

    public static PathStep Is(TypeSpecifier type) => (evaluation, start) =>
    {
        if (evaluation.TakeSingle(start, out FhirPathValue value))
        {
            evaluation.Push(FhirPathValue.Of(type.Includes(value)));
        }
    };

    private static PathStep Where(PathOperation criteria) => (evaluation, start) =>
    {
        int end = evaluation.Top, kept = start;
        Evaluation.Scope outer = evaluation.Enter(start, 1, 0);
        for (int i = start; i < end; i++)
        {
            evaluation.ThisStart = i;
            evaluation.Index = i - start;
            if (evaluation.Truth(criteria) == true)
            {
                evaluation[kept++] = evaluation[i];
            }
        }

        evaluation.Leave(outer);
        evaluation.Top = kept;
    };

    private static PathStep Select(PathOperation projection) => (evaluation, start) =>
    {
        int end = evaluation.Top;
        Evaluation.Scope outer = evaluation.Enter(start, 1, 0);
        for (int i = start; i < end; i++)
        {
            evaluation.ThisStart = i;
            evaluation.Index = i - start;
            evaluation.Step();
            projection(evaluation);
        }

        evaluation.Leave(outer);
        evaluation.Settle(start, end);
    };

    // The output behind the input is its own queue: what is appended is looked at in its turn.
    private static PathStep Repeat(PathOperation projection, bool distinct) => (evaluation, start) =>
    {
        int end = evaluation.Top;
        var seen = distinct ? new ItemSet(evaluation) : null;
        Evaluation.Scope outer = evaluation.Enter(start, 1, evaluation.Index);
        for (int i = start; i < evaluation.Top; i++)
        {
            int mark = evaluation.Top;
            evaluation.ThisStart = i;
            evaluation.Step();
            projection(evaluation);
            if (seen is not null)
            {
                evaluation.Top = KeepNew(evaluation, mark, seen);
            }
        }

        evaluation.Leave(outer);
        evaluation.Settle(start, end);
    };

    private static int KeepNew(Evaluation evaluation, int mark, ItemSet seen)
    {
        int kept = mark;
        for (int i = mark; i < evaluation.Top; i++)
        {
            if (seen.Add(evaluation[i]))
            {
                evaluation[kept++] = evaluation[i];
            }
        }

        return kept;
    }

    private static PathStep Coalesce(PathCall call)
    {
        PathOperation[] values = [.. Enumerable.Range(0, call.Syntax.Arguments.Count).Select(call.Argument)];
        return (evaluation, start) =>
        {
            int from = evaluation.Top;
            foreach (PathOperation value in values)
            {
                value(evaluation);
                if (evaluation.Top > from)
                {
                    break;
                }
            }

            evaluation.Settle(start, from);
        };
    }
}

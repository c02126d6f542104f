namespace Carewright.Fhir.Path.Functions;

/// <summary>FHIRPath, Existence.</summary>
internal static class ExistenceFunctions
{
    public static IEnumerable<PathFunction> All =>
    [
        new("empty", 0, 0, "System.Boolean", static _ => static (evaluation, start) => evaluation.Return(start, evaluation.Top == start)),
        new("exists", 0, 1, "System.Boolean", static call => call.Optional(0) is { } criteria ? Any(criteria) : static (evaluation, start) => evaluation.Return(start, evaluation.Top > start)),
        new("all", 1, 1, "System.Boolean", static call => Every(call.Argument(0))),
        new("not", 0, 0, "System.Boolean", static _ => Not),
        new("allTrue", 0, 0, "System.Boolean", static _ => Booleans(static (trues, falses) => falses == 0)),
        new("anyTrue", 0, 0, "System.Boolean", static _ => Booleans(static (trues, falses) => trues > 0)),
        new("allFalse", 0, 0, "System.Boolean", static _ => Booleans(static (trues, falses) => trues == 0)),
        new("anyFalse", 0, 0, "System.Boolean", static _ => Booleans(static (trues, falses) => falses > 0)),
        new("count", 0, 0, "System.Integer", static _ => static (evaluation, start) => evaluation.Return(start, FhirPathValue.Of(evaluation.Top - start))),
    ];

    private static void Not(Evaluation evaluation, int start) => evaluation.PushTruth(!evaluation.TakeTruth(start));

    private static PathStep Any(PathOperation criteria) => (evaluation, start) => evaluation.Return(start, Find(evaluation, start, criteria, wanted: true));

    private static PathStep Every(PathOperation criteria) => (evaluation, start) => evaluation.Return(start, !Find(evaluation, start, criteria, wanted: false));

    // True when an item's criteria gives what is wanted; an empty result counts as not true.
    private static bool Find(Evaluation evaluation, int start, PathOperation criteria, bool wanted)
    {
        int count = evaluation.Top - start;
        Evaluation.Scope outer = evaluation.Enter(start, 1, 0);
        bool found = false;
        for (int i = 0; i < count && !found; i++)
        {
            evaluation.ThisStart = start + i;
            evaluation.Index = i;
            found = evaluation.Truth(criteria) == true == wanted;
        }

        evaluation.Leave(outer);
        return found;
    }

    private static PathStep Booleans(Func<int, int, bool> test) => (evaluation, start) =>
    {
        int trues = 0, falses = 0;
        foreach (ref readonly FhirPathValue item in evaluation.Items(start))
        {
            if (!item.TryGetBoolean(out bool truth))
            {
                throw Evaluation.Error(FhirPathErrors.Operand, $"A Boolean is expected here, not {item.TypeName}.");
            }

            trues += truth ? 1 : 0;
            falses += truth ? 0 : 1;
        }

        evaluation.Return(start, test(trues, falses));
    };
}

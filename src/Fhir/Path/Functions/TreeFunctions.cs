namespace Carewright.Fhir.Path.Functions;

/// <summary>FHIRPath, Tree navigation.</summary>
internal static class TreeFunctions
{
    public static IEnumerable<PathFunction> All =>
    [
        new("children", 0, 0, "*", static _ => Children),
        new("descendants", 0, 0, "*", static _ => Descendants),
    ];

    private static void Children(Evaluation evaluation, int start)
    {
        int end = evaluation.Top;
        Navigation.PushChildren(evaluation, start, end);
        evaluation.Settle(start, end);
    }

    // What is appended is walked in its turn, so one pass over the growing output reaches every depth.
    private static void Descendants(Evaluation evaluation, int start)
    {
        int end = evaluation.Top;
        for (int i = start; i < evaluation.Top; i++)
        {
            Navigation.PushChildren(evaluation, i, i + 1);
        }

        evaluation.Settle(start, end);
    }
}

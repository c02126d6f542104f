using System.Globalization;

namespace Carewright.Mapping.Running;

/// <summary>Periods of a draft (FHIR R4 datatypes.html#period, per-1).</summary>
internal static class Periods
{
    /// <summary>The ends that cannot be said not to lie before their starts.</summary>
    public static IEnumerable<int> EndingBeforeTheyBegin(Draft draft)
    {
        for (var i = 1; i < draft.Count; i++)
            if (draft[i] is { Name: "end", Kind: DraftKind.Text, Parent: > 0, Text: { } end } && draft.Child(draft[i].Parent, "start") is var start and >= 0 && IsAfter(draft[start].Text!, end))
                yield return i;
    }

    // Times as points, everything else as far as both say. Where that is not far enough (a time, and its day), per-1 does not hold either.
    private static bool IsAfter(string start, string end)
    {
        if (Time(start) is { } from && Time(end) is { } to)
            return from > to;
        var length = Math.Min(10, Math.Min(start.Length, end.Length));
        var order = string.CompareOrdinal(start, 0, end, 0, length);
        return order > 0 || (order == 0 && start.Length != end.Length);
    }

    private static DateTimeOffset? Time(string text) => text.Contains('T', StringComparison.Ordinal) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time : null;
}

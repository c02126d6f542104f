namespace Carewright.InHouse.Controls;

/// <summary>The result of one level in a run.</summary>
/// <param name="Level">Name of the level.</param>
/// <param name="Score">Standard deviations from its mean, with sign.</param>
internal readonly record struct LevelScore(string Level, decimal Score);

/// <summary>
/// Judges the newest run of controls by its own results and those before it. A limit is exceeded, not reached: exactly two deviations break no rule of two. Pure; safe from many threads.
/// </summary>
internal static class Westgard
{
    /// <summary>The rules that the last run breaks, in the order given; none when there is no run, or it has no result.</summary>
    /// <param name="runs">Runs of one analyte, oldest first, since the process was last put right; each level at most once in a run.</param>
    /// <param name="rules">The rules in force.</param>
    internal static IReadOnlyList<ControlRule> Judge(IReadOnlyList<IReadOnlyList<LevelScore>> runs, IEnumerable<ControlRule> rules)
    {
        if (runs.Count == 0 || runs[^1].Count == 0)
            return [];
        return [.. rules.Where(rule => rule.IsSpread ? IsSpread(runs[^1], rule.Limit) : IsBrokenWithin(runs, rule) || IsBrokenAcross(runs, rule))];
    }

    private static bool IsSpread(IReadOnlyList<LevelScore> run, decimal limit) => run.Any(one => one.Score > limit) && run.Any(one => one.Score < -limit);

    // The last results of one level that the newest run has.
    private static bool IsBrokenWithin(IReadOnlyList<IReadOnlyList<LevelScore>> runs, ControlRule rule) =>
        runs[^1].Any(newest => IsBeyond([.. runs.Reverse().SelectMany(run => run).Where(one => one.Level == newest.Level).Take(rule.Count)], rule));

    // The fewest of the newest runs that hold enough results of any level: all of theirs count, since those of one run have no order.
    private static bool IsBrokenAcross(IReadOnlyList<IReadOnlyList<LevelScore>> runs, ControlRule rule)
    {
        var gathered = new List<LevelScore>();
        for (var at = runs.Count - 1; at >= 0 && gathered.Count < rule.Count; at--)
            gathered.AddRange(runs[at]);
        return rule.Count > 1 && IsBeyond(gathered, rule);
    }

    private static bool IsBeyond(List<LevelScore> results, ControlRule rule) => results.Count >= rule.Count && (results.TrueForAll(one => one.Score > rule.Limit) || results.TrueForAll(one => one.Score < -rule.Limit));
}

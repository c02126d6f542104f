using Carewright.InHouse.Catalogue;

namespace Carewright.InHouse.Controls;

/// <summary>Judges a run by the rules of its test, each analyte by itself. Pure.</summary>
internal static class RunJudge
{
    /// <summary>Name of the rule that a word is broken by.</summary>
    internal const string Expected = "expected";

    /// <summary>The run with its outcome and the rules that it breaks.</summary>
    /// <param name="test">The test.</param>
    /// <param name="run">The run as it was measured.</param>
    /// <param name="expected">The word that each control is to show, by control and analyte.</param>
    /// <param name="before">Runs with the same kit since it was last put right, oldest first.</param>
    internal static ControlRun Judge(InHouseTest test, ControlRun run, IReadOnlyDictionary<(string Control, string Analyte), string> expected, IReadOnlyList<ControlRun> before)
    {
        var broken = run.Values.Select(value => value.Analyte).Distinct(StringComparer.Ordinal)
            .SelectMany(analyte => Westgard.Judge([.. before.Append(run).Select(one => ScoresOf(one, analyte)).Where(scores => scores.Count > 0)], ControlRule.Named(test.Rules)))
            .Distinct().ToList();
        var isWrong = run.Values.Any(value => value.Number is null && !string.Equals(value.Word, expected.GetValueOrDefault((value.Control, value.Analyte)), StringComparison.Ordinal));
        var outcome = isWrong || broken.Exists(rule => rule.IsRejection) ? RunOutcome.Rejected : broken.Count > 0 ? RunOutcome.Warning : RunOutcome.Accepted;
        IEnumerable<string> rules = broken.Select(rule => rule.Code);
        return run with { Outcome = outcome, Rules = [.. isWrong ? rules.Append(Expected) : rules] };
    }

    private static IReadOnlyList<LevelScore> ScoresOf(ControlRun run, string analyte) =>
        [.. run.Values.Where(value => value.Analyte == analyte && value.Score is not null).DistinctBy(value => value.Level).Select(value => new LevelScore(value.Level, value.Score!.Value))];
}

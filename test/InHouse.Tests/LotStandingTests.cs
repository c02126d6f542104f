using Carewright.InHouse.Catalogue;
using Carewright.InHouse.Controls;
using Carewright.InHouse.Lots;

namespace Carewright.InHouse.Tests;

/// <summary>When patients may be tested with a lot.</summary>
public sealed class LotStandingTests
{
    private static readonly DateTimeOffset s_start = new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);
    private static readonly InHouseTest s_test = new("T", "Test", "Meter", [new("A", "Analyte", "1-8", ResultKind.Number)]) { ControlLevels = ["low", "high"], ControlDays = 1 };
    private static readonly Item s_kit = new("k", ItemKind.Kit, "T", "L1", new DateOnly(2026, 3, 10), true);

    private static ControlRun Run(int minute, RunOutcome outcome, params string[] levels) =>
        new($"r{minute}", "T", "k", s_start.AddMinutes(minute), outcome, [], [.. levels.Select(level => new ControlValue("c-" + level, level, "A", 1, null, 0))]);

    private static string Standing(int minute, IReadOnlyList<ControlRun> runs, params int[] actions) => string.Join(' ', LotStanding.Of(
        s_test, s_kit, runs, [.. actions.Select(at => new CorrectiveAction("k", s_start.AddMinutes(at), "found", "done", null))], s_start.AddMinutes(minute), DateOnly.FromDateTime(s_start.AddMinutes(minute).DateTime)));

    [Fact]
    public void A_new_lot_waits_for_every_level()
    {
        Assert.Equal("no-control", Standing(0, []));
        Assert.Equal("no-control", Standing(2, [Run(1, RunOutcome.Accepted, "low")]));
        Assert.Equal("", Standing(3, [Run(1, RunOutcome.Accepted, "low"), Run(2, RunOutcome.Warning, "high")]));
    }

    [Fact]
    public void Controls_are_due_again_after_their_days()
    {
        ControlRun[] runs = [Run(0, RunOutcome.Accepted, "low", "high")];
        Assert.Equal("", Standing(24 * 60, runs));
        Assert.Equal("control-due", Standing((24 * 60) + 1, runs));
    }

    [Fact]
    public void A_lot_is_used_through_its_last_day_and_not_after_it()
    {
        ControlRun[] runs = [Run(8 * 24 * 60, RunOutcome.Accepted, "low", "high")];
        Assert.Equal("", Standing((8 * 24 * 60) + 60, runs));
        Assert.Equal("expired", Standing((9 * 24 * 60) - 60, [Run((9 * 24 * 60) - 120, RunOutcome.Accepted, "low", "high")]));
    }

    [Fact]
    public void A_rejected_run_locks_until_something_is_written_down_and_a_control_passes()
    {
        List<ControlRun> runs = [Run(0, RunOutcome.Accepted, "low", "high"), Run(10, RunOutcome.Rejected, "low", "high")];
        Assert.Equal("rejected", Standing(11, runs));
        runs.Add(Run(12, RunOutcome.Accepted, "low", "high"));
        Assert.Equal("rejected", Standing(13, runs));
        Assert.Equal("rejected", Standing(13, runs, 5));
        Assert.Equal("awaiting-pass", Standing(15, runs, 14));
        runs.Add(Run(16, RunOutcome.Accepted, "low"));
        Assert.Equal("awaiting-pass", Standing(17, runs, 14));
        runs.Add(Run(18, RunOutcome.Accepted, "high"));
        Assert.Equal("", Standing(19, runs, 14));
        runs.Add(Run(20, RunOutcome.Rejected, "low"));
        Assert.Equal("rejected", Standing(21, runs, 14));
    }

    [Fact]
    public void What_was_wrong_before_an_action_is_not_counted_against_what_follows() =>
        Assert.Equal(["r3"], LotStanding.SinceAction([Run(1, RunOutcome.Rejected, "low"), Run(3, RunOutcome.Accepted, "low")], [new CorrectiveAction("k", s_start.AddMinutes(2), "f", "d", null)]).Select(run => run.Id));

    [Fact]
    public void A_word_that_is_not_the_one_expected_rejects_the_run()
    {
        var test = s_test with { Analytes = [new("A", "Analyte", "1-8", ResultKind.Binary)] };
        var run = new ControlRun("r", "T", "k", s_start, RunOutcome.Accepted, [], [new("c", "positive", "A", null, "negative", null)]);
        var expected = new Dictionary<(string, string), string> { [("c", "A")] = "positive" };
        Assert.Equal((RunOutcome.Rejected, "expected"), Told(RunJudge.Judge(test, run, expected, [])));
        Assert.Equal((RunOutcome.Accepted, ""), Told(RunJudge.Judge(test, run with { Values = [run.Values[0] with { Word = "positive" }] }, expected, [])));
    }

    [Fact]
    public void A_rule_that_is_off_for_a_test_rejects_nothing()
    {
        var run = Run(1, RunOutcome.Accepted, "low") with { Values = [new("c", "low", "A", 4, null, 3.5m)] };
        Assert.Equal((RunOutcome.Rejected, "1-2s 1-3s"), Told(RunJudge.Judge(s_test, run, new Dictionary<(string, string), string>(), [])));
        Assert.Equal((RunOutcome.Warning, "1-2s"), Told(RunJudge.Judge(s_test with { Rules = ["1-2s"] }, run, new Dictionary<(string, string), string>(), [])));
    }

    private static (RunOutcome Outcome, string Rules) Told(ControlRun run) => (run.Outcome, string.Join(' ', run.Rules));
}

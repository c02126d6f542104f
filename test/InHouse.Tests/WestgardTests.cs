using Carewright.InHouse.Controls;
using FsCheck;
using FsCheck.Fluent;

namespace Carewright.InHouse.Tests;

/// <summary>Westgard's rules, by examples and against a naive reading of them.</summary>
public sealed class WestgardTests
{
    private static readonly string[] s_levels = ["low", "high"];

    [Theory]
    [InlineData("1-2s", "2.1", "1-2s")]
    [InlineData("1-2s", "2", "")]
    [InlineData("1-3s", "-3.1", "1-3s")]
    [InlineData("1-3s", "3", "")]
    [InlineData("2-2s", "2.1 2.2", "2-2s")]
    [InlineData("2-2s", "2.1 -2.2", "")]
    [InlineData("2-2s", "2.1 0 2.1", "")]
    [InlineData("2-2s", "-2.1|-2.2", "2-2s")]
    [InlineData("R-4s", "2.1|-2.1", "R-4s")]
    [InlineData("R-4s", "2.1|-2", "")]
    [InlineData("R-4s", "2.1 -2.1", "")]
    [InlineData("4-1s", "1.1 1.2 1.1 1.3", "4-1s")]
    [InlineData("4-1s", "1.1 1.2 1 1.3", "")]
    [InlineData("4-1s", "-1.1|-1.2 -1.1|-1.3", "4-1s")]
    [InlineData("10-x", ".1 .1 .1 .1 .1 .1 .1 .1 .1 .1", "10-x")]
    [InlineData("10-x", ".1 .1 .1 .1 .1 .1 .1 .1 .1", "")]
    [InlineData("10-x", ".1 .1 .1 .1 0 .1 .1 .1 .1 .1 .1", "")]
    [InlineData("10-x", ".1|.2 .1|.2 .1|.2 .1|.2 .1|.2", "10-x")]
    [InlineData("8-x", "-.1 -.1 -.1 -.1 -.1 -.1 -.1 -.1", "8-x")]
    [InlineData("12-x", ".1 .1 .1 .1 .1 .1 .1 .1 .1 .1 .1", "")]
    [InlineData("1-2s 1-3s 2-2s", "3.5 3.5", "1-2s 1-3s 2-2s")]
    [InlineData("1-3s", "3.5 0", "")]
    [InlineData("1-3s", "", "")]
    public void A_rule_is_broken_by_what_exceeds_it_and_by_nothing_less(string rules, string runs, string broken) =>
        Assert.Equal(broken, string.Join(' ', Westgard.Judge(Runs(runs), ControlRule.Named(rules.Split(' '))).Select(rule => rule.Code)));

    [Fact]
    public void What_one_level_has_exceeded_in_a_row_counts_though_the_other_is_good() =>
        Assert.Equal(["2-2s"], Westgard.Judge(Runs("2.1|0 2.1|0"), ControlRule.Named(["2-2s"])).Select(rule => rule.Code));

    [Fact]
    public void The_rules_agree_with_a_naive_reading_of_them()
    {
        var score = Gen.Choose(-35, 35).Select(tenths => tenths / 10m);
        // Long runs of small scores on one side, so that rules of many results are reached.
        var side = Gen.Choose(1, 12).Select(tenths => tenths / 10m);
        var run = Gen.Zip(Gen.Choose(1, 3), Gen.Zip(score, score)).Select(one => Run(one.Item1, one.Item2.Item1, one.Item2.Item2));
        var steady = Gen.Zip(Gen.Choose(1, 3), Gen.Zip(side, side)).Select(one => Run(one.Item1, one.Item2.Item1, one.Item2.Item2));
        var runs = Gen.OneOf(Gen.ListOf(run), Gen.ListOf(steady), Gen.Zip(Gen.ListOf(steady), run).Select(both => both.Item1.Append(both.Item2).ToList()));
        var seen = new HashSet<string>(StringComparer.Ordinal);
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(3000), Prop.ForAll(runs.ToArbitrary(), all =>
        {
            var series = all.ToList();
            var told = Westgard.Judge(series, ControlRule.All).Select(rule => rule.Code).ToHashSet(StringComparer.Ordinal);
            seen.UnionWith(told);
            return ControlRule.All.All(rule => told.Contains(rule.Code) == Naive(series, rule));
        }));
        // A comparison in which a rule never comes up says nothing of it.
        Assert.Equal(ControlRule.All.Select(rule => rule.Code).Order(StringComparer.Ordinal), seen.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_other_way_up_it_is_the_same_and_nothing_before_the_window_matters()
    {
        var score = Gen.Choose(-30, 30).Select(tenths => tenths / 10m);
        var runs = Gen.NonEmptyListOf(Gen.Zip(Gen.Choose(1, 3), Gen.Zip(score, score)).Select(one => Run(one.Item1, one.Item2.Item1, one.Item2.Item2)));
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(500), Prop.ForAll(runs.ToArbitrary(), all =>
        {
            var series = all.ToList();
            var turned = series.ConvertAll(run => (IReadOnlyList<LevelScore>)[.. run.Select(one => one with { Score = -one.Score })]);
            return Westgard.Judge(series, ControlRule.All).SequenceEqual(Westgard.Judge(turned, ControlRule.All))
                && Westgard.Judge(series, ControlRule.All).Count >= Westgard.Judge(series, ControlRule.Named(ControlRule.Usual)).Count;
        }));
    }

    // Written apart from the engine: windows are counted out, and each rule has its own words.
    private static bool Naive(IReadOnlyList<IReadOnlyList<LevelScore>> runs, ControlRule rule)
    {
        if (runs.Count == 0)
            return false;
        var last = runs[^1];
        return rule.Code switch
        {
            "1-2s" => last.Any(one => Math.Abs(one.Score) > 2),
            "1-3s" => last.Any(one => Math.Abs(one.Score) > 3),
            "R-4s" => last.Any(high => last.Any(low => high.Score > 2 && low.Score < -2)),
            "2-2s" => Consecutive(runs, 2, 2),
            "4-1s" => Consecutive(runs, 4, 1),
            "8-x" => Consecutive(runs, 8, 0),
            "10-x" => Consecutive(runs, 10, 0),
            _ => Consecutive(runs, 12, 0),
        };
    }

    private static bool Consecutive(IReadOnlyList<IReadOnlyList<LevelScore>> runs, int count, decimal limit)
    {
        foreach (var sign in new[] { 1, -1 })
        {
            foreach (var level in runs[^1].Select(one => one.Level))
            {
                var own = new List<decimal>();
                foreach (var run in runs)
                    foreach (var one in run)
                        if (one.Level == level)
                            own.Add(one.Score * sign);
                if (own.Count >= count && own.GetRange(own.Count - count, count).Min() > limit)
                    return true;
            }
            for (var first = runs.Count - 1; first >= 0; first--)
            {
                var window = runs.Skip(first).SelectMany(run => run).Select(one => one.Score * sign).ToList();
                if (window.Count < count)
                    continue;
                if (window.Min() > limit)
                    return true;
                break;
            }
        }
        return false;
    }

    private static IReadOnlyList<LevelScore> Run(int which, decimal low, decimal high) => which switch
    {
        1 => [new("low", low)],
        2 => [new("high", high)],
        _ => [new("low", low), new("high", high)],
    };

    private static List<IReadOnlyList<LevelScore>> Runs(string text) =>
        [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(run => (IReadOnlyList<LevelScore>)[.. run.Split('|').Select((score, at) => new LevelScore(s_levels[at], decimal.Parse(score, System.Globalization.CultureInfo.InvariantCulture)))])];
}

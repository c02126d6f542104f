using Carewright.Detection.Counting;
using Carewright.Detection.Profiles;
using Carewright.Detection.Rules;
using FsCheck;
using FsCheck.Fluent;

namespace Carewright.Detection.Tests;

public sealed class PropertyTests
{
    private static readonly DateTimeOffset s_start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>A counter goes off exactly when the window holds so many different things, as counted the slow way.</summary>
    [Fact]
    public void A_counter_agrees_with_counting_the_slow_way() => Prop.ForAll(
        ArbMap.Default.ArbFor<(byte Minutes, byte Thing)[]>(),
        events =>
        {
            var (counter, past, at) = (new Counter(), new List<Counted>(), s_start);
            foreach (var (minutes, thing) in events)
            {
                at = at.AddMinutes(minutes % 8);
                var counted = new Counted(at, $"{past.Count}", $"{thing % 6}");
                past.Add(counted);
                var slow = past.Where(one => one.At > at - TimeSpan.FromMinutes(20)).Select(one => one.Thing).Distinct(StringComparer.Ordinal).Count() >= 4;
                var went = counter.Take(counted, TimeSpan.FromMinutes(20), 4);
                if (slow != (went is not null))
                    return false;
                if (went is not null)
                    past.Clear();
            }
            return true;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_sketch_is_within_a_tenth_up_to_a_thousand_things_and_never_forgets() => Prop.ForAll(
        Gen.Choose(0, 1000).ToArbitrary(), Gen.Choose(0, 1_000_000).ToArbitrary(),
        (count, seed) =>
        {
            var sketch = new DistinctSketch();
            for (var i = 0; i < count; i++)
            {
                sketch.Add($"Patient/{seed}-{i}");
                sketch.Add($"Patient/{seed}-{i / 2}");
            }
            return Math.Abs(sketch.Estimate() - count) <= Math.Max(12, count * 0.13);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_longest_network_that_holds_an_address_says_where_it_is()
    {
        var table = PlaceTable.Parse("net,lat,lon\n10.0.0.0/8,1,1\n10.1.0.0/16,2,2\n10.1.2.3/32,3,3\n2001:db8::/32,4,4\n", []);
        Assert.Equal((1.0, 1.0), table.Find("10.9.9.9"));
        Assert.Equal((2.0, 2.0), table.Find("10.1.9.9"));
        Assert.Equal((3.0, 3.0), table.Find("::ffff:10.1.2.3"));
        Assert.Equal((4.0, 4.0), table.Find("2001:db8:1::1"));
        Assert.Null(table.Find("192.0.2.1"));
        Assert.Null(table.Find("local"));
    }

    [Theory]
    [InlineData("10.0.0.0/33,1,1")]
    [InlineData("10.0.0.0/8,91,1")]
    [InlineData("10.0.0.0/8,1,181")]
    [InlineData("10.0.0.0/8,1")]
    [InlineData("10.0.0.0/8,x,1")]
    public void A_wrong_line_of_places_is_told(string line)
    {
        var issues = new List<Carewright.Kernel.Issue>();
        PlaceTable.Parse(line, issues);
        Assert.Single(issues);
    }

    [Fact]
    public void Nobody_is_in_new_york_and_berlin_within_three_hours_but_within_nine()
    {
        var here = new Whereabouts(40.7, -74, s_start);
        Assert.InRange(Travel.Kilometres(here, new(52.5, 13.4, s_start)), 6300, 6450);
        Assert.True(Travel.IsImpossible(here, new(52.5, 13.4, s_start.AddHours(3))));
        Assert.False(Travel.IsImpossible(here, new(52.5, 13.4, s_start.AddHours(9))));
        Assert.False(Travel.IsImpossible(here, new(41.5, -72.5, s_start.AddMinutes(1))));
    }

    [Fact]
    public void The_rules_that_ship_can_hold_and_wrong_ones_cannot()
    {
        Assert.Empty(RuleBook.Check(RuleBook.Shipped));
        var rule = RuleBook.Shipped[0];
        foreach (var wrong in new[] { rule with { Id = "No" }, rule with { Title = "" }, rule with { Threshold = 0 }, rule with { WindowMinutes = 0 }, rule with { By = "x" }, rule with { Count = "x" }, rule with { Severity = "x" }, rule with { Response = "x" }, rule with { When = new EventMatch { Facts = ["x"] } } })
            Assert.NotEmpty(RuleBook.Check([wrong]));
        Assert.NotEmpty(RuleBook.Check([rule, rule]));
    }
}

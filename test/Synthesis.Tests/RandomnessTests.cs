using System.Text.RegularExpressions;
using Carewright.Synthesis.Randomness;

namespace Carewright.Synthesis.Tests;

public sealed partial class RandomnessTests
{
    [Fact]
    public void The_finaliser_gives_the_published_values_of_SplitMix64()
    {
        // Sebastiano Vigna's reference sequence for the seed 1234567.
        var state = 1234567UL;
        ulong Next() => Chance.Mix(state += 0x9E3779B97F4A7C15UL);
        Assert.Equal([6457827717110365317UL, 3203168211198807973UL, 9817491932198370423UL], new[] { Next(), Next(), Next() });
    }

    [Fact]
    public void Draws_are_the_same_on_every_machine()
    {
        var chance = new Chance(42, 7);
        var draws = Enumerable.Range(0, 8).Select(_ => chance.Below(1000)).ToArray();
        var again = new Chance(42, 7);
        Assert.Equal(draws, Enumerable.Range(0, 8).Select(_ => again.Below(1000)));
        Assert.NotEqual(draws, Enumerable.Range(0, 8).Select(_ => new Chance(42, 8).Below(1000)));
    }

    [Fact]
    public void Draws_stay_within_their_bounds_and_reach_both_ends()
    {
        var chance = new Chance(1, 1);
        var draws = Enumerable.Range(0, 20_000).Select(_ => chance.Between(-3, 5)).ToList();
        Assert.Equal(-3, draws.Min());
        Assert.Equal(5, draws.Max());
        var bell = Enumerable.Range(0, 20_000).Select(_ => chance.Bell(10, 20)).ToList();
        Assert.InRange(bell.Min(), 10, 11);
        Assert.InRange(bell.Max(), 19, 20);
        Assert.InRange(bell.Average(), 14.8, 15.2);
        var even = Enumerable.Range(0, 20_000).Count(_ => chance.Permille(250));
        Assert.InRange(even, 4700, 5300);
    }

    [Fact]
    public void Weights_decide_how_often_a_choice_is_drawn()
    {
        var chance = new Chance(5, 5);
        var counts = new int[3];
        for (var i = 0; i < 10_000; i++) counts[chance.Weighted([700, 0, 300])]++;
        Assert.InRange(counts[0], 6700, 7300);
        Assert.Equal(0, counts[1]);
    }

    [Fact]
    public void Ids_are_version_8_uuids_that_do_not_repeat()
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        for (ulong stream = 0; stream < 200; stream++)
        {
            var source = new ResourceIds(99, stream);
            for (var i = 0; i < 200; i++) Assert.True(ids.Add(source.Next()));
        }

        Assert.All(ids, id => Assert.Matches(Uuid(), id));
        Assert.Equal(ResourceIds.Of(99, 3, 0), new ResourceIds(99, 3).Next());
    }

    [GeneratedRegex("^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$")]
    private static partial Regex Uuid();
}

using Carewright.Kernel.Connections;
using Carewright.Testing.Fakes;

namespace Carewright.Mllp.Tests;

public sealed class BackOffTests
{
    private readonly TestClock _clock = new();

    [Fact]
    public void Pauses_double_up_to_the_longest_with_half_of_them_left_to_chance()
    {
        var backOff = new BackOff(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10), _clock);
        Assert.Equal(TimeSpan.Zero, backOff.Pause());
        foreach (var whole in new[] { 1, 2, 4, 8, 10, 10 })
        {
            backOff.Begin();
            for (var i = 0; i < 50; i++)
                Assert.InRange(backOff.Pause().TotalSeconds, whole / 2.0, whole);
        }
    }

    [Fact]
    public void Time_that_has_passed_counts_and_use_ends_the_pauses()
    {
        var backOff = new BackOff(TimeSpan.FromSeconds(8), TimeSpan.FromSeconds(60), _clock);
        backOff.Begin();
        _clock.Advance(TimeSpan.FromSeconds(8));
        Assert.Equal(TimeSpan.Zero, backOff.Pause());
        backOff.Begin();
        Assert.NotEqual(TimeSpan.Zero, backOff.Pause());
        backOff.Reset();
        Assert.Equal(TimeSpan.Zero, backOff.Pause());
    }
}

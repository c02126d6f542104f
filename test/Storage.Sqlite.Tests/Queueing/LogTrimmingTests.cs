using Carewright.Storage.Compliance;
using Carewright.Storage.Queueing;

namespace Carewright.Storage.Sqlite.Tests.Queueing;

/// <summary>How long rows stay in the log.</summary>
public sealed class LogTrimmingTests : IAsyncLifetime
{
    private static readonly MessageState[] s_done = [MessageState.Applied, MessageState.Duplicate, MessageState.Discarded];

    private readonly Clock _clock = new();
    private LoggedPlace _place = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _place = await LoggedPlace.OpenAsync(_clock);

    public ValueTask DisposeAsync() => _place.DisposeAsync();

    [Fact]
    public async Task What_is_done_with_goes_by_its_age_and_what_waits_stays()
    {
        var states = new[] { MessageState.Received, MessageState.Applied, MessageState.Held, MessageState.Dead, MessageState.Discarded };
        for (var i = 0; i < 1300; i++)
            await _place.SettleAsync(await _place.AppendAsync($"old{i}", $"p{i}"), states[i % states.Length]);
        await _place.AppendAsync("old0");
        _clock.Now += TimeSpan.FromDays(10);
        await _place.SettleAsync(await _place.AppendAsync("young", "p1"), MessageState.Applied);

        Assert.Equal(521, await _place.Log.TrimAsync(_clock.Now - TimeSpan.FromDays(1), s_done, Stop));

        Assert.Equal(
            [(MessageState.Received, 260L), (MessageState.Applied, 1), (MessageState.Held, 260), (MessageState.Dead, 260)],
            _place.Log.Tally().OrderBy(tally => tally.State).Select(tally => (tally.State, tally.Count)));
        Assert.Equal(["young"], _place.Log.List(new MessageQuery(Patient: "A|p1")).Messages.Select(message => message.ControlId));
        Assert.Equal(781, _place.Scalar("SELECT count(*) FROM patient"));
        Assert.Equal(0, await _place.Log.TrimAsync(_clock.Now - TimeSpan.FromDays(1), s_done, Stop));
        await _place.ReopenAsync();
        Assert.Equal(1303, (await _place.AppendAsync("next")).Sequence);
    }

    [Fact]
    public async Task A_repetition_is_told_as_long_as_the_first_is_there()
    {
        await _place.SettleAsync(await _place.AppendAsync("c1"), MessageState.Applied);
        Assert.Equal(MessageState.Duplicate, (await _place.AppendAsync("c1")).State);
        await _place.Log.TrimAsync(_clock.Now + TimeSpan.FromDays(1), s_done, Stop);
        Assert.Equal(MessageState.Received, (await _place.AppendAsync("c1")).State);
    }

    [Theory]
    [InlineData(MessageState.Received)]
    [InlineData(MessageState.Held)]
    [InlineData(MessageState.Dead)]
    public async Task What_waits_for_somebody_cannot_be_asked_to_go(MessageState state) =>
        await Assert.ThrowsAsync<ArgumentException>(() => _place.Log.TrimAsync(_clock.Now, [MessageState.Applied, state], Stop));

    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = Drafts.Start;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}

using Carewright.Audit;
using Carewright.Detection.Alerts;
using Carewright.Detection.Observing;
using Carewright.Detection.Profiles;
using Carewright.Detection.Rules;
using Carewright.Testing.Fakes;

namespace Carewright.Detection.Tests;

/// <summary>The watcher over a log: where it stands is durable, and what it finds of the log itself.</summary>
public sealed class WatcherTests : IAsyncDisposable
{
    private readonly FakeRecordStore _store = new();
    private readonly TestClock _clock = new();
    private readonly SmallClinic _clinic = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(7)]
    [InlineData(8)]
    public async Task A_restart_after_any_event_neither_misses_nor_counts_twice(int restartAfter)
    {
        for (var i = 0; i < 8; i++)
        {
            await FailAsync();
            if (i == restartAfter)
                await WatchAsync();
        }
        await WatchAsync();
        await WatchAsync();
        var alert = Assert.Single(Alerts(), alert => alert.Rule == "failed-sign-ins");
        Assert.Equal((8, 8), (alert.Count, alert.Evidence.Distinct(StringComparer.Ordinal).Count()));
        Assert.Single(_store.Rows, entry => AuditRecordJson.Parse(entry.Row.Content).Interaction == Watcher.AlertInteraction);
    }

    [Fact]
    public async Task One_less_than_the_threshold_raises_nothing_and_neither_does_the_same_over_a_longer_time()
    {
        for (var i = 0; i < 7; i++)
            await FailAsync();
        await WatchAsync();
        Assert.Empty(Alerts());
        _clock.Advance(TimeSpan.FromMinutes(15));
        await FailAsync();
        await WatchAsync();
        Assert.Empty(Alerts());
    }

    [Fact]
    public async Task What_follows_is_added_to_the_open_alert_and_after_a_verdict_a_new_one_goes_off()
    {
        for (var i = 0; i < 10; i++)
            await FailAsync();
        await WatchAsync();
        var first = Assert.Single(Alerts());
        Assert.Equal(10, first.Count);
        var book = new AlertBook(_store.Private);
        book.Change(first.Id, alert => alert! with { Status = "confirmed" });
        await book.KeepAsync(_store.Private, Stop);
        for (var i = 0; i < 8; i++)
            await FailAsync();
        await WatchAsync();
        Assert.Equal(["confirmed", "open"], Alerts().Select(alert => alert.Status).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_false_positive_teaches_the_rule_for_that_user_and_nobody_else()
    {
        var tuning = new Tuning(_store.Private);
        await tuning.RaiseAsync(Detector.KeyOf("failed-sign-ins", "dr.one"), Stop);
        for (var i = 0; i < 11; i++)
        {
            await FailAsync();
            await FailAsync("dr.two");
        }
        await WatchAsync();
        Assert.Equal("dr.two", Assert.Single(Alerts(), alert => alert.Rule == "failed-sign-ins").Subject);
        for (var i = 0; i < 5; i++)
            await tuning.RaiseAsync("x", Stop);
        Assert.Equal(4, tuning.Of("x"));
    }

    [Theory]
    [InlineData("removed")]
    [InlineData("changed")]
    public async Task A_record_that_is_tampered_with_before_it_was_seen_breaks_the_chain(string how)
    {
        await FailAsync();
        await WatchAsync();
        await FailAsync();
        await FailAsync();
        if (how == "removed")
            _store.Rows.RemoveAt(1);
        else
            _store.Rows[1] = (_store.Rows[1].Row with { Content = default, Sealed = new byte[50] }, _store.Rows[1].Keys);
        await WatchAsync();
        Assert.Equal("critical", Assert.Single(Alerts(), alert => alert.Rule == "broken-chain").Severity);
    }

    [Fact]
    public async Task A_clock_that_goes_back_is_told_and_one_that_goes_on_is_not()
    {
        await FailAsync();
        _clock.Advance(TimeSpan.FromHours(1));
        await FailAsync();
        await WatchAsync();
        Assert.Empty(Alerts());
        _clock.Advance(TimeSpan.FromMinutes(-30));
        await FailAsync();
        await WatchAsync();
        Assert.Equal("clock-change", Assert.Single(Alerts()).Rule);
    }

    [Fact]
    public async Task A_seal_that_broke_is_told()
    {
        await AddAsync("dr.one", "integrity-failure", AuditOutcome.Failed);
        await WatchAsync();
        Assert.Equal("integrity", Assert.Single(Alerts()).Rule);
    }

    private IReadOnlyList<Alert> Alerts() => new AlertBook(_store.Private).All;

    private Task FailAsync(string user = "dr.one") => AddAsync(user, "sign-in", AuditOutcome.Failed);

    private async Task AddAsync(string user, string interaction, AuditOutcome outcome)
    {
        _clock.Advance(TimeSpan.FromSeconds(1));
        var at = _clock.GetUtcNow();
        await new AuditTrail(_store).RecordAsync(new AuditRecord(
            AuditTrail.NewId(at), at, user, user, "physician", null, null, "app", "10.0.0.1", "TREAT", "execute", interaction, outcome, 401, null, null, null, [], []), Stop);
    }

    // As after a start: everything is read from the store anew.
    private async Task WatchAsync()
    {
        var profiles = new ProfileBook();
        using var alerts = new AlertBook(_store.Private);
        var parts = new WatcherParts(new RuleBook(_store.Private), alerts, profiles, new FactFinder(_clinic, profiles), new Tuning(_store.Private));
        await new Watcher(_store, parts, _clock).CatchUpAsync(_ => Task.CompletedTask, Stop);
    }
}

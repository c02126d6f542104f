using Carewright.Testing.Fakes;

namespace Carewright.Audit.Tests;

/// <summary>Months that are disposed of: never silently, never too early, and the chain goes on.</summary>
public sealed class RetentionTests : IAsyncDisposable
{
    private readonly FakeRecordStore _store = new();
    private readonly TestClock _clock = new(new DateTimeOffset(2019, 1, 15, 9, 0, 0, TimeSpan.Zero));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public async Task A_month_whose_time_is_over_goes_with_a_record_and_the_chain_verifies_over_the_gap()
    {
        var (checkpoints, retention, _) = await FilledAsync();
        await checkpoints.SignAsync(true, Stop);
        Assert.Null(await retention.DisposeOldestAsync(Record, Stop));
        _clock.Advance(TimeSpan.FromDays(366 * 7));
        var disposal = await retention.DisposeOldestAsync(Record, Stop);
        Assert.Equal(("2019-01", 3L, "default"), (disposal!.Month, disposal.Records, disposal.Rule));
        Assert.Equal("audit-dispose", AuditRecordJson.Parse(_store.Rows[^1].Row.Content).Interaction);
        Assert.Contains(Convert.ToHexStringLower(disposal.Hash), AuditRecordJson.Parse(_store.Rows[^1].Row.Content).Query, StringComparison.Ordinal);
        var found = checkpoints.Verify(Stop);
        Assert.Equal((true, 4L, 3L), (found.IsVerified, found.Records, found.Disposed));
        await checkpoints.SignAsync(true, Stop);
        Assert.True(checkpoints.Verify(Stop).IsVerified);
    }

    [Fact]
    public async Task A_month_that_went_without_a_statement_is_a_break()
    {
        var (checkpoints, _, _) = await FilledAsync();
        _store.Rows.RemoveRange(0, 3);
        Assert.Equal(ChainBreak.Missing, checkpoints.Verify(Stop).Break);
    }

    [Fact]
    public async Task A_statement_that_was_forged_is_told()
    {
        var (checkpoints, retention, _) = await FilledAsync();
        _clock.Advance(TimeSpan.FromDays(366 * 7));
        await retention.DisposeOldestAsync(Record, Stop);
        var (key, json) = _store.Private.List("audit-disposal").Single();
        await _store.Private.PutAsync("audit-disposal", key, System.Text.Encoding.UTF8.GetBytes(System.Text.Encoding.UTF8.GetString(json).Replace("\"Records\":3", "\"Records\":2", StringComparison.Ordinal)), Stop);
        Assert.Equal(ChainBreak.Forged, checkpoints.Verify(Stop).Break);
    }

    [Fact]
    public async Task A_longer_rule_and_a_hold_keep_it_and_a_hold_on_somebody_else_does_not()
    {
        var (_, retention, register) = await FilledAsync();
        _clock.Advance(TimeSpan.FromDays(366 * 7));
        await register.PutAsync(new([.. RetentionRules.Default.Rules, new("a state", 10, "its law")], [], false), Stop);
        Assert.Null(await retention.DisposeOldestAsync(Record, Stop));
        await register.PutAsync(RetentionRules.Default with { Holds = [new LegalHold("case 1", "a claim", Patient: "Patient/1")] }, Stop);
        Assert.Null(await retention.DisposeOldestAsync(Record, Stop));
        Assert.Equal(["case 1"], retention.Months(Stop)[0].Holds);
        await register.PutAsync(RetentionRules.Default with { Holds = [new LegalHold("case 2", "a claim", Patient: "Patient/99")] }, Stop);
        Assert.NotNull(await retention.DisposeOldestAsync(Record, Stop));
    }

    [Fact]
    public async Task The_month_that_is_written_to_is_never_disposed_of()
    {
        var (_, retention, _) = await FilledAsync();
        _clock.Advance(TimeSpan.FromDays(366 * 20));
        Assert.NotNull(await retention.DisposeOldestAsync(Record, Stop));
        Assert.NotNull(await retention.DisposeOldestAsync(Record, Stop));
        Assert.Null(await retention.DisposeOldestAsync(Record, Stop));
        Assert.True(Assert.Single(retention.Months(Stop)).Month.IsOpen);
    }

    [Fact]
    public async Task A_disposal_that_was_interrupted_is_finished()
    {
        var (checkpoints, retention, _) = await FilledAsync();
        _clock.Advance(TimeSpan.FromDays(366 * 7));
        var rows = _store.Rows.Take(3).ToList();
        await retention.DisposeOldestAsync(Record, Stop);
        _store.Rows.InsertRange(0, rows);
        Assert.True(checkpoints.Verify(Stop).IsVerified);
        await retention.FinishAsync(Stop);
        Assert.Equal(2, retention.Months(Stop).Count);
    }

    [Fact]
    public void Less_than_six_years_is_refused()
    {
        Assert.NotEmpty(new RetentionRules([new("short", 5, "")], [], false).Check());
        Assert.NotEmpty(new RetentionRules([], [], false).Check());
        Assert.NotEmpty((RetentionRules.Default with { Holds = [new("x", " ")] }).Check());
        Assert.Empty(RetentionRules.Default.Check());
    }

    private async Task<(AuditCheckpoints, AuditRetention, RetentionRegister)> FilledAsync()
    {
        var checkpoints = await AuditCheckpoints.OpenAsync(_store, _clock, Stop);
        for (var i = 0; i < 6; i++)
        {
            await new AuditTrail(_store).RecordAsync(Now(Records.Read(i)), Stop);
            if (i == 2)
                _clock.Advance(TimeSpan.FromDays(40));
        }
        var register = new RetentionRegister(_store.Private);
        return (checkpoints, new AuditRetention(_store, checkpoints, register, _clock), register);
    }

    private AuditRecord Record(AuditDisposal disposal) => Now(Records.Read()) with { Interaction = "audit-dispose", Query = disposal.ToQuery() };

    private AuditRecord Now(AuditRecord record) => record with { At = _clock.GetUtcNow() };
}

using Carewright.Testing.Fakes;

namespace Carewright.Audit.Tests;

/// <summary>What is known of a log that was tampered with, and what only a second place can tell.</summary>
public sealed class ChainBreakTests : IAsyncDisposable
{
    private readonly FakeRecordStore _store = new();
    private readonly TestClock _clock = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public async Task A_record_taken_out_of_the_middle_is_a_gap_and_the_last_whole_one_is_named()
    {
        var checkpoints = await FilledAsync(8);
        var good = _store.Rows[3].Row;
        _store.Rows.RemoveAt(4);
        var found = checkpoints.Verify(Stop);
        Assert.Equal((ChainBreak.Missing, _store.Rows[4].Row.Sequence, good.Sequence, good.At), (found.Break, found.FirstBroken, found.LastGood, found.LastGoodAt));
    }

    [Fact]
    public async Task A_record_that_does_not_open_was_changed()
    {
        var checkpoints = await FilledAsync(8);
        var (row, keys) = _store.Rows[4];
        _store.Rows[4] = (row with { Sealed = new byte[row.Sealed.Length], Content = default }, keys);
        Assert.Equal((ChainBreak.Changed, row.Sequence), (checkpoints.Verify(Stop).Break, checkpoints.Verify(Stop).FirstBroken));
    }

    [Fact]
    public async Task A_cut_off_end_is_told_by_the_stores_own_checkpoint()
    {
        var checkpoints = await FilledAsync(8);
        await checkpoints.SignAsync(true, Stop);
        var last = _store.Rows[7].Row.Sequence;
        _store.Rows.RemoveRange(5, 3);
        Assert.Equal((ChainBreak.CutOff, last), (checkpoints.Verify(Stop).Break, checkpoints.Verify(Stop).FirstBroken));
    }

    [Fact]
    public async Task A_store_that_was_put_back_is_whole_by_itself_and_told_by_a_second_place()
    {
        var checkpoints = await FilledAsync(4);
        await checkpoints.SignAsync(true, Stop);
        var earlier = _store.Rows.ToList();
        await FillAsync(4);
        var line = checkpoints.LineOf((await checkpoints.SignAsync(true, Stop))!);
        _store.Rows.Clear();
        _store.Rows.AddRange(earlier);
        await _store.Private.PutAsync("audit-checkpoint", line.Sequence.ToString(System.Globalization.CultureInfo.InvariantCulture), null, Stop);
        Assert.True(checkpoints.Verify(Stop).IsVerified);
        var found = checkpoints.Verify([CheckpointLine.Parse("<109>1 2026-03-02T09:00:00Z clinic carewright - audit-checkpoint - " + line.ToJson())!], Stop);
        Assert.Equal((ChainBreak.RolledBack, line.Sequence), (found.Break, found.FirstBroken));
    }

    [Fact]
    public async Task A_whole_log_agrees_with_what_was_kept_elsewhere()
    {
        var checkpoints = await FilledAsync(8);
        var line = checkpoints.LineOf((await checkpoints.SignAsync(true, Stop))!);
        var found = checkpoints.Verify([line], Stop);
        Assert.Equal((true, 1, 1, 8L), (found.IsVerified, found.Checkpoints, found.Witnesses, found.Records));
    }

    [Fact]
    public async Task A_line_that_another_key_signed_or_that_was_changed_is_forged()
    {
        var checkpoints = await FilledAsync(8);
        var line = checkpoints.LineOf((await checkpoints.SignAsync(true, Stop))!);
        await using var other = new FakeRecordStore();
        var foreign = await AuditCheckpoints.OpenAsync(other, _clock, Stop);
        await new AuditTrail(other).RecordAsync(Records.Read(), Stop);
        var strange = foreign.LineOf((await foreign.SignAsync(true, Stop))!);
        foreach (var forged in new[] { line with { Sequence = line.Sequence + 1 }, line with { Hash = new string('0', 64) }, line with { Hash = "no" }, line with { Tenant = "other" }, line with { Signature = "!" }, strange })
            Assert.Equal(ChainBreak.Forged, checkpoints.Verify([forged], Stop).Break);
    }

    [Theory]
    [InlineData("")]
    [InlineData("no json")]
    [InlineData("{\"tenant\":1}")]
    [InlineData("{\"tenant\":\"a\"}")]
    [InlineData("{\"tenant\":\"a\",")]
    public void What_is_no_checkpoint_is_not_read_as_one(string text) => Assert.Null(CheckpointLine.Parse(text));

    private async Task<AuditCheckpoints> FilledAsync(int records)
    {
        var checkpoints = await AuditCheckpoints.OpenAsync(_store, _clock, Stop);
        await FillAsync(records);
        return checkpoints;
    }

    private async Task FillAsync(int records)
    {
        for (var i = 0; i < records; i++)
            await new AuditTrail(_store).RecordAsync(Records.Read(i), Stop);
    }
}

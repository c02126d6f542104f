using Carewright.Storage;
using Carewright.Testing.Fakes;

namespace Carewright.Audit.Tests;

public sealed class AuditChainTests : IAsyncDisposable
{
    private readonly FakeRecordStore _store = new();
    private readonly TestClock _clock = new();

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_untouched_log_verifies_and_an_empty_one_too()
    {
        var checkpoints = await OpenAsync();
        Assert.True(checkpoints.Verify(Stop).IsVerified);
        await FillAsync(20);
        await checkpoints.SignAsync(true, Stop);
        await FillAsync(5);
        var result = checkpoints.Verify(Stop);
        Assert.Equal((true, 25L, 1), (result.IsVerified, result.Records, result.Checkpoints));
    }

    [Fact]
    public async Task One_flipped_bit_anywhere_in_any_record_is_found_at_that_record()
    {
        await FillAsync(12);
        var checkpoints = await OpenAsync();
        var random = new Random(5);
        for (var index = 0; index < 12; index++)
        {
            var (row, keys) = _store.Rows[index];
            var bytes = row.Sealed.ToArray();
            bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
            _store.Rows[index] = (row with { Sealed = bytes }, keys);
            Assert.Equal(row.Sequence, checkpoints.Verify(Stop).FirstBroken);
            _store.Rows[index] = (row, keys);
        }
        Assert.True(checkpoints.Verify(Stop).IsVerified);
    }

    [Fact]
    public async Task A_changed_chain_value_a_removed_and_a_swapped_record_are_found()
    {
        await FillAsync(6);
        var checkpoints = await OpenAsync();
        var (row, keys) = _store.Rows[3];
        _store.Rows[3] = (row with { Hash = new byte[32] }, keys);
        Assert.Equal(row.Sequence, checkpoints.Verify(Stop).FirstBroken);
        _store.Rows.RemoveAt(3);
        Assert.Equal(_store.Rows[3].Row.Sequence, checkpoints.Verify(Stop).FirstBroken);
        _store.Rows.Insert(3, (row, keys));
        (_store.Rows[1], _store.Rows[2]) = (_store.Rows[2], _store.Rows[1]);
        Assert.Equal(_store.Rows[1].Row.Sequence, checkpoints.Verify(Stop).FirstBroken);
    }

    [Fact]
    public async Task A_chain_that_was_rewritten_whole_disagrees_with_a_signed_checkpoint()
    {
        await FillAsync(10);
        var checkpoints = await OpenAsync();
        await checkpoints.SignAsync(true, Stop);
        Rewrite(4);
        var result = checkpoints.Verify(Stop);
        Assert.Equal(_store.Rows[9].Row.Sequence, result.FirstBroken);
        Assert.Contains("checkpoint", result.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_log_that_was_cut_off_before_a_checkpoint_is_found_out()
    {
        await FillAsync(10);
        var checkpoints = await OpenAsync();
        var signed = await checkpoints.SignAsync(true, Stop);
        _store.Rows.RemoveRange(7, 3);
        Assert.Equal(signed!.Sequence, checkpoints.Verify(Stop).FirstBroken);
    }

    [Fact]
    public async Task A_forged_checkpoint_is_found_out()
    {
        await FillAsync(3);
        var checkpoints = await OpenAsync();
        var genuine = (await checkpoints.SignAsync(true, Stop))!;
        Assert.True(checkpoints.IsGenuine(genuine));
        Assert.False(checkpoints.IsGenuine(genuine with { Sequence = genuine.Sequence + 1 }));
        Assert.False(checkpoints.IsGenuine(genuine with { Hash = new byte[32] }));
        Assert.False(checkpoints.IsGenuine(genuine with { At = genuine.At.AddMilliseconds(1) }));
        var key = _store.Table.List("audit-checkpoint").Single().Key;
        var text = System.Text.Encoding.UTF8.GetString(_store.Table.Get("audit-checkpoint", key)!);
        await _store.Table.PutAsync("audit-checkpoint", key, System.Text.Encoding.UTF8.GetBytes(text.Replace("\"Sequence\":8", "\"Sequence\":5", StringComparison.Ordinal)), Stop);
        Assert.Equal(5, checkpoints.Verify(Stop).FirstBroken);
    }

    [Fact]
    public async Task Checkpoints_come_after_so_many_records_or_so_much_time_and_never_without_a_record()
    {
        var checkpoints = await OpenAsync();
        Assert.Null(await checkpoints.SignAsync(true, Stop));
        await FillAsync(1);
        Assert.NotNull(await checkpoints.SignAsync(false, Stop));
        await FillAsync(9);
        Assert.Null(await checkpoints.SignAsync(false, Stop));
        await FillAsync(1);
        Assert.NotNull(await checkpoints.SignAsync(false, Stop));
        await FillAsync(1);
        Assert.Null(await checkpoints.SignAsync(false, Stop));
        _clock.Advance(TimeSpan.FromMinutes(15));
        Assert.NotNull(await checkpoints.SignAsync(false, Stop));
        _clock.Advance(TimeSpan.FromMinutes(15));
        Assert.Null(await checkpoints.SignAsync(false, Stop));
        Assert.Equal(3, checkpoints.List().Count);
    }

    [Fact]
    public async Task A_break_is_never_signed_over()
    {
        await FillAsync(5);
        var (row, keys) = _store.Rows[2];
        _store.Rows[2] = (row with { Sealed = new byte[row.Sealed.Length] }, keys);
        var checkpoints = await OpenAsync();
        Assert.Null(await checkpoints.SignAsync(true, Stop));
        Assert.Equal(row.Sequence, checkpoints.Verify(Stop).FirstBroken);
    }

    [Fact]
    public async Task The_key_survives_a_restart()
    {
        await FillAsync(3);
        await (await OpenAsync()).SignAsync(true, Stop);
        var again = await OpenAsync();
        Assert.True(again.IsGenuine(Assert.Single(again.List())));
        Assert.True(again.Verify(Stop).IsVerified);
    }

    private Task<AuditCheckpoints> OpenAsync() => AuditCheckpoints.OpenAsync(_store, _clock, Stop, everyRecords: 10);

    private async Task FillAsync(int records)
    {
        var trail = new AuditTrail(_store);
        for (var i = 0; i < records; i++)
            await trail.RecordAsync(Records.Read(i), Stop);
    }

    // What somebody does who can write the files and knows how the chain is made.
    private void Rewrite(int from)
    {
        var previous = _store.Rows[from - 1].Row.Hash.ToArray();
        for (var i = from; i < _store.Rows.Count; i++)
        {
            var (row, keys) = _store.Rows[i];
            var changed = i == from ? new byte[row.Sealed.Length] : row.Sealed.ToArray();
            previous = AuditChain.Next(previous, row.Sequence, changed);
            _store.Rows[i] = (new StoredAudit(row.Sequence, row.At, row.Content, changed, previous), keys);
        }
    }
}

using System.Buffers.Binary;
using Carewright.Storage.Queueing;

namespace Carewright.Storage.Sqlite.Tests.Queueing;

/// <summary>What an erasure takes out of the log, and what it leaves.</summary>
public sealed class LogErasureTests : IAsyncLifetime
{
    private LoggedPlace _place = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _place = await LoggedPlace.OpenAsync();

    public ValueTask DisposeAsync() => _place.DisposeAsync();

    [Fact]
    public async Task Messages_of_a_patient_lose_all_that_is_the_patients_whatever_their_state()
    {
        var received = await _place.AppendAsync("received", "ann");
        var held = await _place.SettleAsync(await _place.AppendAsync("held", "ann", "ann-old"), MessageState.Held);
        var dead = await _place.SettleAsync(await _place.AppendAsync("dead", "ann-old"), MessageState.Dead);
        var applied = await _place.SettleAsync(await _place.AppendAsync("applied", "ann"), MessageState.Applied);
        var other = await _place.SettleAsync(await _place.AppendAsync("other", "bob"), MessageState.Held);
        var told = new List<string>();
        _place.Log.Erased += message => told.Add(message.Id);

        Assert.Equal(4, await _place.Log.EraseAsync(new HashSet<string> { "A|ann", "A|ann-old" }, Stop));

        Assert.Equal(new[] { received.Id, held.Id, dead.Id, applied.Id }.Order(), told.Order());
        foreach (var id in told)
        {
            var left = _place.Log.Find(id)!;
            Assert.Equal((MessageState.Discarded, "erased", null, false), (left.State, left.Reason!.Code, left.Reason.Place, left.HasRaw));
            Assert.Empty(left.Patients);
            Assert.Null(_place.Log.Raw(left));
        }
        Assert.Equal((MessageState.Held, true), (_place.Log.Find(other.Id)!.State, _place.Log.Find(other.Id)!.HasRaw));
        Assert.Equal([new MessageTally("lab", MessageState.Held, 1), new MessageTally("lab", MessageState.Discarded, 4)], _place.Log.Tally().OrderBy(tally => tally.State));
        Assert.Empty(_place.Log.List(new MessageQuery(Patient: "A|ann")).Messages);
        Assert.Equal(0, await _place.Log.EraseAsync(new HashSet<string> { "A|ann", "A|ann-old" }, Stop));
    }

    [Fact]
    public async Task Nothing_of_an_erased_message_is_left_on_disk_when_the_erasure_is_told()
    {
        var held = await _place.SettleAsync(await _place.Log.AppendAsync(LoggedPlace.Draft("held", "ann") with { Raw = new byte[20_000] }, Stop), MessageState.Held);
        var (body, head) = (_place.Stored(held.Sequence, "body"), _place.Stored(held.Sequence, "head"));
        var hash = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(hash, _place.Scalar("SELECT hash FROM patient"));
        Assert.All([body[9_000..9_064], head, hash], bytes => Assert.True(_place.Holds(bytes)));
        await _place.Log.EraseAsync(new HashSet<string> { "A|ann" }, Stop);
        Assert.All([body[9_000..9_064], head[..40], hash], bytes => Assert.False(_place.Holds(bytes)));
    }

    [Fact]
    public async Task What_was_erased_is_a_new_message_when_it_is_sent_again()
    {
        await _place.AppendAsync("c1", "ann");
        Assert.Equal(MessageState.Duplicate, (await _place.AppendAsync("c1", "ann")).State);
        await _place.Log.EraseAsync(new HashSet<string> { "A|ann" }, Stop);
        Assert.Equal(MessageState.Received, (await _place.AppendAsync("c1", "ann")).State);
    }

    [Fact]
    public async Task More_messages_than_are_erased_at_once_go_while_others_come()
    {
        for (var i = 0; i < 1100; i++)
            await Task.WhenAll(_place.AppendAsync($"a{i}", "ann"), _place.AppendAsync($"b{i}", "bob"));
        var erasing = _place.Log.EraseAsync(new HashSet<string> { "A|ann" }, Stop);
        for (var i = 0; i < 100; i++)
            await _place.AppendAsync($"c{i}", "bob");
        Assert.Equal(1100, await erasing);
        Assert.Equal(1200, _place.Log.Tally().Single(tally => tally.State == MessageState.Received).Count);
    }

    [Fact]
    public async Task A_row_that_somebody_has_changed_does_not_stop_an_erasure_and_loses_its_bytes()
    {
        var (broken, whole) = (await _place.AppendAsync("c1", "ann"), await _place.AppendAsync("c2", "ann"));
        var body = _place.Stored(broken.Sequence, "body");
        using (var file = Engine.Connection.Open(_place.FilePath, readOnly: false))
            file.Execute("UPDATE message SET head = (SELECT head FROM message WHERE seq = 2) WHERE seq = 1");
        Assert.Equal(1, await _place.Log.EraseAsync(new HashSet<string> { "A|ann" }, Stop));
        Assert.False(_place.Holds(body));
        Assert.Equal(MessageState.Discarded, _place.Log.Find(whole.Id)!.State);
    }

    [Fact]
    public async Task An_erasure_reaches_rows_under_an_older_key()
    {
        var held = await _place.SettleAsync(await _place.AppendAsync("c1", "ann"), MessageState.Held);
        await _place.RotateAsync();
        Assert.Equal(1, await _place.Log.EraseAsync(new HashSet<string> { "A|ann" }, Stop));
        await _place.WhenRenewedAsync();
        Assert.Equal(("erased", MessageState.Discarded), (_place.Log.Find(held.Id)!.Reason!.Code, _place.Log.Find(held.Id)!.State));
        Assert.Equal(0, _place.Scalar("SELECT count(*) FROM patient"));
    }
}

using System.Security.Cryptography;
using Carewright.Storage.Queueing;
using Carewright.Storage.Sealing;
using Carewright.Storage.Sqlite.Engine;
using Carewright.Storage.Sqlite.Files;
using Carewright.Storage.Sqlite.Queueing;

namespace Carewright.Storage.Sqlite.Tests.Queueing;

/// <summary>A new key of the log with each new tenant key, while messages come: who has the old one reads nothing that is there afterwards.</summary>
public sealed class LogRenewalTests : IAsyncLifetime
{
    private LoggedPlace _place = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _place = await LoggedPlace.OpenAsync();

    public ValueTask DisposeAsync() => _place.DisposeAsync();

    [Fact]
    public async Task The_old_keys_open_nothing_of_a_later_copy_and_find_nobody_in_it()
    {
        await FillAsync(500);
        var before = _place.Told();
        var tenantKey = await StoreKeys.UnwrapAsync(_place.Place.Folder, SqlitePlace.Key, Stop);
        var thief = Stolen();
        Assert.Equal((500L, true), (Opened(thief), Finds(thief, "A|p1")));
        var raw = Sealed(1);

        await _place.RotateAsync();
        await _place.WhenRenewedAsync();

        Assert.Null(_place.Log.KeyRenewal());
        Assert.Equal(before, _place.Told());
        Assert.Equal((0L, false), (Opened(thief), Finds(thief, "A|p1")));
        Assert.False(_place.Holds(raw));
        // Nor does the old tenant key unwrap one that does.
        using var record = Connection.Open(Path.Combine(_place.Place.Folder.FullName, "record.db"), readOnly: true);
        var layers = KeyTable.Layers(record).FindAll(layer => layer.Purpose == "messages");
        using var old = new TenantKey(_place.Store.Tenant, 1, tenantKey);
        Assert.Equal(2, Assert.Single(layers).Generation);
        Assert.Throws<SealBrokenException>(() => old.UnwrapLayer(layers[0].Wrapped, layers[0].Purpose, layers[0].Generation));
        await _place.ReopenAsync();
        Assert.Equal(before, _place.Told());
    }

    [Fact]
    public void A_key_that_comes_within_a_transaction_is_for_the_next_one()
    {
        var folder = Directory.CreateTempSubdirectory("log-key-");
        try
        {
            using var keys = new LogKeys(_place.Store.Tenant);
            keys.Take([(1, RandomNumberGenerator.GetBytes(Seal.KeySize))]);
            using var file = new LogFile(Path.Combine(folder.FullName, SqliteMessageLog.FileName), keys);
            var sealedBefore = SealedDraft.Of(LoggedPlace.Draft("a", "p1"), TimeProvider.System.GetUtcNow(), keys.Current);
            file.Begin();
            file.Add(sealedBefore);
            keys.Take([(2, RandomNumberGenerator.GetBytes(Seal.KeySize)), (1, [])]);
            var sealedAfter = SealedDraft.Of(LoggedPlace.Draft("b", "p2"), TimeProvider.System.GetUtcNow(), keys.Current);
            file.Add(sealedAfter);
            Assert.NotNull(file.Change(new MessageChange(1, MessageState.Received, MessageState.Applied), 0));
            file.Commit();
            Assert.Equal([1, 1], new[] { 1, 2 }.Select(sequence => file.Find(sequence)!.Generation));

            file.Begin();
            Assert.NotNull(file.Change(new MessageChange(2, MessageState.Received, MessageState.Applied), 0));
            file.RenewTally();
            file.Commit();
            Assert.Equal([(1, "a"), (2, "b")], new[] { 1, 2 }.Select(sequence => file.Find(sequence)!).Select(entry => (entry.Generation, entry.Head.ControlId)));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Messages_come_are_changed_and_are_told_from_repetitions_while_the_key_is_renewed()
    {
        await FillAsync(2_000);
        using var done = new CancellationTokenSource();
        var working = Enumerable.Range(0, 4).Select(worker => Task.Run(async () =>
        {
            var i = 0;
            for (; !done.IsCancellationRequested; i++)
            {
                var logged = await _place.AppendAsync($"w{worker}-{i}", $"w{worker}");
                var again = await _place.AppendAsync($"w{worker}-{i}");
                Assert.Equal((MessageState.Duplicate, logged.Id), (again.State, again.Replaces));
                Assert.Equal(MessageState.Duplicate, (await _place.AppendAsync($"c{(i * 4) + worker}")).State);
                Assert.Equal([_place.Log.PatientKey($"A|w{worker}")], _place.Log.Find(logged.Id)!.Patients);
                await _place.SettleAsync(logged, MessageState.Applied);
            }
            return i;
        }, Stop)).ToList();
        for (var round = 0; round < 2; round++)
        {
            await _place.RotateAsync();
            await _place.WhenRenewedAsync();
        }
        await done.CancelAsync();
        var all = await Task.WhenAll(working);
        Assert.True(all.Sum() > 0);
        Assert.Equal(0, _place.Scalar("SELECT count(*) FROM message WHERE generation <> 3") + _place.Scalar("SELECT count(*) FROM tally WHERE generation <> 3"));
        Assert.Equal(_place.Scalar("SELECT count(*) FROM message"), _place.Log.Tally().Sum(tally => tally.Count));
        Assert.Equal(all.Sum() * 2L, _place.Log.Tally().Single(tally => tally.State == MessageState.Duplicate).Count);
        Assert.Equal(all[2], Count(new MessageQuery(Patient: "A|w2", Count: 1000)));
    }

    [Fact]
    public async Task The_order_of_a_patients_messages_is_told_by_the_same_hash_before_and_after()
    {
        var before = await _place.AppendAsync("c1", "ann");
        await _place.RotateAsync();
        var during = await _place.AppendAsync("c2", "ann");
        await _place.WhenRenewedAsync();
        var after = await _place.AppendAsync("c3", "ann");
        Assert.Equal(before.Patients, during.Patients);
        Assert.Equal(before.Patients, after.Patients);
        Assert.Equal(before.Patients, _place.Log.Find(before.Id)!.Patients);
    }

    [Fact]
    public async Task What_could_not_be_repeated_before_cannot_be_afterwards()
    {
        for (var i = 0; i < 3; i++)
            Assert.Equal(MessageState.Received, (await _place.Log.AppendAsync(LoggedPlace.Draft("c1") with { Content = null }, Stop)).State);
        await _place.RotateAsync();
        await _place.WhenRenewedAsync();
        Assert.Equal(0, _place.Scalar("SELECT count(*) FROM message WHERE same <> 0"));
        Assert.Equal(MessageState.Received, (await _place.Log.AppendAsync(LoggedPlace.Draft("c1") with { Content = [] }, Stop)).State);
    }

    [Fact]
    public async Task A_renewal_that_was_broken_off_goes_on_when_the_log_is_opened()
    {
        await FillAsync(3_000);
        var before = _place.Told();
        await _place.RotateAsync();
        await _place.ReopenAsync();
        Assert.Equal(before, _place.Told());
        await _place.WhenRenewedAsync();
        Assert.Equal(before, _place.Told());
        Assert.Equal(0, _place.Scalar("SELECT count(*) FROM message WHERE generation <> 2"));
    }

    [Fact]
    public async Task A_message_that_does_not_open_keeps_the_key_it_is_under()
    {
        await FillAsync(200);
        using (var file = Connection.Open(_place.FilePath, readOnly: false))
            file.Execute("UPDATE message SET head = (SELECT head FROM message WHERE seq = 2) WHERE seq = 1");
        await _place.RotateAsync();
        await _place.WhenRenewedAsync();
        Assert.Equal(1, _place.Scalar("SELECT count(*) FROM message WHERE generation = 1"));
        Assert.Equal([2, 1], _place.Store.MessageKeys.Select(key => key.Generation));
        Assert.Equal(199, _place.Scalar("SELECT count(*) FROM message WHERE generation = 2"));
    }

    private async Task FillAsync(int count)
    {
        var states = new[] { MessageState.Received, MessageState.Applied, MessageState.Held, MessageState.Dead };
        await Task.WhenAll(Enumerable.Range(0, count).Select(async i => await _place.SettleAsync(await _place.AppendAsync($"c{i}", $"p{i % 9}"), states[i % states.Length])));
    }

    private int Count(MessageQuery query)
    {
        var count = 0;
        for (var page = _place.Log.List(query); ; page = _place.Log.List(query with { Before = page.NextBefore }))
        {
            count += page.Messages.Count;
            if (page.NextBefore is null)
                return count;
        }
    }

    private byte[] Sealed(long sequence) => _place.Stored(sequence, "head")[..40];

    /// <summary>The key of the log as somebody has it who has seen it now.</summary>
    private LogKey Stolen() => new(_place.Store.MessageKeys[0].Generation, _place.Store.MessageKeys[0].Key, _place.Store.Tenant);

    private long Opened(LogKey key)
    {
        var opened = 0L;
        using var file = Connection.Open(_place.FilePath, readOnly: true);
        using var rows = file.Prepare("SELECT id, head, body FROM message");
        while (rows.Step())
        {
            var id = new Guid(rows.Blob(0), bigEndian: true);
            opened += Opens(() => key.OpenHead(id, rows.Blob(1))) || (!rows.IsNull(2) && Opens(() => key.OpenBody(id, rows.Blob(2)))) ? 1 : 0;
        }
        return opened;
    }

    private bool Finds(LogKey key, string patient) =>
        _place.Scalar($"SELECT count(*) FROM patient WHERE hash = {key.Patient(patient)}") + _place.Scalar($"SELECT count(*) FROM message WHERE partner = {key.Partner("lab")} OR control = {key.Control("c1")}")
            + _place.Scalar($"SELECT count(*) FROM tally WHERE partner = {key.Partner("lab")}") > 0;

    private static bool Opens(Action open)
    {
        try
        {
            open();
            return true;
        }
        catch (SealBrokenException)
        {
            return false;
        }
    }
}

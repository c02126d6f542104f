using System.Text;
using Carewright.Storage.Queueing;
using Carewright.Storage.Sqlite.Engine;
using Carewright.Storage.Sqlite.Queueing;

namespace Carewright.Storage.Sqlite.Tests.Queueing;

/// <summary>The log of messages: what is in it when it is opened again, what repeats is told, what is on disk tells nothing.</summary>
public sealed class MessageLogTests : IAsyncLifetime
{
    private const string Mrn = "urn:oid:1.2.3|MRN-77123";
    private readonly SqlitePlace _place = new();
    private IRecordStore _store = null!;
    private SqliteMessageLog _log = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private string FilePath => Path.Combine(_place.Folder.FullName, SqliteMessageLog.FileName);

    public async ValueTask InitializeAsync()
    {
        _store = await _place.OpenAsync();
        _log = await SqliteMessageLog.OpenAsync(_place.Folder, (SqliteRecordStore)_store, TimeProvider.System, Stop);
    }

    public async ValueTask DisposeAsync()
    {
        await _log.DisposeAsync();
        await _store.DisposeAsync();
        _place.Remove();
    }

    [Fact]
    public async Task What_was_taken_is_there_when_the_log_is_opened_again()
    {
        var logged = await _log.AppendAsync(Draft("c1") with { Patients = [Mrn, "x|2"] }, Stop);
        await ReopenAsync();
        var found = _log.Find(logged.Id)!;
        Assert.Equal(("lab", "c1", "ORU^R01", MessageState.Received, 1L, true), (found.Partner, found.ControlId, found.Type, found.State, found.Sequence, found.HasRaw));
        Assert.Equal([_log.PatientKey(Mrn), _log.PatientKey("x|2")], found.Patients);
        Assert.Equal("MSH|c1", Encoding.ASCII.GetString(_log.Raw(found)!));
        Assert.Equal([found.Id], _log.InOrder(MessageState.Received, MessageDirection.Inbound, 0, 10).Select(one => one.Id));
        Assert.Equal(2, (await _log.AppendAsync(Draft("c2"), Stop)).Sequence);
    }

    [Fact]
    public async Task The_same_message_is_a_duplicate_however_many_bring_it_at_once()
    {
        var draft = Draft("c1") with { Content = [1, 2, 3] };
        var all = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => _log.AppendAsync(draft, Stop))));
        var first = Assert.Single(all, one => one.State == MessageState.Received);
        Assert.All(all.Where(one => one.Id != first.Id), one => Assert.Equal((MessageState.Duplicate, first.Id, false), (one.State, one.Replaces, one.HasRaw)));
        // Another content under the same number, and the same content of another partner, are other messages.
        Assert.Equal(MessageState.Received, (await _log.AppendAsync(draft with { Content = [9] }, Stop)).State);
        Assert.Equal(MessageState.Received, (await _log.AppendAsync(draft with { Partner = "other" }, Stop)).State);
        Assert.Equal(MessageState.Received, (await _log.AppendAsync(draft with { Content = null }, Stop)).State);
    }

    [Fact]
    public async Task A_change_holds_only_from_the_state_that_it_expects()
    {
        var logged = await _log.AppendAsync(Draft("c1"), Stop);
        var change = new MessageChange(logged.Sequence, MessageState.Received, MessageState.Dead) { Reason = new("V2-X", "No such thing", "PID[1]-3"), IsAttempt = true };
        var outcomes = await Task.WhenAll(_log.ChangeAsync(change, Stop), _log.ChangeAsync(change with { To = MessageState.Discarded }, Stop));
        var held = Assert.Single(outcomes, one => one is not null)!;
        Assert.Equal(held.State, _log.Find(logged.Id)!.State);
        Assert.Equal((1, "PID[1]-3"), (held.Attempts, held.Reason!.Place));
        Assert.Null(await _log.ChangeAsync(change with { Sequence = 99 }, Stop));
        Assert.Equal([new MessageTally("lab", held.State, 1)], _log.Tally());
    }

    [Fact]
    public async Task Bytes_that_are_dropped_are_gone_from_the_file()
    {
        var logged = await _log.AppendAsync(Draft("c1") with { Raw = new byte[20_000] }, Stop);
        var body = SealedBody(logged.Sequence);
        Assert.True(await ContainsAsync(body[9_000..9_064]));
        var applied = await _log.ChangeAsync(new MessageChange(logged.Sequence, MessageState.Received, MessageState.Applied) { DropsRaw = true }, Stop);
        Assert.Null(_log.Raw(logged));
        Assert.False(applied!.HasRaw);
        await ReopenAsync();
        Assert.False(await ContainsAsync(body[9_000..9_064]));
    }

    [Fact]
    public async Task What_is_on_disk_names_nobody()
    {
        await _log.AppendAsync(Draft("CONTROL-4711") with { Partner = "northside-lab", Patients = [Mrn], Raw = Encoding.ASCII.GetBytes("PID|1||MRN-77123||DOE^JANE") }, Stop);
        await _log.DisposeAsync();
        foreach (var word in new[] { "MRN-77123", "DOE", "CONTROL-4711", "northside-lab", "ORU^R01" })
            Assert.False(await ContainsAsync(Encoding.ASCII.GetBytes(word)), word);
    }

    [Fact]
    public async Task Rows_do_not_open_in_each_others_place()
    {
        var (one, two) = (await _log.AppendAsync(Draft("c1"), Stop), await _log.AppendAsync(Draft("c2"), Stop));
        await _log.DisposeAsync();
        using (var file = Connection.Open(FilePath, readOnly: false))
            file.Execute("UPDATE message SET body = (SELECT body FROM message WHERE seq = 1), head = (SELECT head FROM message WHERE seq = 1) WHERE seq = 2");
        _log = await SqliteMessageLog.OpenAsync(_place.Folder, (SqliteRecordStore)_store, TimeProvider.System, Stop);
        Assert.Throws<SealBrokenException>(() => _log.Find(two.Id));
        await Assert.ThrowsAsync<SealBrokenException>(() => _log.ChangeAsync(new MessageChange(2, MessageState.Received, MessageState.Discarded), Stop));
        Assert.Equal("MSH|c1", Encoding.ASCII.GetString(_log.Raw(_log.Find(one.Id)!)!));
        Assert.Equal(3, (await _log.AppendAsync(Draft("c3"), Stop)).Sequence);
    }

    [Fact]
    public async Task Lists_are_paged_by_partner_state_number_and_patient()
    {
        for (var i = 0; i < 25; i++)
            await _log.AppendAsync(Draft($"c{i}") with { Partner = i % 2 == 0 ? "lab" : "hospital", Patients = i % 5 == 0 ? [Mrn] : [] }, Stop);
        await _log.ChangeAsync(new MessageChange(3, MessageState.Received, MessageState.Held), Stop);
        Assert.Equal([25L, 23, 21, 19, 17, 15, 13, 11, 9, 7, 5, 3, 1], Pages(new MessageQuery(Partner: "lab", Count: 4)));
        Assert.Equal([21L, 16, 11, 6, 1], Pages(new MessageQuery(Patient: Mrn, Count: 2)));
        Assert.Equal([21L, 11, 1], Pages(new MessageQuery(Partner: "lab", Patient: Mrn)));
        Assert.Equal([3L], Pages(new MessageQuery(State: MessageState.Held)));
        Assert.Equal([8L], Pages(new MessageQuery(ControlId: "c7")));
        Assert.Empty(Pages(new MessageQuery(ControlId: "c7", Partner: "lab")));
        Assert.Equal(25, Pages(new MessageQuery(Count: 7)).Count);
        Assert.Empty(Pages(new MessageQuery(To: DateTimeOffset.UnixEpoch)));
        Assert.Equal((12, true), (_log.Pulse("hospital", DateTimeOffset.UnixEpoch).Messages, _log.Pulse("hospital", DateTimeOffset.UnixEpoch).OldestOpen is not null));
        Assert.Null(_log.Pulse("nobody", DateTimeOffset.UnixEpoch).LastAt);
    }

    private static MessageDraft Draft(string control) => new("lab", control, "ORU^R01", Encoding.ASCII.GetBytes("MSH|" + control));

    private List<long> Pages(MessageQuery query)
    {
        var found = new List<long>();
        for (var page = _log.List(query); ; page = _log.List(query with { Before = page.NextBefore }))
        {
            found.AddRange(page.Messages.Select(message => message.Sequence));
            if (page.NextBefore is null)
                return found;
        }
    }

    private byte[] SealedBody(long sequence)
    {
        using var file = Connection.Open(FilePath, readOnly: true);
        using var row = file.Prepare("SELECT body FROM message WHERE seq = ?1").Bind(1, sequence);
        Assert.True(row.Step());
        return row.Blob(0).ToArray();
    }

    private async Task<bool> ContainsAsync(byte[] bytes)
    {
        foreach (var path in new[] { FilePath, FilePath + "-wal" }.Where(File.Exists))
        {
            await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            var content = new byte[file.Length];
            await file.ReadExactlyAsync(content, Stop);
            if (content.AsSpan().IndexOf(bytes) >= 0)
                return true;
        }
        return false;
    }

    private async Task ReopenAsync()
    {
        await _log.DisposeAsync();
        _log = await SqliteMessageLog.OpenAsync(_place.Folder, (SqliteRecordStore)_store, TimeProvider.System, Stop);
    }
}

using Carewright.Storage.Backups;
using Carewright.Storage.Compliance;
using Carewright.Storage.Queueing;
using Carewright.Storage.Sqlite.Backups;

namespace Carewright.Storage.Sqlite.Tests.Queueing;

/// <summary>The log of messages in backup sets: what was acknowledged before a backup is in the log or in the record that comes of it.</summary>
public sealed class LogBackupTests : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("carewright-log-backup-");
    private LoggedPlace _place = null!;
    private int _restored;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private DirectoryInfo Set => new(Path.Combine(_folder.FullName, "set"));

    public async ValueTask InitializeAsync() => _place = await LoggedPlace.OpenAsync();

    public async ValueTask DisposeAsync()
    {
        await _place.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task What_waited_when_a_backup_was_made_waits_in_what_is_restored()
    {
        await FillAsync(0);
        await _place.Store.BackupAsync(Set, Stop);
        await FillAsync(100);
        await _place.Store.BackupAsync(Set, Stop);
        var told = _place.Told();
        await FillAsync(200);
        await using var restored = await RestoreAsync();
        Assert.Equal(told, restored.Told());
        Assert.Equal(201, (await restored.AppendAsync("next")).Sequence);
        Assert.Equal(MessageState.Duplicate, (await restored.AppendAsync("c7")).State);
    }

    [Fact]
    public async Task What_is_acknowledged_and_applied_while_backups_are_made_is_in_the_log_or_in_the_record_of_each()
    {
        using var done = new CancellationTokenSource();
        var acknowledged = new System.Collections.Concurrent.ConcurrentQueue<string>();
        var working = Enumerable.Range(0, 4).Select(worker => Task.Run(async () =>
        {
            for (var i = 0; !done.IsCancellationRequested; i++)
            {
                var message = await _place.AppendAsync($"w{worker}-{i}");
                acknowledged.Enqueue(message.Id);
                // As the gateway does: the Provenance has the message's id.
                await _place.Store.CommitAsync(new CommitRequest([Drafts.Create(Samples.Encounter(message.Id, "p1", Drafts.Start, null))], [], []), Stop);
                await _place.SettleAsync(message, MessageState.Applied);
            }
        }, Stop)).ToList();
        for (var round = 0; round < 5; round++)
        {
            var before = acknowledged.ToArray();
            await _place.Store.BackupAsync(Set, Stop);
            await using var restored = await RestoreAsync();
            Assert.All(before, id => Assert.True(restored.Store.Read("Encounter", id) is not null || restored.Log.Find(id) is { State: MessageState.Received, HasRaw: true }, $"{id} is in neither"));
        }
        await done.CancelAsync();
        await Task.WhenAll(working);
        Assert.NotEmpty(acknowledged);
    }

    [Fact]
    public async Task A_set_without_a_log_is_restored_and_a_log_begins()
    {
        await _place.Log.DisposeAsync();
        File.Delete(_place.FilePath);
        await _place.Store.BackupAsync(Set, Stop);
        Assert.Null(BackupManifest.Read(Set)!.MessagesSha256);
        Assert.Equal(0, (await ProveAsync()).Messages);
        await using var restored = await RestoreAsync();
        Assert.Equal(1, (await restored.AppendAsync("first")).Sequence);
    }

    [Fact]
    public async Task A_proof_opens_every_message_and_says_how_many()
    {
        await FillAsync(0);
        await _place.Store.BackupAsync(Set, Stop);
        Assert.Equal(100, (await ProveAsync()).Messages);
        using (var file = Engine.Connection.Open(_place.FilePath, readOnly: false))
            file.Execute("UPDATE message SET body = zeroblob(60) WHERE seq = 9");
        await _place.Store.BackupAsync(Set, Stop);
        Assert.Contains("does not open", (await Assert.ThrowsAsync<BackupException>(ProveAsync)).Message, StringComparison.Ordinal);
        await File.WriteAllBytesAsync(Path.Combine(Set.FullName, "messages.cwb"), [1, 2, 3], Stop);
        Assert.Contains("messages.cwb", (await Assert.ThrowsAsync<BackupException>(ProveAsync)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_came_into_the_record_after_the_moment_that_is_restored_is_taken_when_it_is_sent_again()
    {
        var applied = await _place.SettleAsync(await _place.AppendAsync("before"), MessageState.Applied);
        var late = await _place.AppendAsync("late", "ann");
        var held = await _place.SettleAsync(await _place.AppendAsync("held"), MessageState.Held);
        await WriteAsync("e1");
        await _place.Store.BackupAsync(Set, Stop);
        await Task.Delay(5, Stop);
        var moment = TimeProvider.System.GetUtcNow();
        await Task.Delay(5, Stop);
        await _place.SettleAsync(late, MessageState.Applied);
        await WriteAsync("e2");
        await _place.Store.BackupAsync(Set, Stop);

        await using (var now = await RestoreAsync())
            Assert.Equal(_place.Told(), now.Told());
        await using var restored = await RestoreAsync(moment, 1);
        Assert.Null(restored.Store.Read("Encounter", "e2"));
        Assert.Equal((MessageState.Applied, MessageState.Held), (restored.Log.Find(applied.Id)!.State, restored.Log.Find(held.Id)!.State));
        Assert.Null(restored.Log.Find(late.Id));
        Assert.Empty(restored.Log.List(new MessageQuery(Patient: "A|ann")).Messages);
        Assert.Equal([1L, 1L], restored.Log.Tally().Select(tally => tally.Count));
        Assert.Equal(MessageState.Received, (await restored.AppendAsync("late", "ann")).State);
    }

    [Fact]
    public async Task An_erased_patients_messages_are_gone_from_the_set_with_the_next_backup()
    {
        await FillAsync(0);
        await _place.Store.BackupAsync(Set, Stop);
        await _place.Log.EraseAsync(new HashSet<string> { "A|p1" }, Stop);
        await _place.Store.BackupAsync(Set, Stop);
        Assert.Equal(["messages.cwb"], Set.GetFiles("messages*").Select(file => file.Name));
        await using var restored = await RestoreAsync();
        Assert.Equal(_place.Told(), restored.Told());
        Assert.Empty(restored.Log.List(new MessageQuery(Patient: "A|p1")).Messages);
    }

    [Fact]
    public async Task Backups_before_during_and_after_a_rotation_open()
    {
        var aside = new DirectoryInfo(Path.Combine(_folder.FullName, "aside"));
        await FillAsync(0);
        await _place.Store.BackupAsync(aside, Stop);
        await _place.Store.BackupAsync(Set, Stop);
        await FillAsync(100, 2_000);
        var told = _place.Told();
        await _place.RotateAsync();
        while (_place.Log.KeyRenewal() is not null)
        {
            await _place.Store.BackupAsync(Set, Stop);
            await using var during = await RestoreAsync();
            Assert.Equal(told, during.Told());
        }
        await _place.WhenRenewedAsync();
        await _place.Store.BackupAsync(Set, Stop);
        await using (var after = await RestoreAsync())
            Assert.Equal(told, after.Told());
        await using var old = await RestoreAsync(from: aside);
        Assert.Equal(100, old.Log.Tally().Sum(tally => tally.Count));
        await old.RotateAsync();
        await old.WhenRenewedAsync();
        Assert.Equal(100, old.Log.Tally().Sum(tally => tally.Count));
    }

    private Task FillAsync(int from, int count = 100) => Task.WhenAll(Enumerable.Range(from, count).Select(async i =>
        await _place.SettleAsync(await _place.AppendAsync($"c{i}", $"p{i % 9}"), new[] { MessageState.Received, MessageState.Applied, MessageState.Held, MessageState.Dead }[i % 4])));

    private async Task WriteAsync(string id) =>
        Assert.Equal(CommitStatus.Committed, (await _place.Store.CommitAsync(new CommitRequest([Drafts.Create(Samples.Encounter(id, "p1", Drafts.Start, null), TimeProvider.System.GetUtcNow())], [], []), Stop)).Status);

    private Task<ProvenBackup> ProveAsync() => BackupProof.ProveAsync(Set, Folder(), SqlitePlace.Key, Stop);

    private DirectoryInfo Folder() => new(Path.Combine(_folder.FullName, $"restored-{++_restored}"));

    private async Task<LoggedPlace> RestoreAsync(DateTimeOffset? moment = null, long forgotten = 0, DirectoryInfo? from = null)
    {
        var place = new LoggedPlace();
        Assert.Equal(forgotten, (await SqliteRestore.RestoreAsync(from ?? Set, place.Place.Folder, SqlitePlace.Key, moment, Stop)).ForgottenMessages);
        await place.ReopenAsync();
        return place;
    }
}

using Carewright.Storage.Compliance;
using Carewright.Storage.Sealing;
using Carewright.Storage.Sqlite.Engine;
using Carewright.Storage.Sqlite.Files;

namespace Carewright.Storage.Sqlite.Tests;

public sealed class OpeningTests : IDisposable
{
    private readonly SqlitePlace _place = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _place.Remove();

    [Fact]
    public async Task Another_key_does_not_open_the_store()
    {
        await using (await _place.OpenAsync())
        {
        }
        await Assert.ThrowsAsync<WrongKeyException>(() => SqliteRecordStore.OpenAsync(_place.Folder, new RawKeyProvider(new byte[32]), TimeProvider.System, Stop));
        var error = await Assert.ThrowsAsync<WrongKeyException>(() => SqliteRecordStore.OpenAsync(_place.Folder, new PassphraseKeyProvider("other"), TimeProvider.System, Stop));
        Assert.Contains("raw", error.Message, StringComparison.Ordinal);
        await using var store = await _place.OpenAsync();
    }

    [Fact]
    public async Task A_passphrase_opens_the_store_and_can_be_changed()
    {
        await using (var store = await SqliteRecordStore.OpenAsync(_place.Folder, new PassphraseKeyProvider("first words"), TimeProvider.System, Stop))
        {
            await store.CommitAsync(new CommitRequest([Drafts.Create(Samples.Patient("p1"))], [], []), Stop);
            await store.RewrapAsync(new PassphraseKeyProvider("second words"), Stop);
        }
        await Assert.ThrowsAsync<WrongKeyException>(() => SqliteRecordStore.OpenAsync(_place.Folder, new PassphraseKeyProvider("first words"), TimeProvider.System, Stop));
        await using var again = await SqliteRecordStore.OpenAsync(_place.Folder, new PassphraseKeyProvider("second words"), TimeProvider.System, Stop);
        Assert.NotEmpty(again.Read("Patient", "p1")!.Open().ToArray());
    }

    [Fact]
    public async Task A_store_is_held_by_one_process()
    {
        await using (var store = (SqliteRecordStore)await _place.OpenAsync())
        {
            store.Announce("https://localhost:8443");
            var error = await Assert.ThrowsAsync<StoreInUseException>(() => _place.OpenAsync());
            Assert.Equal(new StoreNote(Environment.ProcessId, "https://localhost:8443"), error.Note);
        }
        Assert.Null(SqliteRecordStore.ReadNote(_place.Folder));
    }

    [Fact]
    public async Task What_is_no_store_is_refused()
    {
        await File.WriteAllTextAsync(Path.Combine(_place.Folder.FullName, "record.db"), string.Concat(Enumerable.Repeat("this is not a database ", 400)), Stop);
        await Assert.ThrowsAsync<StoreFormatException>(() => _place.OpenAsync());
    }

    [Fact]
    public async Task A_missing_or_damaged_or_foreign_index_is_made_again()
    {
        await using (var store = await _place.OpenAsync())
            await store.CommitAsync(new CommitRequest([.. Enumerable.Range(0, 50).Select(i => Drafts.Create(Samples.Patient($"p{i}")))], [new AuditDraft("a", Drafts.Start, "{}"u8.ToArray(), [new("user", "u")])], []), Stop);
        var index = Path.Combine(_place.Folder.FullName, "index.db");
        var foreign = await ForeignIndexAsync();
        foreach (var spoil in new Action[] { () => File.Delete(index), () => File.WriteAllBytes(index, new byte[100_000]), () => File.WriteAllText(index, "rubbish"), () => File.WriteAllBytes(index, foreign) })
        {
            spoil();
            await using var store = await _place.OpenAsync();
            Assert.Equal(50, store.Search(store.Compiler.Compile("Patient", [], [], 1000, null).Plan!, Stop).Rows.Count);
            Assert.NotNull(store.Read("Patient", "p7"));
            Assert.Single(store.AuditRows(new AuditQuery([new("user", "u")], null, null, null, 10), Stop));
            Assert.Equal(50, store.Statistics().CurrentResources);
        }
    }

    [Fact]
    public async Task An_index_is_made_again_over_a_long_stretch_that_was_erased()
    {
        await using (var store = await _place.OpenAsync())
        {
            await store.CommitAsync(new CommitRequest([.. Enumerable.Range(0, 3_000).Select(i => Drafts.Create(Samples.Observation($"o{i}", "p1")))], [], []), Stop);
            await store.CommitAsync(new CommitRequest([Drafts.Create(Samples.Patient("p2"))], [], []), Stop);
            Assert.Equal(3_000, await store.DestroyPatientKeyAsync("p1", Stop));
            Assert.Equal(["p2"], store.Changes(0, 10).Select(version => version.Id));
        }
        File.Delete(Path.Combine(_place.Folder.FullName, "index.db"));
        await using var again = await _place.OpenAsync();
        Assert.NotNull(again.Read("Patient", "p2"));
    }

    [Fact]
    public async Task A_store_of_a_newer_program_is_refused_and_an_older_one_is_copied_before_it_is_changed()
    {
        await using (var store = await _place.OpenAsync())
            await store.CommitAsync(new CommitRequest([Drafts.Create(Samples.Patient("p1"))], [], []), Stop);
        var next = new RecordSchema([new Migration(1, ""), new Migration(2, ""), new Migration(3, ""), new Migration(4, "CREATE TABLE later(x INTEGER) STRICT")]);
        await using (var store = await _place.OpenAsync(new SqliteStoreOptions { Schema = next }))
            Assert.NotNull(store.Read("Patient", "p1"));
        Assert.True(File.Exists(Path.Combine(_place.Folder.FullName, "record.db.before-3")));
        using (var copy = Connection.Open(Path.Combine(_place.Folder.FullName, "record.db.before-3"), readOnly: true))
            Assert.Equal((1, 3), (copy.Scalar("SELECT count(*) FROM version"), copy.Scalar("PRAGMA user_version")));
        await Assert.ThrowsAsync<StoreFormatException>(() => _place.OpenAsync());
    }

    [Fact]
    public async Task A_changed_row_does_not_open()
    {
        await using (var store = await _place.OpenAsync())
            await store.CommitAsync(new CommitRequest([Drafts.Create(Samples.Patient("p1")), Drafts.Create(Samples.Patient("p2"))], [], []), Stop);
        using (var file = Connection.Open(Path.Combine(_place.Folder.FullName, "record.db"), readOnly: false))
            file.Execute("UPDATE version SET body = (SELECT body FROM version WHERE seq = 2) WHERE seq = 1; UPDATE version SET vid = 2 WHERE seq = 2");
        await using var again = await _place.OpenAsync();
        Assert.Throws<SealBrokenException>(() => again.Read("Patient", "p1")!.Open());
        Assert.Throws<SealBrokenException>(() => again.Read("Patient", "p2")!.Open());
    }

    [Fact]
    public async Task A_full_queue_says_busy()
    {
        await using var store = await _place.OpenAsync(new SqliteStoreOptions { QueueCapacity = 1 });
        var results = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => Task.Run(() => store.CommitAsync(new CommitRequest([Drafts.Create(Samples.Patient($"p{i}"))], [], []), Stop).AsTask(), Stop)));
        Assert.All(results, result => Assert.True(result.Status is CommitStatus.Committed or CommitStatus.Busy));
        Assert.Equal(results.Count(result => result.Status == CommitStatus.Committed), store.Statistics().CurrentResources);
    }

    private static async Task<byte[]> ForeignIndexAsync()
    {
        var other = new SqlitePlace();
        await using (var store = await other.OpenAsync())
            await store.CommitAsync(new CommitRequest([Drafts.Create(Samples.Patient("p1"))], [], []), Stop);
        var bytes = await File.ReadAllBytesAsync(Path.Combine(other.Folder.FullName, "index.db"), Stop);
        other.Remove();
        return bytes;
    }
}

using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Carewright.Storage.Compliance;
using Carewright.Storage.Sqlite.Engine;

namespace Carewright.Storage.Sqlite.Tests.Rotation;

/// <summary>A store with patients, shared resources, private and audit rows, whose keys are rotated.</summary>
internal sealed class RotatedClinic : IAsyncDisposable
{
    public const int Patients = 40;

    /// <summary>Old keys go as soon as nobody reads.</summary>
    public static SqliteStoreOptions AtOnce { get; } = new() { KeptAfterRetirement = TimeSpan.Zero, Limits = new(50, 50_000), Reindexing = new(LeastBatch: 4, MostBatch: 32) };

    /// <summary>Old keys stay as long as a test lasts.</summary>
    public static SqliteStoreOptions Lasting { get; } = AtOnce with { KeptAfterRetirement = TimeSpan.FromHours(1) };

    private int _files;

    public SqlitePlace Place { get; } = new();

    public SqliteRecordStore Store { get; private set; } = null!;

    public string Record => Path.Combine(Place.Folder.FullName, "record.db");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static async Task<RotatedClinic> OpenAsync(SqliteStoreOptions? options = null)
    {
        var clinic = new RotatedClinic();
        await clinic.ReopenAsync(options);
        var drafts = Enumerable.Range(0, Patients).SelectMany(i => new[] { Drafts.Create(Samples.Patient($"p{i}", $"Family{i % 7}")), Drafts.Create(Samples.Observation($"o{i}", $"p{i}")) });
        await clinic.CommitAsync([.. drafts, Drafts.Create(Shared)]);
        await clinic.CommitAsync([Drafts.Update(clinic.Store.Read("Observation", "o1")!, Samples.Observation("o1", "p1", "718-7")), Drafts.Delete(clinic.Store.Read("Observation", "o2")!)]);
        for (var i = 0; i < 300; i++)
            await clinic.Store.Private.PutAsync("account", $"a{i}", Encoding.UTF8.GetBytes($"secret {i}"), Stop);
        return clinic;
    }

    public async Task ReopenAsync(SqliteStoreOptions? options = null)
    {
        if (Store is not null)
            await Store.DisposeAsync();
        Store = (SqliteRecordStore)await Place.OpenAsync(options ?? AtOnce);
    }

    public async Task CommitAsync(IReadOnlyList<VersionDraft> drafts)
    {
        var audit = new AuditDraft("a", Drafts.Start, Encoding.UTF8.GetBytes($"{{\"number\":{drafts.Count.ToString(CultureInfo.InvariantCulture)}}}"), [new AuditKey("user", "ada")]);
        Assert.Equal(CommitStatus.Committed, (await Store.CommitAsync(new CommitRequest(drafts, [audit], []), Stop)).Status);
    }

    public async Task RotateTenantAsync() => await Store.RotateTenantKeyAsync(await StoreKeys.SucceedAsync(Place.Folder, SqlitePlace.Key, null, Stop), Stop);

    /// <summary>The tenant key, as whoever has the passphrase has it.</summary>
    public Task<byte[]> TenantKeyAsync() => StoreKeys.UnwrapAsync(Place.Folder, SqlitePlace.Key, Stop);

    /// <summary>A copy of the record as it is now, as a thief may have it.</summary>
    public string Copy()
    {
        var copy = Path.Combine(Place.Folder.FullName, $"copy-{++_files}");
        using var source = Connection.Open(Record, readOnly: true);
        source.Execute($"VACUUM INTO '{copy}'");
        return copy;
    }

    /// <summary>Everything that was written is there and opens, by a store of this folder or of a restored one.</summary>
    public static void AssertWhole(SqliteRecordStore store)
    {
        for (var i = 0; i < Patients; i++)
        {
            Assert.Contains($"Family{i % 7}", Encoding.UTF8.GetString(store.Read("Patient", $"p{i}")!.Open().Span), StringComparison.Ordinal);
            Assert.Equal([$"Patient/p{i}"], store.Read("Observation", $"o{i}")!.Patients);
        }
        Assert.Contains("718-7", Encoding.UTF8.GetString(store.ReadVersion("Observation", "o1", 2)!.Open().Span), StringComparison.Ordinal);
        Assert.True(store.Read("Observation", "o2")!.IsDeleted);
        Assert.NotEmpty(store.Read("Observation", "both")!.Open().ToArray());
        Assert.Equal(Enumerable.Range(0, 300).Select(i => $"secret {i}").Order(StringComparer.Ordinal), store.Private.List("account").Select(row => Encoding.UTF8.GetString(row.Value)).Order(StringComparer.Ordinal));
        Assert.Equal("secret 7", Encoding.UTF8.GetString(store.Private.Get("account", "a7")!));
        Assert.All(store.AuditChain(0), row => Assert.StartsWith("{", Encoding.UTF8.GetString(row.Content.Span), StringComparison.Ordinal));
        Assert.NotEmpty(store.AuditRows(new AuditQuery([new("user", "ada")], null, null, null, 10), Stop));
        Assert.Equal(Patients, store.Search(store.Compiler.Compile("Patient", [], [], 1000, null).Plan!, Stop).Rows.Count);
    }

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        Place.Remove();
    }

    private static JsonObject Shared
    {
        get
        {
            var shared = Samples.Observation("both", "p1");
            shared["performer"] = new JsonArray(new JsonObject { ["reference"] = "Patient/p2" });
            return shared;
        }
    }
}

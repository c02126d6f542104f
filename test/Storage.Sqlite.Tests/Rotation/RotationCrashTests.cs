using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Carewright.Storage.Compliance;
using Carewright.Storage.Sealing;
using Carewright.Storage.Sqlite.Engine;
using Carewright.Storage.Sqlite.Rotation;

namespace Carewright.Storage.Sqlite.Tests.Rotation;

/// <summary>
/// A child process rotates the tenant key and the patients' keys while it writes, and is killed without warning, again and again. Whatever it acknowledged opens at once; the rotation goes on where it was, and at its end
/// nothing of the older generations is left.
/// </summary>
public sealed class RotationCrashTests : IDisposable
{
    internal const string ChildVariable = "CAREWRIGHT_ROTATION_CHILD";
    private const int Patients = 400;

    private static readonly SqliteStoreOptions s_options = new()
    {
        Limits = new(2_000, 50_000),
        Reindexing = new(LeastBatch: 4, MostBatch: 16, Rest: 0),
        // Long enough for a row to be opened that was just read.
        KeptAfterRetirement = TimeSpan.FromMilliseconds(500),
    };

    private readonly SqlitePlace _place = new();
    private readonly Dictionary<string, long> _acknowledged = [];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _place.Remove();

    [Fact]
    public async Task A_killed_process_leaves_keys_that_open_everything()
    {
        var rounds = int.Parse(Environment.GetEnvironmentVariable("CAREWRIGHT_CRASH_ROUNDS") ?? "8", CultureInfo.InvariantCulture);
        var random = new Random(31);
        await using (var store = await _place.OpenAsync(s_options))
            foreach (var batch in Enumerable.Range(0, Patients).Chunk(100))
                await store.CommitAsync(new CommitRequest([.. batch.Select(i => Drafts.Create(Samples.Patient($"p{i}")))], [], []) { Private = [.. batch.Select(i => new PrivateDraft("account", $"a{i}", [1]))] }, Stop);
        var (interrupted, generations) = (0, new HashSet<int>());
        for (var round = 0; round < rounds; round++)
        {
            await KilledChild.RunAsync(ChildVariable, _place.Folder, random.Next(30, 200), random.Next(0, 60), Note);
            using (var file = Connection.Open(Path.Combine(_place.Folder.FullName, "record.db"), readOnly: true))
                interrupted += file.Scalar("SELECT count(*) FROM data_key WHERE length(wrapped) = 72") + file.Scalar("SELECT count(*) FROM layer_key WHERE purpose = 'tenant' AND length(wrapped) > 0") > 0 ? 1 : 0;
            await CheckAsync(generations, isLast: round == rounds - 1);
        }
        Assert.True(interrupted > 0, "No rotation was interrupted.");
        Assert.True(generations.Count > 1, "The tenant key was not rotated.");
    }

    /// <summary>The child's life: it tells each version that is acknowledged.</summary>
    internal static async Task RunForeverAsync(string folder)
    {
        var store = await SqliteRecordStore.OpenAsync(new DirectoryInfo(folder), SqlitePlace.Key, TimeProvider.System, CancellationToken.None, s_options);
        var lines = new BlockingCollection<string>();
        _ = Task.Run(() => RotateForeverAsync(store, folder));
        foreach (var worker in Enumerable.Range(0, 4))
            _ = Task.Run(() => WriteForeverAsync(store, worker, lines));
        foreach (var line in lines.GetConsumingEnumerable())
        {
            Console.Out.WriteLine(line);
            await Console.Out.FlushAsync();
        }
    }

    private static async Task RotateForeverAsync(SqliteRecordStore store, string folder)
    {
        var random = new Random();
        while (true)
        {
            try
            {
                await store.RotateDataKeysAsync(random.Next(2) == 0 ? null : $"p{random.Next(Patients)}", CancellationToken.None);
                await store.RotateTenantKeyAsync(await StoreKeys.SucceedAsync(new DirectoryInfo(folder), SqlitePlace.Key, null, CancellationToken.None), CancellationToken.None);
            }
            catch (KeyRotationException)
            {
                // One is at work still.
            }
            await Task.Delay(random.Next(300));
        }
    }

    /// <summary>Each worker has its own patients, so that what it reads is what it wrote.</summary>
    private static async Task WriteForeverAsync(SqliteRecordStore store, int worker, BlockingCollection<string> lines)
    {
        try
        {
            for (var i = 0; ; i++)
            {
                var id = $"p{((i * 4) + worker) % Patients}";
                var current = store.Read("Patient", id)!;
                _ = current.Open();
                var request = new CommitRequest([Drafts.Update(current, Samples.Patient(id))], [new AuditDraft(id, Drafts.Start, Encoding.UTF8.GetBytes("{}"), [])], [])
                {
                    Private = [new PrivateDraft("account", "a" + id[1..], BitConverter.GetBytes(current.VersionId + 1))],
                };
                if ((await store.CommitAsync(request, CancellationToken.None)).Status == CommitStatus.Committed)
                    lines.Add($"ok {id} {current.VersionId + 1}");
            }
        }
        catch (Exception error)
        {
            lines.Add("failed " + error.Message);
        }
    }

    private void Note(string line)
    {
        Assert.False(line.StartsWith("failed", StringComparison.Ordinal), line);
        // The last line may be cut in the middle.
        if (line.Split(' ') is ["ok", var id, var version] && int.TryParse(version, CultureInfo.InvariantCulture, out var number))
            _acknowledged[id] = Math.Max(number, _acknowledged.GetValueOrDefault(id));
    }

    private async Task CheckAsync(HashSet<int> generations, bool isLast)
    {
        await using (var store = (SqliteRecordStore)await _place.OpenAsync(s_options))
        {
            AssertOpens(store);
            if (!isLast)
                return;
            await store.WhenKeysAreRotatedAsync(Stop);
            AssertOpens(store);
        }
        using var file = Connection.Open(Path.Combine(_place.Folder.FullName, "record.db"), readOnly: true);
        Assert.Equal(0, file.Scalar("SELECT count(*) FROM data_key WHERE length(wrapped) = 72 OR owner IS NULL"));
        Assert.Equal(0, file.Scalar("SELECT count(*) FROM version WHERE key NOT IN (SELECT id FROM data_key)"));
        Assert.Equal(0, file.Scalar("SELECT count(*) FROM layer_key WHERE purpose = 'tenant' AND length(wrapped) > 0"));
        Assert.Equal(1, file.Scalar("SELECT count(*) FROM layer_key WHERE purpose = 'private'"));
        var generation = (int)file.Scalar("SELECT max(generation) FROM layer_key WHERE purpose = 'tenant'");
        generations.UnionWith(Enumerable.Range(1, generation));
    }

    private void AssertOpens(SqliteRecordStore store)
    {
        for (var i = 0; i < Patients; i++)
        {
            var current = store.Read("Patient", $"p{i}")!;
            Assert.NotEmpty(current.Open().ToArray());
            Assert.True(current.VersionId >= _acknowledged.GetValueOrDefault($"p{i}"), $"p{i} lost a version");
            var account = store.Private.Get("account", $"a{i}")!;
            Assert.Equal(current.VersionId, account.Length == 1 ? account[0] : BitConverter.ToInt64(account));
        }
        foreach (var version in store.Changes(0, int.MaxValue))
            _ = version.Open();
        var previous = new byte[AuditSeal.HashSize];
        foreach (var row in store.AuditChain(0))
        {
            Assert.Equal("{}", Encoding.UTF8.GetString(row.Content.Span));
            previous = AuditSeal.Chain(previous, row.Sequence, row.Sealed.Span);
            Assert.Equal(previous, row.Hash.ToArray());
        }
    }
}

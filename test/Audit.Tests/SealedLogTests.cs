using System.Security.Cryptography;
using Carewright.Storage.Sealing;
using Carewright.Storage.Sqlite;

namespace Carewright.Audit.Tests;

/// <summary>The log in the real store, attacked through its file.</summary>
public sealed class SealedLogTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("carewright-audit-");
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_record_changed_in_the_file_is_the_first_broken_one_and_the_rest_can_still_be_queried()
    {
        byte[] victim;
        long sequence;
        await using (var store = await OpenAsync())
        {
            var trail = new AuditTrail(store);
            for (var i = 0; i < 20; i++)
                Assert.True(await trail.RecordAsync(Records.Read(i, i % 2 == 0 ? "a" : "b"), Stop));
            var checkpoints = await AuditCheckpoints.OpenAsync(store, TimeProvider.System, Stop);
            Assert.NotNull(await checkpoints.SignAsync(true, Stop));
            Assert.Equal((true, 20L), (checkpoints.Verify(Stop).IsVerified, checkpoints.Verify(Stop).Records));
            Assert.Equal(10, trail.Query(new AuditFilter(User: "a"), null, 50, Stop).Entries.Count);
            var row = store.AuditChain(0).ElementAt(11);
            (victim, sequence) = (row.Sealed.ToArray(), row.Sequence);
        }
        FlipOneBit(victim);
        await using (var store = await OpenAsync())
        {
            var result = (await AuditCheckpoints.OpenAsync(store, TimeProvider.System, Stop)).Verify(Stop);
            Assert.Equal(sequence, result.FirstBroken);
            Assert.Equal(10, new AuditTrail(store).Query(new AuditFilter(User: "a"), null, 50, Stop).Entries.Count);
        }
    }

    private Task<SqliteRecordStore> OpenAsync() => SqliteRecordStore.OpenAsync(_folder, new RawKeyProvider(_key), TimeProvider.System, Stop);

    // Record 12 has user b: queries for user a never open it.
    private void FlipOneBit(byte[] victim)
    {
        var path = Path.Combine(_folder.FullName, "record.db");
        var bytes = File.ReadAllBytes(path);
        var at = bytes.AsSpan().IndexOf(victim);
        Assert.True(at > 0, "the record is not in the file as it was sealed");
        bytes[at + (victim.Length / 2)] ^= 1;
        File.WriteAllBytes(path, bytes);
    }
}

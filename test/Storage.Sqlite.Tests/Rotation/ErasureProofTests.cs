using System.Buffers.Binary;
using System.Text.Json.Nodes;
using Carewright.Storage.Backups;
using Carewright.Storage.Compliance;
using Carewright.Storage.Indexing;
using Carewright.Storage.Sealing;
using Carewright.Storage.Sqlite.Backups;

namespace Carewright.Storage.Sqlite.Tests.Rotation;

/// <summary>
/// The proof of cryptographic erasure. What is sealed of a patient is noted before; afterwards no file holds those bytes, the wrapped key, or a hash of the patient, and every key that exists anywhere (the tenant's, all
/// data keys of the store and of the backup set) is tried in vain on what was noted and on what older segments of the set still hold.
/// </summary>
public sealed class ErasureProofTests
{
    private const string Family = "Zyxwhistle";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Nothing_of_an_erased_patient_opens_by_any_key_there_is(bool whileKeysAreRotated)
    {
        await using var clinic = await RotatedClinic.OpenAsync(RotatedClinic.Lasting);
        await WriteAsync(clinic);
        var set = new DirectoryInfo(Path.Combine(clinic.Place.Folder.FullName, "set"));
        await clinic.Store.BackupAsync(set, Stop);
        List<byte[]> tenantKeys = [await clinic.TenantKeyAsync()];
        var noted = Of(clinic);
        Assert.Equal(5, noted.Count);
        if (whileKeysAreRotated)
        {
            await clinic.RotateTenantAsync();
            await clinic.Store.RotateDataKeysAsync(null, Stop);
            tenantKeys.Add(await clinic.TenantKeyAsync());
            noted.AddRange(Of(clinic));
        }
        // What the proof looks for is there while it is there.
        var before = await KeysAsync(clinic, set, tenantKeys);
        Assert.All(noted, row => Assert.True(row.OpensBy(clinic.Store.Tenant, before)));
        List<byte[]> hashes = [.. Hashes(clinic.Store.BlindIndex)];
        Assert.All(hashes.Chunk(2), both => Assert.Contains(Files(clinic), file => both.Any(hash => Holds(file, hash))));
        Assert.Contains(Files(clinic), file => Holds(file, Part(noted[^1])));

        Assert.Equal(5, await clinic.Store.DestroyPatientKeyAsync("gone", Stop));
        await clinic.Store.BackupAsync(set, Stop);

        await SegmentsKeepNothingAsync(clinic, set, noted, await KeysAsync(clinic, set, tenantKeys));
        for (var round = 0; round < 2; round++)
        {
            foreach (var file in Files(clinic))
                Assert.All([.. noted.Select(Part), .. hashes], bytes => Assert.False(Holds(file, bytes), $"{file} holds something of the patient"));
            var keys = await KeysAsync(clinic, set, tenantKeys);
            Assert.True(keys.Count >= RotatedClinic.Patients + 1);
            Assert.All(noted, row => Assert.False(row.OpensBy(clinic.Store.Tenant, keys)));
            RotatedClinic.AssertWhole(clinic.Store);
            await clinic.ReopenAsync();
            await clinic.Store.WhenKeysAreRotatedAsync(Stop);
        }
    }

    private static async Task WriteAsync(RotatedClinic clinic)
    {
        await clinic.CommitAsync([Drafts.Create(Samples.Patient("gone", Family)), Drafts.Create(Noted("note", 1))]);
        await clinic.CommitAsync([Drafts.Update(clinic.Store.Read("Observation", "note")!, Noted("note", 2))]);
        await clinic.CommitAsync([Drafts.Create(Noted("dropped", 3))]);
        await clinic.CommitAsync([Drafts.Delete(clinic.Store.Read("Observation", "dropped")!)]);
        await SqlitePlace.SettleAsync(clinic.Store);
    }

    private static JsonObject Noted(string id, int number)
    {
        var observation = Samples.Observation(id, "gone");
        observation["note"] = new JsonArray(new JsonObject { ["text"] = $"what nobody else may read, {number}" });
        return observation;
    }

    private static List<SealedRow> Of(RotatedClinic clinic)
    {
        var identities = Identities(clinic.Store.BlindIndex).ToHashSet();
        return Thief.Rows(clinic.Record).FindAll(row => identities.Contains(row.Binding.Identity));
    }

    private static long[] Identities(BlindIndex blind) => [blind.Identity("Patient", "gone"), blind.Identity("Observation", "note"), blind.Identity("Observation", "dropped")];

    /// <summary>The hashes that lead to the patient, as they lie in a row of SQLite's and as they lie in packed entries.</summary>
    private static IEnumerable<byte[]> Hashes(BlindIndex blind)
    {
        foreach (var hash in new[] { blind.Identity("Patient", "gone"), blind.Identity("Observation", "note"), blind.Hash(HashKind.Exact, Family) })
        {
            var (big, little) = (new byte[8], new byte[8]);
            BinaryPrimitives.WriteInt64BigEndian(big, hash);
            BinaryPrimitives.WriteInt64LittleEndian(little, hash);
            yield return big;
            yield return little;
        }
    }

    /// <summary>Every data key that one of the tenant keys opens, in the store as it is and in the set's file of keys.</summary>
    private static async Task<List<byte[]>> KeysAsync(RotatedClinic clinic, DirectoryInfo set, List<byte[]> tenantKeys)
    {
        var file = Path.Combine(clinic.Place.Folder.FullName, "keys.opened");
        await SetOf(clinic, set).TakeKeysAsync(BackupManifest.Read(set)!, file, Stop);
        var keys = tenantKeys.SelectMany(key => Thief.DataKeys(clinic.Record, clinic.Store.Tenant, key).Concat(Thief.DataKeys(file, clinic.Store.Tenant, key)).Append(key)).DistinctBy(Convert.ToHexString).ToList();
        File.Delete(file);
        return keys;
    }

    private static async Task SegmentsKeepNothingAsync(RotatedClinic clinic, DirectoryInfo set, List<SealedRow> noted, List<byte[]> keys)
    {
        var identities = noted.Select(row => row.Binding.Identity).ToHashSet();
        var (kept, others) = (0, 0);
        foreach (var segment in BackupManifest.Read(set)!.Segments)
        {
            var file = Path.Combine(clinic.Place.Folder.FullName, "segment.opened");
            await SetOf(clinic, set).TakeAsync(segment, file, Stop);
            foreach (var row in Thief.Rows(file))
            {
                var isPatients = identities.Contains(row.Binding.Identity);
                Assert.Equal(!isPatients, row.OpensBy(clinic.Store.Tenant, keys));
                (kept, others) = (kept + (isPatients ? 1 : 0), others + (isPatients ? 0 : 1));
            }
            File.Delete(file);
        }
        // The older segment still has the bodies, which is why their key must be gone.
        Assert.Equal(5, kept);
        Assert.True(others > RotatedClinic.Patients);
    }

    private static BackupSet SetOf(RotatedClinic clinic, DirectoryInfo set)
    {
        using var record = Engine.Connection.Open(clinic.Record, readOnly: true);
        var manifest = BackupManifest.Read(set)!;
        using var ring = new KeyRing(clinic.Store.Tenant, clinic.TenantKeyAsync().GetAwaiter().GetResult(), new NoKeys(), 1, layers: Sqlite.Files.KeyTable.Layers(record));
        return BackupSet.Open(set, manifest, ring.BackupWrappings);
    }

    private static List<string> Files(RotatedClinic clinic) => [.. clinic.Place.Folder.EnumerateFiles("*", SearchOption.AllDirectories).Select(file => file.FullName).Where(file => Path.GetFileName(file) is not ("lock" or "address"))];

    /// <summary>Without the nonce, which a body keeps when its key changes: the tag and the beginning of the ciphertext.</summary>
    private static byte[] Part(SealedRow row) => row.Body[Seal.NonceSize..(Seal.Overhead + 16)];

    private static bool Holds(string file, byte[] part)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes.AsSpan().IndexOf(part) >= 0;
    }
}

using System.Text;
using System.Text.Json.Nodes;
using Carewright.Storage.Compliance;

namespace Carewright.Storage.Sqlite.Tests;

/// <summary>Whoever steals the files, the write-ahead log or a backup reads nothing of a patient in them.</summary>
public sealed class LeakTests : IDisposable
{
    private static readonly string[] s_secrets = ["Zyxwhistle", "Quorvandel", "Marblethorpe", "1971-08-23", "19710823", "MRN-55120987", "pt-secret-4711", "Tremulous handwriting noted", "tremulous", "5550142377"];
    private readonly SqlitePlace _place = new();

    public void Dispose() => _place.Remove();

    [Fact]
    public async Task No_file_holds_a_name_identifier_birth_date_or_note_in_any_encoding()
    {
        var stop = TestContext.Current.CancellationToken;
        await using var store = await _place.OpenAsync(new SqliteStoreOptions { Limits = new(1, 100_000) });
        await WriteAsync(store, stop);
        await store.BackupAsync(new DirectoryInfo(Path.Combine(_place.Folder.FullName, "copy")), stop);
        var files = Directory.GetFiles(_place.Folder.FullName, "*", SearchOption.AllDirectories).Where(file => Path.GetFileName(file) is not ("lock" or "address")).ToList();
        Assert.Contains(files, file => file.EndsWith("record.db-wal", StringComparison.Ordinal) && new FileInfo(file).Length > 0);
        foreach (var file in files)
            Scan(file);
        await store.DisposeAsync();
        foreach (var file in Directory.GetFiles(_place.Folder.FullName, "*", SearchOption.AllDirectories))
            Scan(file);
    }

    [Fact]
    public void The_scan_finds_what_it_looks_for()
    {
        foreach (var encoded in Encodings("Zyxwhistle"))
            Assert.True(Contains([0, 1, 2, .. encoded, 3], encoded));
        Assert.Contains(Encodings("Zyxwhistle"), encoded => Contains(Encoding.ASCII.GetBytes("x" + Convert.ToBase64String("..Zyxwhistle.."u8)), encoded));
    }

    private static async Task WriteAsync(IRecordStore store, CancellationToken stop)
    {
        var patient = Samples.Patient("pt-secret-4711", "Zyxwhistle", "Quorvandel", "1971-08-23", "MRN-55120987");
        patient["telecom"] = new JsonArray(new JsonObject { ["system"] = "phone", ["value"] = "5550142377" });
        patient["address"] = new JsonArray(new JsonObject { ["city"] = "Marblethorpe" });
        var note = Samples.Observation("pt-secret-4711", "pt-secret-4711");
        note["note"] = new JsonArray(new JsonObject { ["text"] = "Tremulous handwriting noted" });
        var audit = new AuditDraft("a1", Drafts.Start, Encoding.UTF8.GetBytes("{\"patient\":\"Patient/pt-secret-4711\",\"display\":\"Zyxwhistle\"}"), [new("patient", "Patient/pt-secret-4711"), new("user", "Quorvandel")]);
        await store.CommitAsync(new CommitRequest([Drafts.Create(patient), Drafts.Create(note)], [audit], []), stop);
        await store.CommitAsync(new CommitRequest([Drafts.Update(store.Read("Patient", "pt-secret-4711")!, patient)], [audit], []), stop);
        await store.CommitAsync(new CommitRequest([Drafts.Delete(store.Read("Observation", "pt-secret-4711")!)], [], []), stop);
        await store.Private.PutAsync("Quorvandel", "Zyxwhistle", Encoding.UTF8.GetBytes("Marblethorpe 1971-08-23"), stop);
    }

    private static void Scan(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        foreach (var secret in s_secrets)
            foreach (var encoded in Encodings(secret))
                Assert.False(Contains(bytes, encoded), $"{Path.GetFileName(file)} holds '{secret}'.");
    }

    private static bool Contains(ReadOnlySpan<byte> bytes, byte[] part) => bytes.IndexOf(part) >= 0;

    private static IEnumerable<byte[]> Encodings(string secret)
    {
        foreach (var text in new[] { secret, secret.ToUpperInvariant(), secret.ToLowerInvariant(), new string([.. secret.Reverse()]) }.Distinct())
        {
            yield return Encoding.UTF8.GetBytes(text);
            yield return Encoding.Unicode.GetBytes(text);
            yield return Encoding.BigEndianUnicode.GetBytes(text);
            yield return Encoding.UTF8.GetBytes(Convert.ToHexString(Encoding.UTF8.GetBytes(text)));
            yield return Encoding.UTF8.GetBytes(Convert.ToHexStringLower(Encoding.UTF8.GetBytes(text)));
            for (var shift = 0; shift < 3; shift++)
                yield return Base64Core(text, shift);
        }
    }

    /// <summary>The characters that are the same whatever stands before and after the text, for one of the three alignments.</summary>
    private static byte[] Base64Core(string text, int shift)
    {
        var padded = new byte[shift].Concat(Encoding.UTF8.GetBytes(text)).ToArray();
        var encoded = Convert.ToBase64String(padded);
        var first = shift == 0 ? 0 : shift + 1;
        var last = padded.Length * 8 / 6;
        return Encoding.UTF8.GetBytes(encoded[first..last]);
    }
}

using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Carewright.Scenarios.Tests.Auditing;
using Carewright.Scenarios.Tests.Running;

namespace Carewright.Scenarios.Tests.Exporting;

/// <summary>The record as an archive that anybody can read.</summary>
public sealed class EhiExportTests(SeededClinic clinic)
{
    private const string Text = "Slept badly; worries about the harvest.";

    [Fact]
    public async Task Everyone_is_everything_restricted_notes_included_with_every_attachment_decoded()
    {
        var (user, officer) = await clinic.OwnUserAsync("compliance-officer");
        var archive = await TakeAsync(officer, null);
        var references = archive.Records.Select(Reply.Reference).ToHashSet(StringComparer.Ordinal);
        Assert.Empty(clinic.Generated.Select(Reply.Reference).Except(references));
        Assert.Contains(clinic.Generated, SeededClinic.IsRestricted);
        Assert.Equal("whole-record", (string?)archive.Manifest["scope"]);
        Assert.Empty(archive.Manifest["problems"]!.AsArray());
        Assert.NotEmpty(archive.Audit);
        foreach (var note in clinic.Generated.Where(resource => (string?)resource["resourceType"] == "DocumentReference").Take(20))
        {
            var data = (string)note["content"]![0]!["attachment"]!["data"]!;
            Assert.Contains(archive.Files, file => file.Key.StartsWith($"attachments/DocumentReference/{(string?)note["id"]}-1.", StringComparison.Ordinal) && file.Value.AsSpan().SequenceEqual(Convert.FromBase64String(data)));
        }
        var events = await new AuditLog(clinic.As("compliance-officer")).EventsAsync($"user={user}&patient={clinic.OwnPatient}");
        Assert.Contains(events, one => AuditLog.Text(one, "interaction") == "export-file");
    }

    [Fact]
    public async Task One_patient_is_that_patient_and_nobody_else()
    {
        var (_, officer) = await clinic.OwnUserAsync("compliance-officer");
        var archive = await TakeAsync(officer, clinic.OwnPatient);
        Assert.Equal([clinic.OwnPatient], archive.Records.Where(row => (string?)row["resourceType"] == "Patient").Select(row => (string)row["id"]!));
        Assert.All(archive.Records.Where(row => row["subject"] is JsonObject subject && subject["reference"] is not null), row => Assert.Equal($"Patient/{clinic.OwnPatient}", (string?)row["subject"]!["reference"]));
        Assert.Equal($"Patient/{clinic.OwnPatient}", (string?)archive.Manifest["patient"]);
        Assert.NotEmpty(archive.Audit);
        Assert.All(archive.Audit, one => Assert.Contains($"Patient/{clinic.OwnPatient}", one.ToJsonString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_patient_takes_the_own_record_as_it_is_shown()
    {
        var (_, door) = await clinic.OwnUserAsync("patient", null, $"Patient/{clinic.OwnPatient}");
        var archive = await TakeAsync(door, null);
        Assert.Equal("granted", (string?)archive.Manifest["scope"]);
        Assert.Equal([clinic.OwnPatient], archive.Records.Where(row => (string?)row["resourceType"] == "Patient").Select(row => (string)row["id"]!));
        Assert.DoesNotContain(archive.Records, SeededClinic.IsRestricted);
        Assert.Empty(archive.Audit);
        (await PostAsync(door, clinic.OtherPatient)).ExpectOutcome(404);
    }

    [Theory]
    [InlineData("physician")]
    [InlineData("front-desk")]
    [InlineData("administrator")]
    public async Task Others_take_nothing_out(string role)
    {
        (await PostAsync(clinic.As(role), clinic.OwnPatient)).ExpectOutcome(403);
        (await PostAsync(clinic.As(role), null)).ExpectOutcome(403);
    }

    [Fact]
    public async Task What_is_asked_wrongly_is_refused()
    {
        (await PostAsync(clinic.As("compliance-officer"), "none")).ExpectOutcome(404);
        (await clinic.As("compliance-officer").PostAsync("bulk/ehi", new JsonObject { ["patients"] = "x" })).ExpectOutcome(400);
        (await clinic.Running.Nobody().PostAsync("bulk/ehi", new JsonObject())).ExpectOutcome(401);
    }

    [Fact]
    public async Task The_command_writes_it_with_and_without_a_server()
    {
        using var folder = new TemporaryFolder();
        var data = folder.Folder("store");
        await using (var running = await RunningClinic.OpenAsync(data))
        {
            var door = await running.AddUserAsync("interface", "system-interface");
            foreach (var id in new[] { "a", "b" })
            {
                (await door.PutAsync(Chart.Patient(id))).Expect(201);
                (await door.PutAsync(Chart.Note("note-" + id, id, Text))).Expect(201);
            }
            // An id that no address can hold, but an import can, and a folder would.
            await running.FillAsync([Chart.Resource("""{"resourceType":"Binary","id":"..","contentType":"text/plain","data":"aGVsbG8="}""")]);
            var run = (await CommandRun.RunAsync("export", "ehi", "--data", data.FullName, "--to", folder.File("running.zip"))).Expect(0);
            Assert.Contains("NOT encrypted", run.Output, StringComparison.Ordinal);
        }
        (await CommandRun.RunAsync("export", "ehi", "--data", data.FullName, "--to", folder.File("one"), "--patient", "a")).Expect(0);
        (await CommandRun.RunAsync("export", "ehi", "--data", data.FullName, "--to", folder.File("one"), "--patient", "a")).Expect(1);
        (await CommandRun.RunAsync("export", "ehi", "--data", data.FullName, "--to", folder.File("none"), "--patient", "nobody")).Expect(1);
        var all = Archive.Of(await File.ReadAllBytesAsync(folder.File("running.zip"), TestContext.Current.CancellationToken));
        // The topics of subscriptions that every clinic begins with are Basic resources.
        Assert.Equal(5, all.Records.Count(row => (string?)row["resourceType"] != "Basic"));
        Assert.Equal(Text, Encoding.UTF8.GetString(all.Files["attachments/DocumentReference/note-a-1.txt"]));
        Assert.Equal("hello", Encoding.UTF8.GetString(all.Files["attachments/Binary/..-1.txt"]));
        Assert.Contains("SHA-256", Encoding.UTF8.GetString(all.Files["FORMAT.md"]), StringComparison.Ordinal);
        var one = Archive.Of(Directory.EnumerateFiles(folder.File("one"), "*", SearchOption.AllDirectories).ToDictionary(file => Path.GetRelativePath(folder.File("one"), file).Replace('\\', '/'), File.ReadAllBytes));
        Assert.Equal(["DocumentReference/note-a", "Patient/a"], one.Records.Select(Reply.Reference).Order(StringComparer.Ordinal));
        Assert.NotEmpty(one.Audit);
        // Out of one clinic, into another.
        (await CommandRun.RunAsync("init", "--data", folder.File("second"), "--tenant", "Second clinic", "--admin", "admin")).Expect(0);
        (await CommandRun.RunAsync("import", "fhir", Path.Combine(folder.File("one"), "records"), "--data", folder.File("second"))).Expect(0);
    }

    private static Task<Reply> PostAsync(Door door, string? patient) =>
        door.PostAsync("bulk/ehi", patient is null ? new JsonObject() : new JsonObject { ["patient"] = patient });

    private static async Task<Archive> TakeAsync(Door door, string? patient)
    {
        var job = (await PostAsync(door, patient)).Expect(202).Header("Content-Location")!;
        var manifest = (await new BulkClient(door).WaitAsync(job)).Expect(200).Json;
        var file = (await door.GetAsync((string)manifest["output"]![0]!["url"]!)).Expect(200);
        Assert.Equal("application/zip", file.Type);
        (await door.SendAsync(HttpMethod.Delete, job, null)).Expect(202);
        return Archive.Of(file.Body);
    }

    private sealed class Archive(Dictionary<string, byte[]> files)
    {
        public Dictionary<string, byte[]> Files { get; } = files;

        public JsonObject Manifest { get; } = JsonNode.Parse(files["manifest.json"])!.AsObject();

        public IReadOnlyList<JsonObject> Records { get; } = Lines(files, "records/");

        public IReadOnlyList<JsonObject> Audit { get; } = Lines(files, "audit/");

        public static Archive Of(byte[] bytes)
        {
            using var zip = new ZipArchive(new MemoryStream(bytes));
            return Of(zip.Entries.ToDictionary(entry => entry.FullName, entry =>
            {
                using var copy = new MemoryStream();
                using var content = entry.Open();
                content.CopyTo(copy);
                return copy.ToArray();
            }));
        }

        /// <summary>Holds every file against the manifest, both ways.</summary>
        public static Archive Of(Dictionary<string, byte[]> files)
        {
            var archive = new Archive(files);
            var listed = archive.Manifest["files"]!.AsArray().ToDictionary(file => (string)file!["path"]!, file => file!);
            Assert.Equal(listed.Keys.Append("manifest.json").Order(StringComparer.Ordinal), files.Keys.Order(StringComparer.Ordinal));
            foreach (var (path, file) in listed)
            {
                Assert.Equal(files[path].Length, (int)file["bytes"]!);
                Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(files[path])), (string?)file["sha256"]);
            }
            var written = archive.Records.Concat(archive.Audit).CountBy(row => (string)row["resourceType"]!).ToDictionary();
            foreach (var (type, count) in archive.Manifest["counts"]!.AsObject())
                Assert.Equal((int)count!, written.GetValueOrDefault(type));
            return archive;
        }

        private static List<JsonObject> Lines(Dictionary<string, byte[]> files, string folder) =>
            [.. files.Where(file => file.Key.StartsWith(folder, StringComparison.Ordinal)).SelectMany(file => Encoding.UTF8.GetString(file.Value).Split('\n', StringSplitOptions.RemoveEmptyEntries)).Select(line => JsonNode.Parse(line)!.AsObject())];
    }
}

using System.Text;
using System.Text.Json.Nodes;
using Carewright.Fhir.Json;
using Carewright.Fhir.Validation;
using Carewright.Host.Consoles;
using Carewright.Scenarios.Tests.Running;
using Carewright.Storage;
using Carewright.Storage.Sealing;

namespace Carewright.Scenarios.Tests.Auditing;

public sealed class AuditExportTests(SeededClinic clinic)
{
    [Fact]
    public async Task The_export_has_every_record_of_the_filter_as_csv_and_as_valid_audit_events()
    {
        var (user, door) = await clinic.OwnUserAsync("physician");
        (await door.GetAsync("fhir/Patient?_count=3")).Expect(200);
        (await door.GetAsync($"fhir/Patient/{clinic.OwnPatient}")).Expect(200);
        (await door.GetAsync("fhir/Patient/none")).Expect(404);
        (await door.CreateAsync(Chart.Observation("x", clinic.OwnPatient))).Expect(201);
        (await door.GetAsync("fhir/Account/none")).Expect(403);
        var officer = clinic.As("compliance-officer");
        var csv = (await officer.GetAsync($"audit/export?format=csv&user={user}")).Expect(200);
        Assert.StartsWith("text/csv", csv.Type, StringComparison.Ordinal);
        Assert.Equal(6, csv.Text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length);
        var ndjson = (await officer.GetAsync($"audit/export?format=ndjson&user={user}")).Expect(200);
        var lines = ndjson.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(5, lines.Length);
        foreach (var line in lines)
            AssertValid(line);
        Assert.Contains(lines, line => line.Contains($"Patient/{clinic.OwnPatient}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Every_record_of_the_whole_log_is_a_valid_audit_event()
    {
        var ndjson = (await clinic.As("compliance-officer").GetAsync("audit/export?format=ndjson&to=2100")).Expect(200);
        var lines = ndjson.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.NotEmpty(lines);
        foreach (var line in lines.Take(400))
            AssertValid(line);
    }

    [Theory]
    [InlineData("physician")]
    [InlineData("administrator")]
    [InlineData("front-desk")]
    [InlineData("system-interface")]
    [InlineData("patient")]
    public async Task Nobody_else_reads_the_log(string role)
    {
        foreach (var path in new[] { "audit/events", "audit/export?format=csv", "audit/verify" })
            (await clinic.As(role).GetAsync(path)).Expect(403);
        (await clinic.Running.Nobody().GetAsync("audit/events")).Expect(401);
    }

    [Fact]
    public async Task The_log_proves_itself_whole_and_a_flipped_byte_is_found()
    {
        using var folder = new TemporaryFolder();
        var data = folder.Folder("store");
        byte[] target;
        long sequence;
        await using (var running = await RunningClinic.OpenAsync(data))
        {
            var door = await running.AddUserAsync("dr", "physician");
            for (var i = 0; i < 30; i++)
                (await door.CreateAsync(Chart.Patient("x"))).Expect(201);
            var officer = await running.AddUserAsync("officer", "compliance-officer");
            Assert.True((bool)(await officer.GetAsync("audit/verify")).Expect(200).Json["verified"]!);
            var row = running.Clinic.Store.AuditRows(new AuditQuery([], null, null, null, 20), TestContext.Current.CancellationToken)[^1];
            (target, sequence) = (row.Sealed.ToArray(), row.Sequence);
        }
        Flip(data, target);
        await using (var clinicAgain = await StoreFolder.OpenAsync(data, new PassphraseKeyProvider(RunningClinic.Passphrase), false, TimeProvider.System, TestContext.Current.CancellationToken))
        {
            var proof = await new LocalConsole(clinicAgain, ownsClinic: false).VerifyAuditAsync([], TestContext.Current.CancellationToken);
            Assert.Equal(sequence, proof.FirstBroken);
            Assert.NotNull(proof.Fault);
        }
    }

    private static void Flip(DirectoryInfo data, byte[] target)
    {
        var flipped = 0;
        foreach (var file in data.EnumerateFiles("record.db*"))
        {
            var bytes = File.ReadAllBytes(file.FullName);
            for (var at = bytes.AsSpan().IndexOf(target); at >= 0;)
            {
                bytes[at + (target.Length / 2)] ^= 1;
                flipped++;
                var next = bytes.AsSpan(at + 1).IndexOf(target);
                at = next < 0 ? -1 : at + 1 + next;
            }
            File.WriteAllBytes(file.FullName, bytes);
        }
        Assert.True(flipped > 0, "the sealed record was not found in the file");
    }

    private static void AssertValid(string line)
    {
        Assert.Equal("AuditEvent", (string?)JsonNode.Parse(line)!["resourceType"]);
        var parsed = ResourceDocument.Parse(Encoding.UTF8.GetBytes(line));
        Assert.Empty(parsed.Issues);
        Assert.Empty(ResourceValidator.Validate(parsed.Document!).Where(issue => issue.IsError).Select(issue => $"{issue.Location}: {issue.Message}"));
    }
}

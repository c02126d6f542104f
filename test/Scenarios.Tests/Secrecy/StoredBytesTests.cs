using System.Text;
using Carewright.Scenarios.Tests.Importing;
using Carewright.Scenarios.Tests.Running;

namespace Carewright.Scenarios.Tests.Secrecy;

/// <summary>Whoever steals the files reads nobody's name in them: store, write-ahead logs, backups, and what an import leaves beside them.</summary>
public sealed class StoredBytesTests(ImportedClinic imported)
{
    private const string Sentence = "Patient reports waking before dawn, worried about the harvest and her brother Zebediah";

    [Fact]
    public void The_scan_finds_what_is_there_in_every_encoding()
    {
        var scan = new ByteScan(["Abernathy437"]);
        foreach (var prefix in new[] { "", "a", "ab" })
        {
            var around = prefix + "Abernathy437 and more";
            foreach (var bytes in new[]
            {
                Encoding.UTF8.GetBytes(around), Encoding.Unicode.GetBytes(around), Encoding.BigEndianUnicode.GetBytes(around), Encoding.UTF8.GetBytes(Convert.ToBase64String(Encoding.UTF8.GetBytes(around))),
                Encoding.UTF8.GetBytes(Convert.ToHexString(Encoding.UTF8.GetBytes(around))), Encoding.UTF8.GetBytes(around.ToUpperInvariant()),
            })
                Assert.NotEmpty(scan.Find(bytes));
        }
        Assert.Empty(scan.Find("Abernathy and 437 and more"u8));
    }

    [Fact]
    public async Task The_imported_record_its_log_and_its_backup_name_nobody()
    {
        await imported.ReadyAsync();
        using var folder = new TemporaryFolder();
        (await imported.Running.As("dr").GetAsync($"fhir/Patient?family={Uri.EscapeDataString(Names().First())}")).Expect(200);
        var scan = new ByteScan(Names().Concat(Secrets()));
        // The lock cannot be opened while the server holds it; it is looked at when the server has stopped, below.
        Assert.Empty(scan.Find(imported.Data.EnumerateFiles("*", SearchOption.AllDirectories).Where(file => IsFile(file) && file.Name != "lock")));
        (await CommandRun.RunAsync("backup", "--data", imported.Data.FullName, "--to", folder.File("backup"))).Expect(0);
        var copies = folder.Folder("backup").EnumerateFiles("*", SearchOption.AllDirectories).ToList();
        Assert.True(copies.Sum(file => file.Length) > 1_000_000);
        Assert.Empty(scan.Find(copies));
    }

    [Fact]
    public async Task A_stopped_store_and_its_restored_backup_name_nobody_and_hold_everything()
    {
        using var folder = new TemporaryFolder();
        var data = folder.Folder("store");
        var scan = new ByteScan(["Quackenbush", "Philomena", "harvest-patient-77", "mrn-harvest-patient-77", "1980-05-17", "dr.grimaldi", Sentence, Sentence[20..60], "Scenario clinic", RunningClinic.Passphrase, RunningClinic.Password]);
        string note;
        await using (var running = await RunningClinic.OpenAsync(data))
        {
            var doctor = await running.AddUserAsync("dr.grimaldi", "physician", SeededClinic.FamilyMedicine);
            (await doctor.PutAsync(Chart.Patient("harvest-patient-77", "Quackenbush", "Philomena"))).Expect(201);
            note = (await doctor.CreateAsync(Chart.Note("x", "harvest-patient-77", Sentence))).Expect(201).Made;
            (await doctor.GetAsync("fhir/Patient?name=quackenbush")).Expect(200);
            // While it runs, the newest lies in the write-ahead log.
            Assert.Contains(data.EnumerateFiles("*-wal", SearchOption.AllDirectories), log => log.Length > 0);
            Assert.Empty(scan.Find(data.EnumerateFiles("*", SearchOption.AllDirectories).Where(file => IsFile(file) && file.Name != "lock")));
            (await CommandRun.RunAsync("backup", "--data", data.FullName, "--to", folder.File("backup"))).Expect(0);
        }
        Assert.Empty(scan.Find(data.EnumerateFiles("*", SearchOption.AllDirectories).Where(IsFile)));
        Assert.Empty(scan.Find(folder.Folder("backup").EnumerateFiles("*", SearchOption.AllDirectories)));
        (await CommandRun.RunAsync("restore", "--from", folder.File("backup"), "--to", folder.File("restored"))).Expect(0);
        Assert.Empty(scan.Find(folder.Folder("restored").EnumerateFiles("*", SearchOption.AllDirectories)));
        await using var restored = await RunningClinic.OpenAsync(folder.Folder("restored"));
        using var again = new Door(restored.Address, restored.Clinic.Parts.Tokens.Issue(restored.Clinic.Parts.Accounts.Find("dr.grimaldi")!));
        var read = (await again.GetAsync("fhir/" + note)).Expect(200);
        Assert.Equal(Sentence, Encoding.UTF8.GetString(Convert.FromBase64String((string)read.Json["content"]![0]!["attachment"]!["data"]!)));
        Assert.Equal(1, (await again.GetAsync("fhir/Patient?name=quackenbush&_summary=count")).Total);
    }

    [Fact]
    public async Task A_refused_body_says_nothing_of_a_patient_on_the_console()
    {
        using var folder = new TemporaryFolder();
        var data = folder.Folder("store");
        (await CommandRun.RunAsync("init", "--data", data.FullName, "--tenant", "Scenario clinic", "--admin", "admin")).Expect(0);
        (await CommandRun.RunAsync("user", "add", "interface", "--role", "system-interface", "--data", data.FullName)).Expect(0);
        await using var server = CommandRun.Start("up", "--data", data.FullName, "--port", "0");
        var address = await server.Address;
        var token = (await CommandRun.RunAsync("token", "--data", data.FullName, "--user", "interface")).Expect(0).Output.Trim();
        using var door = new Door(address, token);
        (await door.SendAsync(HttpMethod.Post, "fhir/Patient", """{"resourceType":"Patient","name":[{"family":"Quackenbush"}],"gender":"Philomena"}""")).ExpectOutcome(422);
        (await door.GetAsync("fhir/Patient?nonsense=Quackenbush")).ExpectOutcome(400);
        (await door.PutAsync(Chart.Patient("p", "Quackenbush"))).Expect(201);
        (await door.GetAsync("fhir/Patient?family=Quackenbush")).Expect(200);
        Assert.DoesNotContain("Quackenbush", server.Output + server.Error, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("Philomena", server.Output + server.Error, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(token, server.Output + server.Error, StringComparison.Ordinal);
    }

    private IEnumerable<string> Names() =>
        imported.Record.ByType["Patient"].Values.SelectMany(patient => SyntheaRecord.Texts(patient, "name", "family").Concat(SyntheaRecord.Texts(patient, "name", "given"))).Where(name => name.Length >= 8).Distinct().Take(150);

    private IEnumerable<string> Secrets() => imported.Record.ByType["Patient"].Values.SelectMany(patient =>
        SyntheaRecord.Texts(patient, "address", "line").Concat(SyntheaRecord.Texts(patient, "identifier", "value")).Concat(SyntheaRecord.Texts(patient, "telecom", "value"))
            .Append(SyntheaRecord.Text(patient, "birthDate")!).Append(SyntheaRecord.Text(patient, "id")!)).Where(text => text.Length >= 8).Distinct();

    // Not the console's socket, which is no file to be read.
    private static bool IsFile(FileInfo file) => file.Extension != ".sock";
}

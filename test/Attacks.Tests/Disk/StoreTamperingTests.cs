using Carewright.Host.Consoles;
using Carewright.Scenarios.Tests.Auditing;
using Carewright.Scenarios.Tests.Running;
using Carewright.Storage.Sealing;
using Carewright.Storage.Sqlite.Engine;

namespace Carewright.Attacks.Tests.Disk;

/// <summary>Somebody who can write the files while the server is off, but has no key.</summary>
public sealed class StoreTamperingTests : IDisposable
{
    private const string Old = "old-value-of-the-name";
    private const string New = "new-value-of-the-name";
    // The version before the newest one of the resource that was written last.
    private const string Before = "CREATE TEMP TABLE before AS SELECT body, entries, action FROM version WHERE ident = (SELECT ident FROM version ORDER BY seq DESC LIMIT 1) ORDER BY seq DESC LIMIT 1 OFFSET 1; ";
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private DirectoryInfo Data => _folder.Folder("store");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task An_older_sealed_body_put_back_in_its_resources_newest_version_does_not_open()
    {
        var id = await WriteTwoVersionsAsync();
        Change(Before + "UPDATE version SET body = (SELECT body FROM before) WHERE seq = (SELECT max(seq) FROM version)");
        await AssertDoesNotOpenAsync(id);
    }

    [Fact]
    public async Task An_older_row_put_back_whole_in_place_of_the_newest_does_not_open()
    {
        var id = await WriteTwoVersionsAsync();
        Change(Before + "UPDATE version SET body = o.body, entries = o.entries, action = o.action FROM before AS o WHERE version.seq = (SELECT max(seq) FROM version)");
        await AssertDoesNotOpenAsync(id);
    }

    // The store itself cannot tell that a row at its end is gone (docs/architecture/threat-model.md); the log, which is chained and signed, still says that it was written.
    [Fact]
    public async Task A_newest_version_that_was_taken_away_is_missed_by_the_log()
    {
        var id = await WriteTwoVersionsAsync();
        Change("DELETE FROM version WHERE seq = (SELECT max(seq) FROM version)");
        await using var running = await RunningClinic.OpenAsync(Data);
        var officer = await running.AddUserAsync("officer", "compliance-officer");
        var writes = (await new AuditLog(officer).EventsAsync($"patient={id}")).Select(one => AuditLog.Text(one, "action")).ToList();
        Assert.Equal("update,update", string.Join(',', writes.Order(StringComparer.Ordinal)));
        var found = (await officer.GetAsync("audit/verify")).Expect(200).Json;
        Assert.True((bool)found["verified"]!);
        Assert.Equal($"Patient/{id}/_history/2", (string?)found["lost"]!["reference"]);
        Assert.Contains(await new AuditLog(officer).EventsAsync("action=execute"), one => AuditLog.Text(one, "interaction") == "audit-verify" && AuditLog.Text(one, "outcome") == "failed");
    }

    [Fact]
    public async Task What_was_erased_with_its_patient_is_not_missed()
    {
        var id = await WriteTwoVersionsAsync();
        await using var running = await RunningClinic.OpenAsync(Data);
        var (admin, officer) = (await running.AddUserAsync("boss", "administrator"), await running.AddUserAsync("officer", "compliance-officer"));
        var reason = Chart.Resource("""{"resourceType":"Parameters","parameter":[{"name":"reason","valueString":"asked for by the person"}]}""");
        (await admin.PostAsync($"fhir/Patient/{id}/$erase", reason)).ExpectOutcome(202);
        (await officer.PostAsync($"fhir/Patient/{id}/$erase", reason)).ExpectOutcome(200);
        var found = (await officer.GetAsync("audit/verify")).Expect(200).Json;
        Assert.True((bool)found["verified"]!);
        Assert.Null(found["lost"]);
    }

    [Fact]
    public async Task Two_patients_bodies_swapped_do_not_open()
    {
        string first, second;
        await using (var running = await RunningClinic.OpenAsync(Data))
        {
            var door = await running.AddUserAsync("hook", "system-interface");
            (first, second) = ((await door.CreateAsync(Chart.Patient("a", "First"))).Expect(201).Id, (await door.CreateAsync(Chart.Patient("b", "Second"))).Expect(201).Id);
        }
        Change("CREATE TEMP TABLE kept AS SELECT seq, body FROM version ORDER BY seq DESC LIMIT 2; UPDATE version SET body = (SELECT body FROM kept WHERE kept.seq <> version.seq) WHERE seq IN (SELECT seq FROM kept)");
        await AssertDoesNotOpenAsync(first);
        await AssertDoesNotOpenAsync(second);
    }

    [Theory]
    [InlineData("UPDATE audit SET sealed = (SELECT sealed FROM audit ORDER BY seq DESC LIMIT 1) WHERE seq = THIRD")]
    [InlineData("DELETE FROM audit WHERE seq = THIRD")]
    [InlineData("UPDATE audit SET hash = zeroblob(length(hash)) WHERE seq = THIRD")]
    [InlineData("UPDATE audit SET sealed = zeroblob(length(sealed)) WHERE seq = THIRD")]
    [InlineData("UPDATE audit SET seq = seq + 100000 WHERE seq = THIRD")]
    public async Task A_change_of_the_audit_log_is_found(string statement)
    {
        await WriteTwoVersionsAsync();
        var table = AuditTable();
        Change(statement.Replace("audit", table, StringComparison.Ordinal).Replace("THIRD", $"(SELECT seq FROM {table} ORDER BY seq LIMIT 1 OFFSET 2)", StringComparison.Ordinal));
        await using var clinic = await StoreFolder.OpenAsync(Data, new PassphraseKeyProvider(RunningClinic.Passphrase), false, TimeProvider.System, Stop);
        var proof = await new LocalConsole(clinic, ownsClinic: false).VerifyAuditAsync([], Stop);
        Assert.NotNull(proof.Fault);
    }

    [Fact]
    public async Task A_log_whose_end_was_cut_off_is_found_by_its_signed_checkpoint()
    {
        await WriteTwoVersionsAsync();
        var table = AuditTable();
        Change($"DELETE FROM {table} WHERE seq > (SELECT max(seq) - 2 FROM {table})");
        await using var clinic = await StoreFolder.OpenAsync(Data, new PassphraseKeyProvider(RunningClinic.Passphrase), false, TimeProvider.System, Stop);
        Assert.NotNull((await new LocalConsole(clinic, ownsClinic: false).VerifyAuditAsync([], Stop)).Fault);
    }

    private async Task<string> WriteTwoVersionsAsync()
    {
        await using var running = await RunningClinic.OpenAsync(Data);
        var door = await running.AddUserAsync("hook", "system-interface");
        var patient = Chart.Patient(Chart.NewId(), Old);
        (await door.PutAsync(patient)).Expect(201);
        patient["name"]![0]!["family"] = New;
        (await door.PutAsync(patient)).Expect(200);
        return (string)patient["id"]!;
    }

    private async Task AssertDoesNotOpenAsync(string id)
    {
        await using var running = await RunningClinic.OpenAsync(Data);
        var name = "hook-" + Guid.NewGuid().ToString("N")[..8];
        var door = await running.AddUserAsync(name, "system-interface");
        var officer = await running.AddUserAsync("officer-" + name, "compliance-officer");
        foreach (var path in new[] { $"fhir/Patient/{id}", $"fhir/Patient?_id={id}", $"fhir/Patient/{id}/$everything" })
        {
            var reply = await door.GetAsync(path);
            Assert.True(reply.Status >= 500, $"{path}: {reply.Status}");
            Assert.DoesNotContain(Old, reply.Text, StringComparison.Ordinal);
            Assert.DoesNotContain("SealBroken", reply.Text, StringComparison.Ordinal);
        }
        Assert.NotEmpty(await new AuditLog(officer).EventsAsync($"user={name}"));
    }

    private string AuditTable()
    {
        using var file = Connection.Open(Path.Combine(Data.FullName, "record.db"), readOnly: true);
        using var statement = file.Prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'audit%' ORDER BY name LIMIT 1");
        Assert.True(statement.Step());
        return statement.Text(0);
    }

    private void Change(string sql)
    {
        using var file = Connection.Open(Path.Combine(Data.FullName, "record.db"), readOnly: false);
        file.Execute(sql);
    }
}

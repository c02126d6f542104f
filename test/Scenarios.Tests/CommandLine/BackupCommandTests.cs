using System.Text.Json.Nodes;
using Carewright.Host.Backups;
using Carewright.Host.Consoles;
using Carewright.Scenarios.Tests.Running;
using Carewright.Scenarios.Tests.Subscribing;
using Carewright.Storage.Backups;
using Carewright.Storage.Sealing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Carewright.Scenarios.Tests.CommandLine;

/// <summary>Backup and restore as a clinic does them: while it works, by one command each, to any moment, with a record of it all.</summary>
public sealed class BackupCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_clinic_at_work_is_backed_up_and_restored_as_it_was_at_a_moment()
    {
        var (data, set) = (_folder.File("store"), _folder.File("set"));
        (await CommandRun.RunAsync("init", "--data", data, "--tenant", "First clinic", "--admin", "admin")).Expect(0);
        (await CommandRun.RunAsync("user", "add", "dr.first", "--role", "physician", "--data", data)).Expect(0);
        DateTimeOffset moment;
        await using (var server = CommandRun.Start("up", "--data", data, "--port", "0"))
        {
            using var doctor = new Door(await server.Address, (await CommandRun.RunAsync("token", "--data", data, "--user", "dr.first")).Expect(0).Output.Trim());
            (await doctor.PutAsync(Chart.Patient("kept", "Early"))).Expect(201);
            var first = (await CommandRun.RunAsync("backup", "--data", data, "--to", set)).Expect(0);
            Assert.Contains("everything", first.Output, StringComparison.Ordinal);
            Assert.Contains("Proven: restored from 1 segments", first.Output, StringComparison.Ordinal);
            (await doctor.PutAsync(Chart.Patient("kept", "Then"))).Expect(200);
            await Task.Delay(5, Stop);
            moment = TimeProvider.System.GetUtcNow();
            await Task.Delay(5, Stop);
            (await doctor.PutAsync(Chart.Patient("kept", "Mistake"))).Expect(200);
            (await doctor.PutAsync(Chart.Patient("mistaken"))).Expect(201);
            Assert.Contains("restored from 2 segments", (await CommandRun.RunAsync("backup", "--data", data, "--to", set)).Expect(0).Output, StringComparison.Ordinal);
        }
        foreach (var (name, at, family, others) in new[] { ("now", null, "Mistake", 200), ("then", moment.ToString("O"), "Then", 404) })
        {
            var target = _folder.File(name);
            var restored = (await CommandRun.RunAsync(["restore", "--from", set, "--to", target, .. at is null ? Array.Empty<string>() : ["--at", at]])).Expect(0);
            Assert.Contains("Restored as of", restored.Output, StringComparison.Ordinal);
            await using var again = CommandRun.Start("up", "--data", target, "--port", "0");
            using var doctor = new Door(await again.Address, (await CommandRun.RunAsync("token", "--data", target, "--user", "dr.first")).Expect(0).Output.Trim());
            Assert.Equal(family, (string?)(await doctor.GetAsync("fhir/Patient/kept")).Expect(200).Json["name"]![0]!["family"]);
            (await doctor.GetAsync("fhir/Patient/mistaken")).Expect(others);
            Assert.Contains("whole", (await CommandRun.RunAsync("audit", "verify", "--data", target)).Expect(0).Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task What_cannot_be_backed_up_or_restored_is_said_in_a_sentence()
    {
        var (data, set) = (_folder.File("store"), _folder.File("set"));
        (await CommandRun.RunAsync("init", "--data", data, "--tenant", "First clinic", "--admin", "admin")).Expect(0);
        Says(await CommandRun.RunAsync("backup", "--data", data, "--to", data), "nor a backup");
        Says(await CommandRun.RunAsync("restore", "--from", _folder.File("absent"), "--to", _folder.File("r")), "holds no backup");
        (await CommandRun.RunAsync("backup", "--data", data, "--to", set, "--no-proof")).Expect(0);
        Says(await CommandRun.RunAsync("restore", "--from", set, "--to", data), "not empty");
        Says(await CommandRun.RunAsync("restore", "--from", set, "--to", _folder.File("r"), "--at", "yesterday"), "not a time");
        Says(await CommandRun.RunAsync("restore", "--from", set, "--to", _folder.File("r"), "--at", "2020-01-01T00:00:00Z"), "begins at");
        await using (var wrong = CommandRun.Start(new Dictionary<string, string?> { ["CAREWRIGHT_PASSPHRASE"] = "another passphrase" }, "restore", "--from", set, "--to", _folder.File("r")))
        {
            await wrong.ExitAsync();
            Says(wrong, "passphrase is not the one");
        }
        var segment = Path.Combine(set, "segment-000001.cwb");
        await File.WriteAllBytesAsync(segment, (await File.ReadAllBytesAsync(segment, Stop))[..^100], Stop);
        Says(await CommandRun.RunAsync("restore", "--from", set, "--to", _folder.File("r")), "not as it was written");
        Assert.False(File.Exists(Path.Combine(_folder.File("r"), "record.db")));
    }

    [Fact]
    public async Task A_server_backs_itself_up_and_proves_it_and_says_so_in_the_log()
    {
        var clock = new ManualClock();
        await using var clinic = await RunningClinic.NewAsync(clock);
        var doctor = await clinic.AddUserAsync("dr.house", "physician");
        var set = new DirectoryInfo(_folder.File("set"));
        var console = new LocalConsole(clinic.Clinic, ownsClinic: false);
        using var regular = new RegularBackup(
            new BackupSchedule(set, TimeSpan.FromMinutes(15), TimeSpan.FromDays(1)), console, new PassphraseKeyProvider(RunningClinic.Passphrase), clinic.Data, clock, NullLogger<RegularBackup>.Instance);
        await regular.StartAsync(Stop);
        await UntilAsync(() => Has(clinic, "backup-proof", 1));
        (await doctor.PutAsync(Chart.Patient("p"))).Expect(201);
        clock.Advance(TimeSpan.FromMinutes(15));
        await UntilAsync(() => BackupManifest.Read(set)!.Segments.Count == 2 && Has(clinic, "backup", 2));
        Assert.True(Has(clinic, "backup-proof", 1), "proven once a day");

        await File.WriteAllBytesAsync(Path.Combine(set.FullName, "segment-000001.cwb"), [1], Stop);
        clock.Advance(TimeSpan.FromDays(1));
        await UntilAsync(() => Has(clinic, "backup-failed", 1));
        await regular.StopAsync(Stop);
    }

    private static bool Has(RunningClinic clinic, string interaction, int count) =>
        clinic.Clinic.Store.AuditChain(0).Count(row => (string?)JsonNode.Parse(row.Content.Span)!["interaction"] == interaction) == count;

    private static async Task UntilAsync(Func<bool> holds)
    {
        while (!holds())
            await Task.Delay(20, Stop);
    }

    private static void Says(CommandRun run, string words)
    {
        run.Expect(1);
        Assert.Contains(words, run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
    }
}

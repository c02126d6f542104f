using System.Text.RegularExpressions;
using Carewright.Scenarios.Tests.Running;
using Carewright.Storage.Sealing;
using Carewright.Storage.Sqlite;

namespace Carewright.Scenarios.Tests.CommandLine;

/// <summary>Keys are rotated by the command line while a server runs, with a new recovery kit; it is on record, and goes on after the server was killed.</summary>
public sealed partial class KeyRotationTests : IAsyncLifetime, IDisposable
{
    private const string Patient = """{"resourceType":"Patient","id":"p1","name":[{"family":"Zyxwhistle"}],"birthDate":"1971-08-23"}""";
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private string Data => _folder.File("store");

    public async ValueTask InitializeAsync()
    {
        (await CommandRun.RunAsync("init", "--data", Data, "--tenant", "Clinic", "--admin", "admin")).Expect(0);
        (await CommandRun.RunAsync("import", "fhir", _folder.Write("one.ndjson", Patient), "--data", Data)).Expect(0);
        (await CommandRun.RunAsync("key", "recovery-kit", "--data", Data, "--out", _folder.File("old.html"))).Expect(0);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Keys_are_rotated_while_the_server_runs_and_after_it_was_killed()
    {
        var before = await TenantKeyAsync();
        string asked;
        await using (var server = CommandRun.Start("up", "--data", Data, "--port", "0"))
        {
            await server.Address;
            (await CommandRun.RunAsync("key", "rotate", "--patient", "nobody", "--data", Data)).Expect(1);
            (await CommandRun.RunAsync("key", "rotate", "--patients", "--kit", _folder.File("kit.html"), "--data", Data)).Expect(1);
            await using var rotation = CommandRun.Start("key", "rotate", "--data", Data, "--kit", _folder.File("kit.html"));
            while (!File.Exists(_folder.File("kit.html")) && !rotation.HasExited)
                await Task.Delay(50, Stop);
            // The server serves by the new key from that moment on.
            (await CommandRun.RunAsync("token", "--data", Data, "--user", "admin")).Expect(0);
            Assert.NotEqual(before, await TenantKeyAsync());
            await server.KillAsync();
            asked = rotation.Output;
        }
        await Kit("old.html", 1);
        var finish = (await CommandRun.RunAsync("key", "progress", "--data", Data)).Expect(0);
        // On a slow machine it may have been done before the server was killed.
        Assert.Contains("Done", asked + finish.Output, StringComparison.Ordinal);
        Assert.Contains("No keys", (await CommandRun.RunAsync("key", "progress", "--data", Data)).Expect(0).Output, StringComparison.Ordinal);
        await Kit("kit.html", 0);

        (await CommandRun.RunAsync("audit", "verify", "--data", Data)).Expect(0);
        (await CommandRun.RunAsync("export", "ehi", "--data", Data, "--to", _folder.File("out"))).Expect(0);
        var files = Directory.GetFiles(_folder.File("out"), "*", SearchOption.AllDirectories);
        Assert.Contains(files, file => File.ReadAllText(file).Contains("Zyxwhistle", StringComparison.Ordinal));
        var audit = files.Where(file => Path.GetFileName(file).StartsWith("AuditEvent", StringComparison.Ordinal)).Select(File.ReadAllText).ToList();
        foreach (var interaction in new[] { "\"key-rotate\"", "\"key-rotated\"" })
            Assert.Contains(audit, text => text.Contains(interaction, StringComparison.Ordinal));
    }

    private async Task Kit(string page, int exitCode)
    {
        var code = CodeForm().Match(await File.ReadAllTextAsync(_folder.File(page), Stop)).Groups[1].Value.Replace("<wbr>", "", StringComparison.Ordinal);
        var run = CommandRun.Start(new Dictionary<string, string?> { ["CAREWRIGHT_PASSPHRASE"] = null, ["CAREWRIGHT_RECOVERY_CODE"] = code }, "key", "try-kit", "--data", Data);
        await run.ExitAsync();
        run.Expect(exitCode);
    }

    private Task<byte[]> TenantKeyAsync() => StoreKeys.UnwrapAsync(new DirectoryInfo(Data), new PassphraseKeyProvider(RunningClinic.Passphrase), Stop);

    [GeneratedRegex("<code>(.*?)</code>")]
    private static partial Regex CodeForm();
}

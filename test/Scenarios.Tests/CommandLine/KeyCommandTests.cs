using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Carewright.Scenarios.Tests.Running;

namespace Carewright.Scenarios.Tests.CommandLine;

/// <summary>What opens a store, changed and recovered by the command line, at rest and while a server runs.</summary>
public sealed partial class KeyCommandTests : IAsyncLifetime, IDisposable
{
    private static readonly Dictionary<string, string?> s_none = new() { ["CAREWRIGHT_PASSPHRASE"] = null };
    private readonly TemporaryFolder _folder = new();

    private string Data => _folder.File("store");

    public async ValueTask InitializeAsync()
    {
        (await CommandRun.RunAsync("init", "--data", Data, "--tenant", "First <clinic>", "--admin", "admin")).Expect(0);
        (await CommandRun.RunAsync("user", "add", "dr.first", "--role", "physician", "--data", Data)).Expect(0);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_passphrase_is_changed_while_the_server_runs()
    {
        await using var server = CommandRun.Start("up", "--data", Data, "--port", "0");
        await server.Address;
        await Opens(With("CAREWRIGHT_NEW_PASSPHRASE", "the second passphrase", "CAREWRIGHT_PASSPHRASE", RunningClinic.Passphrase), 0, "key", "change", "--data", Data);
        await Opens(With("CAREWRIGHT_PASSPHRASE", RunningClinic.Passphrase), 1, "token", "--data", Data, "--user", "dr.first");
        await Opens(With("CAREWRIGHT_PASSPHRASE", "the second passphrase"), 0, "token", "--data", Data, "--user", "dr.first");
        await server.KillAsync();
        await Opens(With("CAREWRIGHT_PASSPHRASE", RunningClinic.Passphrase), 1, "audit", "verify", "--data", Data);
        await Opens(With("CAREWRIGHT_PASSPHRASE", "the second passphrase"), 0, "audit", "verify", "--data", Data);
    }

    [Fact]
    public async Task A_passphrase_comes_from_a_file_that_nobody_else_can_read()
    {
        var file = _folder.Write("passphrase", RunningClinic.Passphrase + "\n");
        if (OperatingSystem.IsWindows())
            return;
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.OtherRead);
        Assert.Contains("chmod 600", (await Opens(With("CAREWRIGHT_PASSPHRASE_FILE", file), 1, "audit", "verify", "--data", Data)).Error, StringComparison.Ordinal);
        File.SetUnixFileMode(file, UnixFileMode.UserRead);
        await Opens(With("CAREWRIGHT_PASSPHRASE_FILE", file), 0, "audit", "verify", "--data", Data);
        Assert.Contains("absent", (await Opens(With("CAREWRIGHT_PASSPHRASE_FILE", _folder.File("absent")), 1, "audit", "verify", "--data", Data)).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_recovery_kit_opens_the_store_its_backup_and_nothing_after_a_newer_one()
    {
        var (first, kit, set) = (_folder.File("first.html"), _folder.File("kit.html"), _folder.File("set"));
        (await CommandRun.RunAsync("key", "recovery-kit", "--data", Data, "--out", first)).Expect(0);
        (await CommandRun.RunAsync("key", "recovery-kit", "--data", Data, "--out", kit)).Expect(0);
        (await CommandRun.RunAsync("key", "recovery-kit", "--data", Data, "--out", kit)).Expect(1);
        var page = await File.ReadAllTextAsync(kit, TestContext.Current.CancellationToken);
        Assert.Contains("First &lt;clinic&gt;", page, StringComparison.Ordinal);
        var code = Code(page);
        (await CommandRun.RunAsync("backup", "--data", Data, "--to", set)).Expect(0);

        await Opens(With("CAREWRIGHT_RECOVERY_CODE", Code(await File.ReadAllTextAsync(first, TestContext.Current.CancellationToken))), 1, "key", "try-kit", "--data", Data);
        await Opens(With("CAREWRIGHT_RECOVERY_CODE", code.ToLowerInvariant().Replace('-', ' ').Replace('0', 'o')), 0, "key", "try-kit", "--data", Data);
        await Opens(With("CAREWRIGHT_RECOVERY_CODE", code, "CAREWRIGHT_NEW_PASSPHRASE", "found again, and new"), 0, "key", "change", "--data", Data);
        await Opens(With("CAREWRIGHT_PASSPHRASE", "found again, and new"), 0, "audit", "verify", "--data", Data);
        await Opens(With("CAREWRIGHT_RECOVERY_CODE", code), 0, "restore", "--from", set, "--to", _folder.File("restored"));
        await Opens(With("CAREWRIGHT_PASSPHRASE", RunningClinic.Passphrase), 0, "audit", "verify", "--data", _folder.File("restored"));
    }

    [Fact]
    public async Task A_store_moves_to_a_raw_key_and_to_a_key_service_and_back()
    {
        var raw = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
        await Opens(With("CAREWRIGHT_PASSPHRASE", RunningClinic.Passphrase, "CAREWRIGHT_NEW_TENANT_KEY", "short"), 1, "key", "change", "--to", "raw", "--data", Data);
        await Opens(With("CAREWRIGHT_PASSPHRASE", RunningClinic.Passphrase, "CAREWRIGHT_NEW_TENANT_KEY", raw), 0, "key", "change", "--to", "raw", "--data", Data);
        Assert.Contains("'raw'", (await Opens(With("CAREWRIGHT_PASSPHRASE", RunningClinic.Passphrase), 1, "audit", "verify", "--data", Data)).Error, StringComparison.Ordinal);

        await using var service = await KeyServer.StartAsync();
        string[] cloud = ["AWS_ACCESS_KEY_ID", "id", "AWS_SECRET_ACCESS_KEY", "secret", "AWS_REGION", "eu-central-1", "AWS_ENDPOINT_URL_KMS", service.Address.ToString()];
        await Opens(With(["CAREWRIGHT_TENANT_KEY", raw, "CAREWRIGHT_NEW_KMS_KEY", "alias/clinic", .. cloud]), 0, "key", "change", "--to", "kms", "--data", Data);
        await using (var server = CommandRun.Start(With(["CAREWRIGHT_KMS_KEY", "alias/clinic", .. cloud]), "up", "--data", Data, "--port", "0"))
        {
            await server.Address;
            await Opens(With(["CAREWRIGHT_KMS_KEY", "alias/clinic", .. cloud]), 0, "token", "--data", Data, "--user", "dr.first");
        }
        Assert.True(service.Calls >= 4);
        service.IsDenied = true;
        Assert.Contains("AWS KMS", (await Opens(With(["CAREWRIGHT_KMS_KEY", "alias/clinic", .. cloud]), 1, "audit", "verify", "--data", Data)).Error, StringComparison.Ordinal);
        service.IsDenied = false;
        await Opens(With(["CAREWRIGHT_KMS_KEY", "alias/clinic", "CAREWRIGHT_NEW_PASSPHRASE", "back to words", .. cloud]), 0, "key", "change", "--data", Data);
        await Opens(With("CAREWRIGHT_PASSPHRASE", "back to words"), 0, "audit", "verify", "--data", Data);
    }

    private static Dictionary<string, string?> With(params string[] pairs)
    {
        var environment = new Dictionary<string, string?>(s_none);
        foreach (var pair in pairs.Chunk(2))
            environment[pair[0]] = pair[1];
        return environment;
    }

    private static async Task<CommandRun> Opens(Dictionary<string, string?> environment, int exitCode, params string[] arguments)
    {
        var run = CommandRun.Start(environment, arguments);
        await run.ExitAsync();
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
        return run.Expect(exitCode);
    }

    private static string Code(string page) => CodeForm().Match(page).Groups[1].Value.Replace("<wbr>", "", StringComparison.Ordinal);

    [GeneratedRegex("<code>(.*?)</code>")]
    private static partial Regex CodeForm();
}

using System.Diagnostics;
using System.Text.Json.Nodes;
using Carewright.Scenarios.Tests.Running;

namespace Carewright.Scenarios.Tests.CommandLine;

/// <summary>The command line as somebody meets it who has never used it: every way to go wrong ends in a sentence and an exit code, none in a stack trace.</summary>
public sealed class NewcomerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Data => _folder.File("store");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_script_lists_its_verbs()
    {
        if (!OperatingSystem.IsLinux() && !OperatingSystem.IsMacOS())
            Assert.Skip("the front door is a bash script");
        var (exitCode, output) = await ScriptAsync("help");
        Assert.Equal(0, exitCode);
        foreach (var verb in new[] { "demo", "up", "init", "user add", "token", "import fhir", "audit verify", "backup", "restore", "key change", "fhirpath", "validate", "synth", "sandbox", "test", "check", "bench" })
            Assert.Contains($"\n  {verb}", output, StringComparison.Ordinal);
        Assert.Equal((0, output), await ScriptAsync());
        Assert.Equal(2, (await ScriptAsync("nonsense")).ExitCode);
    }

    [Fact]
    public async Task A_clinic_is_made_given_users_and_asked_for_a_token()
    {
        Assert.Contains("admin", (await CommandRun.RunAsync("init", "--data", Data, "--tenant", "First clinic", "--admin", "admin")).Expect(0).Output, StringComparison.Ordinal);
        (await CommandRun.RunAsync("user", "add", "dr.first", "--role", "physician", "--department", "family-medicine", "--data", Data)).Expect(0);
        var token = (await CommandRun.RunAsync("token", "--data", Data, "--user", "dr.first")).Expect(0);
        Assert.Equal(3, token.Output.Trim().Split('.').Length);
        Says(await CommandRun.RunAsync("init", "--data", Data, "--tenant", "Again", "--admin", "admin"), 1, "First clinic");
        Says(await CommandRun.RunAsync("user", "add", "dr.first", "--role", "physician", "--data", Data), 1, "userName");
        Says(await CommandRun.RunAsync("user", "add", "other", "--role", "nonsense", "--data", Data), 1, "role");
        Says(await CommandRun.RunAsync("token", "--data", Data, "--user", "nobody"), 1, "nobody");
        Assert.Contains("whole", (await CommandRun.RunAsync("audit", "verify", "--data", Data)).Expect(0).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_running_server_takes_users_and_tokens_over_its_socket()
    {
        (await CommandRun.RunAsync("init", "--data", Data, "--tenant", "First clinic", "--admin", "admin")).Expect(0);
        await using var server = CommandRun.Start("up", "--data", Data, "--port", "0");
        var address = await server.Address;
        (await CommandRun.RunAsync("user", "add", "nurse.first", "--role", "nurse", "--data", Data)).Expect(0);
        var token = (await CommandRun.RunAsync("token", "--data", Data, "--user", "nurse.first")).Expect(0).Output.Trim();
        using var door = new Door(address, token);
        Assert.Equal("nurse", (string?)(await door.GetAsync("auth/session")).Expect(200).Json["role"]);
        Says(await RunWithAsync("wrong passphrase here", "token", "--data", Data, "--user", "nurse.first"), 1, "passphrase");
        Says(await CommandRun.RunAsync("init", "--data", Data, "--tenant", "Again", "--admin", "admin"), 1, "running");
        Says(await CommandRun.RunAsync("up", "--data", Data, "--port", "0"), 1, "");
        foreach (var path in new[] { "console/users", "console/tokens", "console/open", "console/import", "console/backup" })
            (await door.PostAsync(path, new JsonObject { ["userName"] = "nurse.first", ["passphrase"] = RunningClinic.Passphrase, ["target"] = "x" })).Expect(404);
    }

    [Fact]
    public async Task A_new_store_is_set_up_in_the_browser_with_the_code_that_the_console_prints()
    {
        await using var server = CommandRun.Start("up", "--data", Data, "--port", "0");
        var address = await server.Address;
        using var door = new Door(address);
        Assert.True((bool)(await door.GetAsync("setup")).Expect(200).Json["needed"]!);
        for (var i = 0; i < 100 && !server.Output.Contains("Ctrl+C", StringComparison.Ordinal); i++)
            await Task.Delay(100, TestContext.Current.CancellationToken);
        var lines = server.Output.Split('\n').Select(line => line.Trim()).ToList();
        var code = lines[lines.FindIndex(line => line.StartsWith("This store is new", StringComparison.Ordinal)) + 2];
        static JsonObject Body(string with) => new() { ["code"] = with, ["tenant"] = "First clinic", ["userName"] = "admin", ["display"] = "Administrator", ["password"] = RunningClinic.Password };
        (await door.PostAsync("setup", Body("WRONG-CODE"), ("X-Carewright-App", "1"))).Expect(403);
        (await door.PostAsync("setup", Body(code), ("X-Carewright-App", "1"))).Expect(201);
        Assert.Equal("administrator", (string?)(await door.GetAsync("auth/session")).Expect(200).Json["role"]);
        (await door.PostAsync("setup", Body(code), ("X-Carewright-App", "1"))).Expect(409);
        Assert.False((bool)(await door.GetAsync("setup")).Expect(200).Json["needed"]!);
    }

    [Fact]
    public async Task Wrong_passphrases_missing_folders_and_missing_secrets_are_said_in_a_sentence()
    {
        Says(await CommandRun.RunAsync("token", "--data", Data, "--user", "x"), 1, "no store");
        Assert.False(Directory.Exists(Data));
        (await CommandRun.RunAsync("init", "--data", Data, "--tenant", "First clinic", "--admin", "admin")).Expect(0);
        Says(await RunWithAsync("wrong passphrase here", "token", "--data", Data, "--user", "admin"), 1, "passphrase does not open");
        Says(await RunWithAsync(null, "token", "--data", Data, "--user", "admin"), 1, "CAREWRIGHT_PASSPHRASE");
        Says(await RunWithAsync("wrong passphrase here", "up", "--data", Data, "--port", "0"), 1, "passphrase does not open");
        Says(await CommandRun.RunAsync("up", "--data", Data, "--listen", "nonsense"), 1, "nonsense");
        Says(await CommandRun.RunAsync("import", "fhir", _folder.File("absent"), "--data", Data), 1, "absent");
        Says(await CommandRun.RunAsync("import", "fhir", _folder.Write("broken.zip", "not a zip"), "--data", Data), 1, "archive");
        Says(await CommandRun.RunAsync("import", "fhir", _folder.Write("broken.tar.gz", "not a tar"), "--data", Data), 1, "archive");
        Says(await CommandRun.RunAsync("backup", "--data", Data, "--to", Data), 1, "nor a backup");
        Says(await CommandRun.RunAsync("init", "--data", _folder.Write("file", "text"), "--tenant", "First clinic", "--admin", "admin"), 1, "file");
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("token")]
    [InlineData("token", "--nonsense")]
    [InlineData("import", "nonsense")]
    [InlineData("up", "--data", "x", "--port", "nonsense")]
    [InlineData("synth", "--patients", "nonsense", "--out", "x")]
    public async Task Misuse_ends_with_code_2_and_a_hint(params string[] arguments)
    {
        var run = (await CommandRun.RunAsync(arguments)).Expect(2);
        Assert.NotEmpty(run.Error);
        Assert.DoesNotContain("   at ", run.Error + run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("synth", "--patients", "0", "--out", "OUT")]
    [InlineData("synth", "--patients", "3", "--today", "nonsense", "--out", "OUT")]
    public async Task Values_out_of_range_are_said_in_a_sentence(params string[] arguments)
    {
        var run = await CommandRun.RunAsync([.. arguments.Select(argument => argument.Replace("OUT", _folder.File("out"), StringComparison.Ordinal))]);
        Assert.Equal(1, await run.ExitAsync());
        Assert.NotEmpty(run.Error);
        Assert.DoesNotContain("   at ", run.Error + run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fhirpath_prints_the_collection_as_json()
    {
        var file = _folder.Write("p.json", """{"resourceType":"Patient","name":[{"given":["A","B"]}],"birthDate":"1980-05-17","multipleBirthInteger":2}""");
        var xml = _folder.Write("p.xml", """<Patient xmlns="http://hl7.org/fhir"><name><given value="A"/></name></Patient>""");
        static async Task<string> EvaluateAsync(string of, string expression) => JsonNode.Parse((await CommandRun.RunAsync("fhirpath", "--resource", of, expression)).Expect(0).Output)!.ToJsonString();
        Assert.Equal("""["A","B"]""", await EvaluateAsync(file, "Patient.name.given"));
        Assert.Equal("[3]", await EvaluateAsync(file, "multipleBirth + 1"));
        Assert.Equal("[true]", await EvaluateAsync(file, "birthDate < @1990"));
        Assert.Equal("[]", await EvaluateAsync(file, "photo"));
        Assert.Equal("""["A"]""", await EvaluateAsync(xml, "name.given"));
        Says(await CommandRun.RunAsync("fhirpath", "--resource", file, "name.nonsense("), 1, "character");
        Says(await CommandRun.RunAsync("fhirpath", "--resource", file, "nonsense()"), 1, "nonsense");
        Says(await CommandRun.RunAsync("fhirpath", "--resource", _folder.File("absent.json"), "name"), 1, "absent.json");
        Says(await CommandRun.RunAsync("fhirpath", "--resource", _folder.Write("torn.json", "{"), "name"), 1, "torn.json");
    }

    [Fact]
    public async Task Validate_prints_an_outcome_per_file_and_fails_when_one_has_errors()
    {
        var good = _folder.Write("good.json", Chart.Patient("p").ToJsonString());
        var bad = _folder.Write("bad.json", """{"resourceType":"Patient","gender":"nonsense"}""");
        var torn = _folder.Write("torn.json", "{");
        (await CommandRun.RunAsync("validate", good)).Expect(0);
        var both = (await CommandRun.RunAsync("validate", good, bad, torn)).Expect(1);
        var outcomes = both.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(line => JsonNode.Parse(line)!).ToList();
        Assert.Equal(["OperationOutcome", "OperationOutcome", "OperationOutcome"], outcomes.Select(outcome => (string)outcome["resourceType"]!));
        Assert.Contains("Patient.gender", outcomes[1].ToJsonString(), StringComparison.Ordinal);
        Says(await CommandRun.RunAsync("validate", _folder.File("absent.json")), 1, "absent.json");
    }

    [Fact]
    public async Task Synth_writes_the_same_clinic_for_the_same_seed()
    {
        foreach (var name in new[] { "one", "two" })
            (await CommandRun.RunAsync("synth", "--patients", "5", "--seed", "3", "--today", "2026-03-02", "--out", _folder.File(name))).Expect(0);
        var files = _folder.Folder("one").EnumerateFiles("*.ndjson").Select(file => file.Name).Order(StringComparer.Ordinal).ToList();
        Assert.Contains("Patient.ndjson", files);
        Assert.All(files, file => Assert.Equal(File.ReadAllBytes(Path.Combine(_folder.File("one"), file)), File.ReadAllBytes(Path.Combine(_folder.File("two"), file))));
        Assert.Equal(5, File.ReadLines(Path.Combine(_folder.File("one"), "Patient.ndjson")).Count());
    }

    private static async Task<CommandRun> RunWithAsync(string? passphrase, params string[] arguments)
    {
        var run = CommandRun.Start(new Dictionary<string, string?> { ["CAREWRIGHT_PASSPHRASE"] = passphrase }, arguments);
        await run.ExitAsync();
        return run;
    }

    private static void Says(CommandRun run, int exitCode, string words)
    {
        run.Expect(exitCode);
        Assert.StartsWith("carewright: ", run.Error, StringComparison.Ordinal);
        Assert.Contains(words, run.Error, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("   at ", run.Error + run.Output, StringComparison.Ordinal);
    }

    private static async Task<(int ExitCode, string Output)> ScriptAsync(params string[] arguments)
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "Carewright.slnx")))
            root = root.Parent;
        var start = new ProcessStartInfo("bash") { WorkingDirectory = root!.FullName, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (var argument in arguments.Prepend("./carewright"))
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output);
    }
}

using Carewright.Scenarios.Tests.Auditing;
using Carewright.Scenarios.Tests.Running;

namespace Carewright.Scenarios.Tests.Terminology;

/// <summary>Code systems are loaded, listed and removed by command while the server runs, and it answers from them at once.</summary>
public sealed class TerminologyCommandTests : IDisposable
{
    private const string Url = "http://example.org/colors";
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_table_is_loaded_into_a_running_clinic_used_and_removed_again()
    {
        var data = _folder.Folder("store");
        await using var running = await RunningClinic.OpenAsync(data);
        var door = await running.AddUserAsync("physician.one", "physician", "family-medicine");
        var officer = await running.AddUserAsync("officer.one", "compliance-officer");
        (await door.GetAsync($"fhir/ValueSet/$expand?url={Url}/vs")).ExpectOutcome(404);

        var file = _folder.File("colors.csv");
        await File.WriteAllTextAsync(file, "code,text,up\r\nred,Red,\r\ncrimson,\"Crimson, a deep red\",red\r\n", TestContext.Current.CancellationToken);
        var loaded = await CommandRun.RunAsync("terminology", "load", "csv", file, "--data", data.FullName, "--system", Url, "--version", "7", "--code", "code", "--display", "text", "--parent", "up");
        Assert.Contains("2 concepts", loaded.Expect(0).Output, StringComparison.Ordinal);
        Assert.Contains($"{Url}|7", (await CommandRun.RunAsync("terminology", "list", "--data", data.FullName)).Expect(0).Output, StringComparison.Ordinal);

        await Task.Delay(1_100, TestContext.Current.CancellationToken);
        var expansion = (await door.GetAsync($"fhir/ValueSet/$expand?url={Url}/vs&filter=deep")).Expect(200).Json["expansion"]!;
        Assert.Equal("crimson", (string?)expansion["contains"]![0]!["code"]);
        Assert.Equal("subsumes", (string?)(await door.GetAsync($"fhir/CodeSystem/$subsumes?system={Url}&codeA=red&codeB=crimson")).Expect(200).Json["parameter"]![0]!["valueCode"]);

        var backup = _folder.File("backup");
        (await CommandRun.RunAsync("backup", "--data", data.FullName, "--to", backup)).Expect(0);
        Assert.Contains(Url, (await CommandRun.RunAsync("terminology", "list", "--data", backup)).Expect(0).Output, StringComparison.Ordinal);

        Assert.Contains("is not loaded", (await CommandRun.RunAsync("terminology", "remove", Url, "8", "--data", data.FullName)).Expect(1).Error, StringComparison.Ordinal);
        (await CommandRun.RunAsync("terminology", "remove", Url, "7", "--data", data.FullName)).Expect(0);
        await Task.Delay(1_100, TestContext.Current.CancellationToken);
        (await door.GetAsync($"fhir/ValueSet/$expand?url={Url}/vs")).ExpectOutcome(404);
        Assert.Equal(["terminology-load", "backup", "backup-proof", "terminology-remove"], (await new AuditLog(officer).EventsAsync("user=console")).Select(one => AuditLog.Text(one, "interaction")).Where(one => one is not ("setup" or "sign-in-policy")));
    }

    [Fact]
    public async Task What_is_wrong_with_a_table_is_told_with_file_and_line_and_nothing_is_loaded()
    {
        var data = _folder.Folder("store");
        await using var running = await RunningClinic.OpenAsync(data);
        var file = _folder.File("broken.csv");
        await File.WriteAllTextAsync(file, "code,up\r\na,nowhere\r\n", TestContext.Current.CancellationToken);
        var refused = (await CommandRun.RunAsync("terminology", "load", "csv", file, "--data", data.FullName, "--system", Url, "--version", "7", "--code", "code", "--parent", "up")).Expect(1);
        Assert.Contains("broken.csv:2", refused.Output, StringComparison.Ordinal);
        Assert.Contains("Nothing was loaded", refused.Error, StringComparison.Ordinal);
        Assert.Empty((await CommandRun.RunAsync("terminology", "list", "--data", data.FullName)).Expect(0).Output.Trim());
        Assert.Contains("no 'missing.zip'", (await CommandRun.RunAsync("terminology", "load", "snomed", "missing.zip", "--data", data.FullName)).Expect(1).Error, StringComparison.Ordinal);
        (await CommandRun.RunAsync("terminology", "load", "nonsense", file, "--data", data.FullName)).Expect(2);
    }
}

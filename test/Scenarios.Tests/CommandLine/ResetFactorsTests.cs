using System.Text.Json.Nodes;
using Carewright.Scenarios.Tests.Apps;
using Carewright.Scenarios.Tests.Running;

namespace Carewright.Scenarios.Tests.CommandLine;

/// <summary>Help for whoever has lost their second factors, by the real command line, at rest and while a server runs.</summary>
public sealed class ResetFactorsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_code_that_is_printed_is_asked_for_after_the_password_and_the_newest_alone_opens()
    {
        var data = _folder.File("store");
        (await CommandRun.RunAsync("init", "--data", data, "--tenant", "Reset clinic", "--admin", "admin")).Expect(0);
        var old = Code((await CommandRun.RunAsync("user", "reset-factors", "admin", "--data", data)).Expect(0));
        await using var server = CommandRun.Start("up", "--data", data, "--port", "0");
        using var browser = new Browser(await server.Address);
        Assert.Contains("no user", (await CommandRun.RunAsync("user", "reset-factors", "nobody", "--data", data)).Expect(1).Error, StringComparison.OrdinalIgnoreCase);
        var code = Code((await CommandRun.RunAsync("user", "reset-factors", "admin", "--data", data)).Expect(0));
        Assert.NotEqual(old, code);

        var asked = (await browser.AskAsync("POST", "auth/sign-in", new JsonObject { ["userName"] = "admin", ["password"] = RunningClinic.Password })).Expect(202).Json;
        Assert.Equal(["enrolment-code"], asked["kinds"]!.AsArray().Select(kind => (string?)kind));
        (await ProveAsync(browser, asked, old)).Expect(401);
        var session = (await ProveAsync(browser, asked, code)).Expect(200).Json;
        Assert.NotEmpty(session["mustEnrol"]!.AsArray());
        (await browser.AskAsync("GET", "users")).Expect(401);
    }

    private static Task<Reply> ProveAsync(Browser browser, JsonObject asked, string code) =>
        browser.AskAsync("POST", "auth/sign-in/factor", new JsonObject { ["challenge"] = (string)asked["challenge"]!, ["kind"] = "enrolment-code", ["code"] = code });

    private static string Code(CommandRun run) => run.Output.Split('\n')[0].Trim();
}

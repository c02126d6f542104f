using System.Text.Json.Nodes;
using Carewright.Scenarios.Tests.Apps;
using Carewright.Scenarios.Tests.Auditing;
using Carewright.Scenarios.Tests.Running;

namespace Carewright.Scenarios.Tests.Directories;

/// <summary>A clinic with an administrator in a browser, and two directories in processes of their own. Each test registers what it needs under ids of its own.</summary>
public sealed class DirectoryHouse : IAsyncLifetime
{
    private readonly List<Browser> _browsers = [];
    private int _names;

    internal RunningClinic Clinic { get; private set; } = null!;

    internal DirectoryProcess Provider { get; private set; } = null!;

    internal DirectoryProcess Other { get; private set; } = null!;

    internal Browser Boss { get; private set; } = null!;

    internal AuditLog Log => new(Clinic.As("officer"));

    public async ValueTask InitializeAsync()
    {
        Clinic = await RunningClinic.NewAsync();
        (Provider, Other) = (await DirectoryProcess.StartAsync(), await DirectoryProcess.StartAsync());
        await Clinic.AddUserAsync("officer", "compliance-officer");
        await Clinic.Clinic.Gateway.Endpoints.AllowAsync([Provider.Address.Authority, Other.Address.Authority], CancellationToken.None);
        Boss = NewBrowser();
        await Boss.SignInAsync("admin");
        await PutAsync("main", Settings(Provider));
    }

    internal static JsonObject Settings(DirectoryProcess provider) => new()
    {
        ["name"] = "Clinic directory",
        ["issuer"] = provider.Issuer,
        ["clientId"] = DirectoryProcess.ClientId,
        ["secret"] = DirectoryProcess.Secret,
        ["roles"] = new JsonArray(new JsonObject { ["group"] = "doctors", ["role"] = "physician" }, new JsonObject { ["group"] = "nurses", ["role"] = "nurse" }),
        ["makesAccounts"] = true,
        ["trustedFactors"] = new JsonArray(),
    };

    /// <summary>Registers a directory and switches it on, which takes a test that found it to work.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="settings">What it is.</param>
    /// <param name="works">False: it does not work, and stands as one that did when it was tested.</param>
    internal async Task<JsonObject> PutAsync(string id, JsonObject settings, bool works = true)
    {
        Assert.True((await Boss.AskAsync("PUT", $"users/directories/{id}", settings.With("isEnabled", false))).Status is 200 or 201);
        var directories = Clinic.Clinic.Parts.Directories;
        if (works)
            Assert.True((bool)(await Boss.AskAsync("POST", $"users/directories/{id}/test", new JsonObject())).Expect(200).Json["works"]!);
        else
            await directories.TakeTestAsync(directories.Find(id)!, works: true, CancellationToken.None);
        var on = settings.With("isEnabled", true);
        on.Remove("secret");
        return (await Boss.AskAsync("PUT", $"users/directories/{id}", on)).Expect(200).Json;
    }

    internal Browser NewBrowser()
    {
        var browser = new Browser(Clinic.Address);
        _browsers.Add(browser);
        return browser;
    }

    internal string NewName(string stem) => $"{stem}-{Interlocked.Increment(ref _names)}";

    /// <summary>A person of the directory.</summary>
    internal static JsonObject Person(string name, params string[] groups) =>
        new() { ["sub"] = "id-of-" + name, ["name"] = "Person " + name, ["preferred_username"] = name, ["sid"] = "there-" + name, ["groups"] = new JsonArray([.. groups.Select(group => (JsonNode)group)]) };

    /// <summary>Begins in a browser: the address that it is sent to.</summary>
    internal static async Task<string> BeginAsync(Browser browser, string id = "main", bool isStepUp = false) =>
        (string)(await browser.AskAsync("POST", $"auth/directories/{id}/begin", new JsonObject { ["stepUp"] = isStepUp })).Expect(200).Json["goTo"]!;

    /// <summary>Comes back to the server with the directory's answer: what the app's page is opened with.</summary>
    internal static async Task<string> ComeBackAsync(Browser browser, Uri answer)
    {
        var page = (await browser.AskAsync("GET", answer.PathAndQuery.TrimStart('/'), asApp: false)).Expect(303).Header("Location")!;
        Assert.StartsWith("/sign-in?returned=", page, StringComparison.Ordinal);
        return page.Split('=')[1];
    }

    internal static Task<Reply> FinishAsync(Browser browser, string returned) => browser.AskAsync("POST", "auth/directories/finish", new JsonObject { ["returned"] = returned });

    /// <summary>The whole way.</summary>
    internal async Task<Reply> SignInAsync(Browser browser, string id = "main", bool isStepUp = false, DirectoryProcess? at = null)
    {
        var there = await BeginAsync(browser, id, isStepUp);
        return await FinishAsync(browser, await ComeBackAsync(browser, await (at ?? Provider).VisitAsync(there)));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var browser in _browsers)
            browser.Dispose();
        await Provider.DisposeAsync();
        await Other.DisposeAsync();
        await Clinic.DisposeAsync();
    }
}

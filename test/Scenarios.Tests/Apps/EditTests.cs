using System.Text;
using System.Text.Json.Nodes;
using Carewright.Scenarios.Tests.Running;

namespace Carewright.Scenarios.Tests.Apps;

/// <summary>An app that is changed after it was let in, and by whom it is let in.</summary>
public sealed class EditTests(AppHouse house) : IClassFixture<AppHouse>
{
    private const string Elsewhere = "https://app.example/elsewhere";

    [Fact]
    public async Task Words_change_without_anybody_noticing()
    {
        var app = await house.AddAppAsync("user/*.rs offline_access");
        using var browser = house.NewBrowser();
        await browser.SignInAsync("doctor");
        var tokens = await app.TokensAsync(browser, "user/Patient.rs offline_access");
        var changed = (await house.TryChangeAsync(app.ClientId, new JsonObject { ["name"] = " Growth curves ", ["description"] = "Draws them." })).Expect(200).Json;
        Assert.Equal(("Growth curves", "approved"), ((string?)changed["name"], (string?)changed["state"]));
        (await house.With((string)tokens["access_token"]!).GetAsync("fhir/Patient/ann")).Expect(200);
        Assert.Equal($"client={app.ClientId}&changed=Name,Description", await LastAsync(app.ClientId));
    }

    [Theory]
    [InlineData("redirectUris", """["https://app.example/elsewhere"]""")]
    [InlineData("launchUri", "\"https://app.example/launch\"")]
    [InlineData("scopes", "\"user/*.rs user/Observation.cruds offline_access\"")]
    public async Task A_change_of_addresses_or_scopes_takes_the_approval_back_and_ends_what_rested_on_it(string member, string value)
    {
        var app = await house.AddAppAsync("user/*.rs offline_access");
        using var browser = house.NewBrowser();
        await browser.SignInAsync("doctor");
        var tokens = await app.TokensAsync(browser, "user/Patient.rs offline_access");
        var door = house.With((string)tokens["access_token"]!);
        (await door.GetAsync("fhir/Patient/ann")).Expect(200);
        Assert.Equal("proposed", (string?)(await house.TryChangeAsync(app.ClientId, new JsonObject { [member] = JsonNode.Parse(value) })).Expect(200).Json["state"]);
        (await door.GetAsync("fhir/Patient/ann")).ExpectOutcome(401);
        (await app.RefreshAsync((string)tokens["refresh_token"]!)).Expect(401);
        Assert.EndsWith("&approval=taken-back", await LastAsync(app.ClientId), StringComparison.Ordinal);
        await house.ChangeAsync(app.ClientId, new JsonObject { ["state"] = "approved" });
        (await door.GetAsync("fhir/Patient/ann")).ExpectOutcome(401);
        (await app.RefreshAsync((string)tokens["refresh_token"]!)).Expect(400);
    }

    [Fact]
    public async Task After_a_change_and_a_new_approval_only_the_new_address_is_good()
    {
        var app = await house.AddAppAsync("user/*.rs");
        using var browser = house.NewBrowser();
        await browser.SignInAsync("doctor");
        await house.ChangeAsync(app.ClientId, new JsonObject { ["redirectUris"] = new JsonArray(Elsewhere) });
        await house.ChangeAsync(app.ClientId, new JsonObject { ["state"] = "approved" });
        Assert.StartsWith(Elsewhere, (await app.AllowAsync(browser, "user/Patient.rs", null, ("redirect_uri", Elsewhere))).AbsoluteUri, StringComparison.Ordinal);
        Assert.Null(TestApp.ValueOf(await app.BeginAsync(browser, "user/Patient.rs"), "request"));
    }

    [Fact]
    public async Task Another_key_counts_after_a_new_approval_and_the_old_one_no_more()
    {
        using var old = TestKey.Elliptic();
        using var next = TestKey.Elliptic();
        var app = await house.AddAppAsync("system/*.rs", "key", isBackend: true, key: old);
        (await AskAsync(app, old)).Expect(200);
        Assert.Equal("proposed", (string?)(await house.TryChangeAsync(app.ClientId, new JsonObject { ["jwks"] = next.Jwks })).Expect(200).Json["state"]);
        (await AskAsync(app, next)).Expect(401);
        await house.ChangeAsync(app.ClientId, new JsonObject { ["state"] = "approved" });
        (await AskAsync(app, old)).Expect(401);
        (await AskAsync(app, next)).Expect(200);
    }

    [Fact]
    public async Task A_change_keeps_the_rules_of_registration_and_decides_nothing_beside()
    {
        var app = await house.AddAppAsync("user/*.rs");
        (JsonObject Change, string Code)[] wrong =
        [
            (new() { ["name"] = " " }, "APP-NAME"), (new() { ["redirectUris"] = new JsonArray("http://app.example/after") }, "APP-REDIRECT"), (new() { ["redirectUris"] = new JsonArray() }, "APP-REDIRECTS"),
            (new() { ["scopes"] = "system/*.rs" }, "APP-SCOPE-KIND"), (new() { ["scopes"] = "everything" }, "APP-SCOPES"), (new() { ["jwksUri"] = "https://app.example/keys" }, "APP-KEYS-UNUSED"),
        ];
        foreach (var (change, code) in wrong)
            Assert.Contains(code, (await house.TryChangeAsync(app.ClientId, change)).Expect(422).Json["issues"]!.AsArray().Select(issue => (string?)issue!["code"]));
        (await house.TryChangeAsync(app.ClientId, new JsonObject { ["scopes"] = "user/*.cruds", ["state"] = "approved" })).Expect(400);
        (await house.TryChangeAsync("nobody", new JsonObject { ["name"] = "App" })).Expect(404);
        (await house.As("doctor").SendBytesAsync(HttpMethod.Patch, "auth/apps/" + app.ClientId, """{"name":"Mine"}"""u8.ToArray(), "application/json")).Expect(403);
        await house.ChangeAsync(app.ClientId, new JsonObject { ["state"] = "suspended" });
        Assert.Equal("suspended", (string?)(await house.TryChangeAsync(app.ClientId, new JsonObject { ["redirectUris"] = new JsonArray(Elsewhere) })).Expect(200).Json["state"]);
    }

    [Fact]
    public async Task Only_a_person_who_has_just_said_who_they_are_lets_an_app_in()
    {
        var app = await house.AddAppAsync("user/*.rs", isApproved: false);
        foreach (var change in new JsonObject[] { new() { ["state"] = "approved" }, new() { ["isTrusted"] = true } })
            Assert.Equal("forbidden", (string?)(await house.Boss.SendBytesAsync(HttpMethod.Patch, "auth/apps/" + app.ClientId, Encoding.UTF8.GetBytes(change.ToJsonString()), "application/json")).Expect(403).Json["code"]);
        Assert.Equal("only in a browser's session", await LastAsync(app.ClientId, "rule"));
        using var browser = house.NewBrowser();
        await browser.SignInAsync("boss");
        house.Clock.Advance(TimeSpan.FromMinutes(11));
        var approval = new JsonObject { ["state"] = "approved" };
        Assert.Equal("step-up-needed", (string?)(await browser.AskAsync("PATCH", "auth/apps/" + app.ClientId, approval)).Expect(403).Json["code"]);
        Assert.Equal("step-up needed", await LastAsync(app.ClientId, "rule"));
        (await browser.AskAsync("POST", "account/step-up", new JsonObject { ["kind"] = "password", ["code"] = RunningClinic.Password })).Expect(204);
        Assert.Equal("approved", (string?)(await browser.AskAsync("PATCH", "auth/apps/" + app.ClientId, approval)).Expect(200).Json["state"]);
        // What stops an app is never held up.
        (await house.Boss.SendBytesAsync(HttpMethod.Patch, "auth/apps/" + app.ClientId, """{"state":"suspended"}"""u8.ToArray(), "application/json")).Expect(200);
    }

    private Task<Reply> AskAsync(TestApp app, TestKey key) => new TestApp(house, app.ClientId, null, key).TokenAsync([("grant_type", "client_credentials"), ("scope", "system/*.rs")], []);

    private async Task<string> LastAsync(string app, string member = "query") => (string)(await house.EventsAsync("app-update")).Last(one => ((string)one["query"]!).Contains(app, StringComparison.Ordinal))[member]!;
}

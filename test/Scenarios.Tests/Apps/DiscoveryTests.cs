using System.Text.Json.Nodes;

namespace Carewright.Scenarios.Tests.Apps;

/// <summary>What apps read before they ask for anything, and how they come to be.</summary>
public sealed class DiscoveryTests : IClassFixture<AppHouse>
{
    private readonly AppHouse _house;

    public DiscoveryTests(AppHouse house) => _house = house;

    [Fact]
    public async Task The_configuration_says_what_is_true_and_each_address_answers()
    {
        using var browser = _house.NewBrowser();
        var smart = (await browser.SendAsync("GET", "fhir/.well-known/smart-configuration", null)).Expect(200).Json;
        var openId = (await browser.SendAsync("GET", ".well-known/openid-configuration", null)).Expect(200).Json;
        Assert.Equal((_house.Issuer, _house.Issuer), ((string)smart["issuer"]!, (string)openId["issuer"]!));
        Assert.Equal(["S256"], smart["code_challenge_methods_supported"]!.AsArray().Select(one => (string)one!));
        foreach (var capability in new[] { "launch-ehr", "launch-standalone", "client-public", "client-confidential-symmetric", "client-confidential-asymmetric", "context-ehr-patient", "sso-openid-connect", "permission-v1", "permission-v2", "permission-offline" })
            Assert.Contains(capability, smart["capabilities"]!.AsArray().Select(one => (string)one!));
        Assert.Null(smart["registration_endpoint"]);
        foreach (var name in new[] { "authorization_endpoint", "jwks_uri" })
            Assert.InRange((await browser.SendAsync("GET", (string)smart[name]!, null)).Status, 200, 399);
        foreach (var name in new[] { "token_endpoint", "introspection_endpoint", "revocation_endpoint" })
            (await browser.SubmitAsync((string)smart[name]!, [("grant_type", "x")])).Expect(name == "token_endpoint" ? 401 : 400);
        (await browser.SendAsync("GET", (string)openId["userinfo_endpoint"]!, null)).Expect(401);
        var statement = (await browser.SendAsync("GET", "fhir/metadata", null)).Expect(200).Json;
        var security = statement["rest"]![0]!["security"]!;
        Assert.Equal("SMART-on-FHIR", (string?)security["service"]![0]!["coding"]![0]!["code"]);
        Assert.Equal(smart["token_endpoint"]!.ToString(), security["extension"]![0]!["extension"]!.AsArray().Single(one => (string?)one!["url"] == "token")!["valueUri"]!.ToString());
    }

    [Fact]
    public async Task An_app_registers_itself_only_where_the_clinic_allows_it_and_waits_for_approval()
    {
        using var browser = _house.NewBrowser();
        var metadata = new JsonObject
        {
            ["client_name"] = "Self-made",
            ["redirect_uris"] = new JsonArray("https://self.example/after"),
            ["token_endpoint_auth_method"] = "client_secret_basic",
            ["scope"] = "patient/*.rs",
            ["software_id"] = "ignored",
        };
        (await browser.AskAsync("POST", "auth/register", metadata, asApp: false)).Expect(403);
        await AllowRegistrationAsync(true);
        var made = (await browser.AskAsync("POST", "auth/register", metadata.DeepClone(), asApp: false)).Expect(201).Json;
        Assert.Equal(43, ((string)made["client_secret"]!).Length);
        var begun = await browser.SendAsync("GET", $"auth/authorize?response_type=code&client_id={made["client_id"]}&redirect_uri=https%3A%2F%2Fself.example%2Fafter", null);
        Assert.Equal("/consent?error=invalid_client_or_redirect", begun.Expect(303).Header("Location"));
        metadata["redirect_uris"] = new JsonArray("javascript:alert(1)");
        Assert.Equal("invalid_redirect_uri", (string?)(await browser.AskAsync("POST", "auth/register", metadata.DeepClone(), asApp: false)).Expect(400).Json["error"]);
        await AllowRegistrationAsync(false);
    }

    [Theory]
    [InlineData("redirectUris", """["http://app.example/after"]""", "APP-REDIRECT")]
    [InlineData("redirectUris", """["https://app.example/*"]""", "APP-REDIRECT")]
    [InlineData("redirectUris", """["https://user@app.example/after"]""", "APP-REDIRECT")]
    [InlineData("redirectUris", """["https://app.example/after#x"]""", "APP-REDIRECT")]
    [InlineData("redirectUris", """["data:text/html,x"]""", "APP-REDIRECT")]
    [InlineData("redirectUris", "[]", "APP-REDIRECTS")]
    [InlineData("launchUri", "\"javascript:alert(1)\"", "APP-LAUNCH")]
    [InlineData("scopes", "\"user/Nonsense.rs\"", "APP-SCOPES")]
    [InlineData("scopes", "\"system/*.rs\"", "APP-SCOPE-KIND")]
    [InlineData("kind", "\"key\"", "APP-KEYS")]
    [InlineData("jwksUri", "\"https://app.example/keys\"", "APP-KEYS-UNUSED")]
    [InlineData("name", "\" \"", "APP-NAME")]
    public async Task A_registration_that_would_be_unsafe_is_refused(string member, string value, string code)
    {
        var body = new JsonObject { ["name"] = "App", ["kind"] = "public", ["scopes"] = "user/*.rs", ["redirectUris"] = new JsonArray("https://app.example/after") };
        body[member] = JsonNode.Parse(value);
        var reply = (await _house.Boss.SendBytesAsync(HttpMethod.Post, "auth/apps", System.Text.Encoding.UTF8.GetBytes(body.ToJsonString()), "application/json")).Expect(422);
        Assert.Contains(code, reply.Json["issues"]!.AsArray().Select(issue => (string)issue!["code"]!));
    }

    [Fact]
    public async Task Private_keys_are_not_taken()
    {
        using var key = TestKey.Elliptic();
        var jwks = JsonNode.Parse(key.Jwks)!;
        jwks["keys"]![0]!["d"] = jwks["keys"]![0]!["x"]!.ToString();
        var body = new JsonObject { ["name"] = "App", ["kind"] = "key", ["scopes"] = "system/*.rs", ["isBackend"] = true, ["jwks"] = jwks.ToJsonString() };
        var reply = (await _house.Boss.SendBytesAsync(HttpMethod.Post, "auth/apps", System.Text.Encoding.UTF8.GetBytes(body.ToJsonString()), "application/json")).Expect(422);
        Assert.Contains("APP-JWKS", reply.Json["issues"]!.AsArray().Select(issue => (string)issue!["code"]!));
    }

    [Fact]
    public async Task Only_an_administrator_manages_apps()
    {
        var app = await _house.AddAppAsync("user/*.rs", isApproved: false);
        foreach (var user in new[] { "doctor", "officer", "ann" })
        {
            (await _house.As(user).GetAsync("auth/apps")).Expect(403);
            (await _house.As(user).SendBytesAsync(HttpMethod.Patch, "auth/apps/" + app.ClientId, """{"state":"approved"}"""u8.ToArray(), "application/json")).Expect(403);
        }
        using var browser = _house.NewBrowser();
        (await browser.AskAsync("GET", "auth/apps")).Expect(401);
    }

    [Fact]
    public async Task A_secret_is_shown_once_and_a_new_one_voids_the_old()
    {
        var app = await _house.AddAppAsync("user/*.rs offline_access", "secret");
        Assert.DoesNotContain(app.Secret!, (await _house.Boss.GetAsync("auth/apps")).Expect(200).Text, StringComparison.Ordinal);
        using var browser = _house.NewBrowser();
        await browser.SignInAsync("doctor");
        var refresh = (string)(await app.TokensAsync(browser, "user/Patient.rs offline_access"))["refresh_token"]!;
        var renewed = (string)(await (await _house.DeskAsync()).AskAsync("POST", $"auth/apps/{app.ClientId}/secret")).Expect(200).Json["secret"]!;
        (await app.RefreshAsync(refresh)).Expect(401);
        (await app.RefreshAsync(refresh, ("client_secret", renewed))).Expect(200);
    }

    // A script's token in the wrong hands must not take over an app, nor open the clinic to apps that register themselves; and neither may an unattended screen.
    [Fact]
    public async Task A_secret_and_the_settings_are_for_a_person_at_the_app_who_has_just_said_who_they_are()
    {
        var app = await _house.AddAppAsync("user/*.rs offline_access", "secret");
        const string settings = """{"mayRegister":true,"publicAddress":"https://evil.example"}""";
        (await _house.Boss.SendAsync(HttpMethod.Post, $"auth/apps/{app.ClientId}/secret", null)).Expect(403);
        (await _house.Boss.SendBytesAsync(HttpMethod.Put, "auth/apps/settings", System.Text.Encoding.UTF8.GetBytes(settings), "application/json")).Expect(403);
        using var idle = _house.NewBrowser();
        await idle.SignInAsync("boss");
        _house.Clock.Advance(TimeSpan.FromMinutes(11));
        Assert.Equal("step-up-needed", (string?)(await idle.AskAsync("POST", $"auth/apps/{app.ClientId}/secret")).Expect(403).Json["code"]);
        Assert.Equal("step-up-needed", (string?)(await idle.AskAsync("PUT", "auth/apps/settings", JsonNode.Parse(settings))).Expect(403).Json["code"]);
        // The old secret still is the app's, nothing was set, and each attempt is on record.
        using var browser = _house.NewBrowser();
        await browser.SignInAsync("doctor");
        var refresh = (string)(await app.TokensAsync(browser, "user/Patient.rs offline_access"))["refresh_token"]!;
        (await app.RefreshAsync(refresh)).Expect(200);
        Assert.False((bool)(await _house.Boss.GetAsync("auth/apps")).Expect(200).Json["settings"]!["mayRegister"]!);
        foreach (var interaction in new[] { "app-secret", "app-settings" })
            Assert.True((await _house.EventsAsync(interaction)).Count(one => (int)one["status"]! == 403) >= 2, interaction);
    }

    private async Task AllowRegistrationAsync(bool may) =>
        (await (await _house.DeskAsync()).AskAsync("PUT", "auth/apps/settings", new JsonObject { ["mayRegister"] = may, ["publicAddress"] = null })).Expect(204);
}

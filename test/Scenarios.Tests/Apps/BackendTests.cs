using System.Text.Json.Nodes;
using Carewright.Scenarios.Tests.Exporting;
using Carewright.Scenarios.Tests.Running;

namespace Carewright.Scenarios.Tests.Apps;

/// <summary>SMART Backend Services: an app with a key and an account of its own.</summary>
public sealed class BackendTests : IClassFixture<AppHouse>
{
    private readonly AppHouse _house;

    public BackendTests(AppHouse house) => _house = house;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_backend_client_exports_what_its_scopes_open(bool isElliptic)
    {
        using var key = isElliptic ? TestKey.Elliptic() : TestKey.Rsa();
        var app = await _house.AddAppAsync("system/*.rs", "key", isBackend: true, key: key);
        var tokens = (await AskAsync(app, "system/Patient.rs system/Observation.rs?category=laboratory")).Expect(200).Json;
        Assert.Equal(300, (int)tokens["expires_in"]!);
        Assert.Null(tokens["refresh_token"]);
        var door = _house.With((string)tokens["access_token"]!);
        (await door.GetAsync("fhir/Condition/ann-problem")).ExpectOutcome(403);
        var files = await new BulkClient(door).ExportAsync("$export?_type=Patient,Observation");
        Assert.Equal(["Observation/ann-lab", "Observation/bob-lab", "Patient/ann", "Patient/bob"], files.References.Order());
    }

    [Fact]
    public async Task An_app_does_not_see_the_exports_of_another()
    {
        using var key = TestKey.Elliptic();
        var (app, other) = (await _house.AddAppAsync("system/*.rs", "key", isBackend: true, key: key), await _house.AddAppAsync("system/*.rs", "key", isBackend: true, key: key));
        var door = _house.With((string)(await AskAsync(app, "system/*.rs")).Expect(200).Json["access_token"]!);
        var job = await new BulkClient(door).StartAsync("$export?_type=Patient");
        var foreign = _house.With((string)(await AskAsync(other, "system/*.rs")).Expect(200).Json["access_token"]!);
        (await foreign.GetAsync(job)).ExpectOutcome(404);
        (await new BulkClient(door).WaitAsync(job)).Expect(200);
    }

    [Fact]
    public async Task An_assertion_works_once()
    {
        using var key = TestKey.Elliptic();
        var app = await _house.AddAppAsync("system/*.rs", "key", isBackend: true, key: key);
        var assertion = key.Assertion(app.ClientId, Audience, _house.Clock.GetUtcNow());
        (await AskAsync(app, "system/*.rs", ("client_assertion", assertion))).Expect(200);
        await RefusedAsync(AskAsync(app, "system/*.rs", ("client_assertion", assertion)));
        Assert.Contains("assertion replayed", (string)(await _house.EventsAsync("token"))[^1]["query"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Assertions_that_are_wrong_in_any_part_are_refused()
    {
        using var key = TestKey.Elliptic();
        using var thief = TestKey.Elliptic();
        using var rsa = TestKey.Rsa();
        var app = await _house.AddAppAsync("system/*.rs", "key", isBackend: true, key: key);
        var now = _house.Clock.GetUtcNow();
        (string Name, JsonNode? Value)[] wrong =
        [
            ("aud", _house.Issuer), ("aud", "https://other.example/auth/token"), ("aud", null), ("aud", new JsonArray(Audience, "https://other.example/auth/token")),
            ("iss", "nobody"), ("sub", "nobody"), ("sub", null), ("jti", null), ("exp", null),
            ("exp", now.AddSeconds(-31).ToUnixTimeSeconds()), ("exp", now.AddMinutes(6).ToUnixTimeSeconds()), ("nbf", now.AddSeconds(60).ToUnixTimeSeconds()),
        ];
        foreach (var change in wrong)
            await RefusedAsync(AskAsync(app, "system/*.rs", ("client_assertion", key.Assertion(app.ClientId, Audience, now, change))));
        foreach (var other in new[] { thief, rsa })
            await RefusedAsync(AskAsync(app, "system/*.rs", ("client_assertion", other.Assertion(app.ClientId, Audience, now))));
        var claims = JsonNode.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(key.Assertion(app.ClientId, Audience, now).Split('.')[1]))!.AsObject();
        await RefusedAsync(AskAsync(app, "system/*.rs", ("client_assertion", $"{TestKey.Encode(new JsonObject { ["alg"] = "none" })}.{TestKey.Encode(claims)}.")));
        await RefusedAsync(AskAsync(app, "system/*.rs", ("client_assertion_type", "urn:other")));
        await RefusedAsync(AskAsync(app, "system/*.rs", ("client_secret", "x")));
        await RefusedAsync(AskAsync(app, "system/*.rs", ("client_assertion", null), ("client_assertion_type", null), ("client_id", app.ClientId)));
        (await AskAsync(app, "system/*.rs", ("client_assertion", key.Assertion(app.ClientId, Audience, now, ("exp", now.AddSeconds(-29).ToUnixTimeSeconds()))))).Expect(200);
    }

    [Fact]
    public async Task An_assertion_for_another_server_is_refused_under_that_server_s_name_too()
    {
        using var key = TestKey.Elliptic();
        var app = await _house.AddAppAsync("system/*.rs", "key", isBackend: true, key: key);
        var form = new[]
        {
            ("grant_type", "client_credentials"), ("scope", "system/*.rs"), ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
            ("client_assertion", key.Assertion(app.ClientId, "https://other.example/auth/token", _house.Clock.GetUtcNow())),
        };
        using var browser = _house.NewBrowser();
        (await browser.SubmitAsync("auth/token", form, ("Host", "other.example"))).Expect(401);
        Assert.DoesNotContain("other.example", (await browser.SendAsync("GET", "fhir/.well-known/smart-configuration", null, ("Host", "other.example"))).Expect(200).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_are_fetched_from_the_registered_address_but_not_from_the_clinic_s_own_network_unless_allowed()
    {
        using var key = TestKey.Elliptic();
        await using var server = await KeyServer.StartAsync(() => key.Jwks);
        var app = new TestApp(_house, (await _house.AddAppAsync("system/*.rs", "key", isBackend: true, jwksUri: server.Address.ToString())).ClientId, null, key);
        await RefusedAsync(AskAsync(app, "system/*.rs"));
        Assert.Equal(0, server.Requests);
        (await _house.Boss.SendBytesAsync(HttpMethod.Put, "outbound-hosts", System.Text.Encoding.UTF8.GetBytes($$"""{"hosts":["localhost:{{server.Address.Port}}"]}"""), "application/json")).Expect(204);
        _house.Clock.Advance(TimeSpan.FromMinutes(11));
        (await AskAsync(app, "system/*.rs")).Expect(200);
        Assert.Equal(1, server.Requests);
    }

    [Fact]
    public async Task A_backend_has_no_more_than_its_account_and_its_registration()
    {
        using var key = TestKey.Elliptic();
        var app = await _house.AddAppAsync("system/Patient.rs", "key", isBackend: true, key: key);
        Assert.Equal("invalid_scope", (string?)(await AskAsync(app, "system/Observation.rs user/*.rs")).Expect(400).Json["error"]);
        var tokens = (await AskAsync(app, "system/Patient.rs system/Observation.rs")).Expect(200).Json;
        Assert.Equal("system/Patient.rs", (string?)tokens["scope"]);
        Assert.Equal("unauthorized_client", (string?)(await app.TokenAsync([("grant_type", "refresh_token"), ("refresh_token", "a.b")], [])).Expect(400).Json["error"]);
        var account = _house.Clinic.Clinic.Parts.Accounts.Find("app." + app.ClientId);
        Assert.Equal("system-interface", account?.Role);
        await _house.ChangeAsync(app.ClientId, new JsonObject { ["state"] = "suspended" });
        (await _house.With((string)tokens["access_token"]!).GetAsync("fhir/Patient/ann")).ExpectOutcome(401);
        await RefusedAsync(AskAsync(app, "system/Patient.rs"));
    }

    private string Audience => _house.Issuer + "/auth/token";

    private static Task<Reply> AskAsync(TestApp app, string scope, params (string Name, string? Value)[] changes) => app.TokenAsync([("grant_type", "client_credentials"), ("scope", scope)], changes);

    private static async Task RefusedAsync(Task<Reply> asked) => Assert.Equal("invalid_client", (string?)(await asked).Expect(401).Json["error"]);
}

using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Carewright.Scenarios.Tests.Auditing;
using Carewright.Scenarios.Tests.Running;
using Carewright.Security;

namespace Carewright.Scenarios.Tests.Apps;

/// <summary>What is tried against authorization servers (RFC 9700), and refused here, and on record.</summary>
public sealed class AttackTests : IClassFixture<AppHouse>
{
    private readonly AppHouse _house;

    public AttackTests(AppHouse house) => _house = house;

    [Theory]
    [InlineData("redirect_uri", "https://app.example/after")]
    [InlineData("redirect_uri", "https://app.example/after?kept=1&more=2")]
    [InlineData("redirect_uri", "https://app.example/after?kept=1#")]
    [InlineData("redirect_uri", "https://app.example/AFTER?kept=1")]
    [InlineData("redirect_uri", "https://app.example.evil.example/after?kept=1")]
    [InlineData("redirect_uri", "https://app.example@evil.example/after?kept=1")]
    [InlineData("redirect_uri", "https://app.example/after/../evil?kept=1")]
    [InlineData("redirect_uri", null)]
    [InlineData("client_id", "nobody")]
    [InlineData("client_id", null)]
    public async Task A_doubtful_client_or_address_is_told_to_the_user_and_sent_nowhere(string name, string? value)
    {
        var app = await _house.AddAppAsync("user/*.rs");
        using var browser = _house.NewBrowser();
        var page = await app.BeginAsync(browser, "user/Patient.rs", (name, value));
        Assert.Equal(_house.Issuer, page.GetLeftPart(UriPartial.Authority));
        Assert.Equal("/consent?error=invalid_client_or_redirect", page.PathAndQuery);
        Assert.Equal("400", (await _house.EventsAsync("authorize"))[^1]["status"]!.ToString());
    }

    [Theory]
    [InlineData("code_challenge_method", "plain", "invalid_request")]
    [InlineData("code_challenge_method", null, "invalid_request")]
    [InlineData("code_challenge", null, "invalid_request")]
    [InlineData("code_challenge", "short", "invalid_request")]
    [InlineData("state", null, "invalid_request")]
    [InlineData("aud", "https://other.example/fhir", "invalid_request")]
    [InlineData("aud", null, "invalid_request")]
    [InlineData("response_type", "token", "unsupported_response_type")]
    [InlineData("response_type", "code id_token", "unsupported_response_type")]
    [InlineData("response_mode", "fragment", "invalid_request")]
    [InlineData("request", "e30.e30.", "request_not_supported")]
    [InlineData("request_uri", "https://evil.example/r", "request_uri_not_supported")]
    [InlineData("prompt", "none", "interaction_required")]
    [InlineData("scope", "system/*.rs", "invalid_scope")]
    [InlineData("scope", "user/*.cruds", "invalid_scope")]
    [InlineData("launch", "guessed", "invalid_scope")]
    public async Task A_request_that_is_bent_is_refused_at_the_app(string name, string? value, string error)
    {
        var app = await _house.AddAppAsync("user/*.rs");
        using var browser = _house.NewBrowser();
        var callback = await app.BeginAsync(browser, "user/Patient.rs", (name, value));
        Assert.Equal(("app.example", error, _house.Issuer), (callback.Host, TestApp.ValueOf(callback, "error"), TestApp.ValueOf(callback, "iss")));
        Assert.Null(TestApp.ValueOf(callback, "code"));
    }

    [Fact]
    public async Task A_parameter_that_comes_twice_is_refused()
    {
        var app = await _house.AddAppAsync("user/*.rs");
        using var browser = _house.NewBrowser();
        var parameters = app.Parameters("user/Patient.rs");
        var reply = (await browser.SubmitAsync("auth/authorize", [.. parameters, ("redirect_uri", TestApp.OtherRedirect)])).Expect(303);
        Assert.StartsWith("/consent?error=", reply.Header("Location")!, StringComparison.Ordinal);
        Assert.StartsWith("/consent?request=", (await browser.SubmitAsync("auth/authorize", parameters)).Expect(303).Header("Location")!, StringComparison.Ordinal);
        var twice = await browser.SubmitAsync("auth/token", [("grant_type", "authorization_code"), ("client_id", app.ClientId), ("client_id", app.ClientId), ("code", "x")]);
        Assert.Equal("invalid_request", (string?)twice.Expect(400).Json["error"]);
    }

    [Fact]
    public async Task A_code_is_for_one_client_one_address_one_verifier_one_minute_and_one_use()
    {
        var (app, other) = (await _house.AddAppAsync("user/*.rs offline_access"), await _house.AddAppAsync("user/*.rs"));
        using var browser = _house.NewBrowser();
        await browser.SignInAsync("doctor");
        await RefusedAsync(other.RedeemAsync(await app.CodeAsync(browser, "user/Patient.rs")));
        await RefusedAsync(app.RedeemAsync(await app.CodeAsync(browser, "user/Patient.rs"), ("redirect_uri", TestApp.OtherRedirect)));
        await RefusedAsync(app.RedeemAsync(await app.CodeAsync(browser, "user/Patient.rs"), ("code_verifier", TestApp.Verifier + "x")));
        await RefusedAsync(app.RedeemAsync(await app.CodeAsync(browser, "user/Patient.rs"), ("code_verifier", null)), "invalid_request");
        var late = await app.CodeAsync(browser, "user/Patient.rs");
        _house.Clock.Advance(TimeSpan.FromSeconds(61));
        await RefusedAsync(app.RedeemAsync(late));
        var code = await app.CodeAsync(browser, "user/Patient.rs offline_access");
        var tokens = (await app.RedeemAsync(code)).Expect(200).Json;
        var door = _house.With((string)tokens["access_token"]!);
        (await door.GetAsync("fhir/Patient/ann")).Expect(200);
        await RefusedAsync(app.RedeemAsync(code));
        (await door.GetAsync("fhir/Patient/ann")).ExpectOutcome(401);
        await RefusedAsync(app.RefreshAsync((string)tokens["refresh_token"]!));
        Assert.Contains((await _house.EventsAsync("token")).Select(one => AuditLog.Text(one, "query")), query => query.Contains("code reused; grant ended", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_wrong_client_does_not_use_up_a_code()
    {
        var (app, other) = (await _house.AddAppAsync("user/*.rs"), await _house.AddAppAsync("user/*.rs"));
        using var browser = _house.NewBrowser();
        await browser.SignInAsync("doctor");
        var code = await app.CodeAsync(browser, "user/Patient.rs");
        await RefusedAsync(other.RedeemAsync(code));
        (await app.RedeemAsync(code)).Expect(200);
    }

    [Fact]
    public async Task Another_client_s_refresh_token_is_refused_and_stays_good_and_no_refresh_widens()
    {
        var (app, other) = (await _house.AddAppAsync("user/*.cruds offline_access"), await _house.AddAppAsync("user/*.cruds offline_access"));
        using var browser = _house.NewBrowser();
        await browser.SignInAsync("doctor");
        var refresh = (string)(await app.TokensAsync(browser, "user/Patient.rs offline_access"))["refresh_token"]!;
        await RefusedAsync(other.RefreshAsync(refresh));
        await RefusedAsync(app.RefreshAsync(refresh, ("scope", "user/Patient.cruds")), "invalid_scope");
        await RefusedAsync(app.RefreshAsync(refresh, ("scope", "user/*.rs")), "invalid_scope");
        (await app.RefreshAsync(refresh)).Expect(200);
    }

    [Fact]
    public async Task Forged_and_foreign_tokens_open_nothing()
    {
        var app = await _house.AddAppAsync("user/*.rs");
        using var browser = _house.NewBrowser();
        await browser.SignInAsync("doctor");
        var token = (string)(await app.TokensAsync(browser, "user/Patient.rs"))["access_token"]!;
        var parts = token.Split('.');
        var claims = JsonNode.Parse(Base64Url.DecodeFromChars(parts[1]))!.AsObject();
        using var key = TestKey.Elliptic();
        var header = JsonNode.Parse(Base64Url.DecodeFromChars(parts[0]))!.AsObject();
        var keys = (await browser.SendAsync("GET", "auth/jwks", null)).Expect(200).Text;
        foreach (var forged in new[] { Unsigned(header, claims, "none"), Unsigned(header, claims, "None"), ByMac(header, claims, keys), key.Sign(header, claims), Changed(header, claims, parts[2], "scope", "user/*.cruds"), Changed(header, claims, parts[2], "exp", "4102444800") })
            (await _house.With(forged).GetAsync("fhir/Patient/ann")).ExpectOutcome(401);
        (await _house.With(token).GetAsync("fhir/Patient/ann")).Expect(200);
    }

    [Fact]
    public async Task An_id_token_and_a_refresh_token_are_no_access_tokens()
    {
        var app = await _house.AddAppAsync("openid user/*.rs offline_access");
        using var browser = _house.NewBrowser();
        await browser.SignInAsync("doctor");
        var tokens = await app.TokensAsync(browser, "openid user/*.rs offline_access");
        foreach (var name in new[] { "id_token", "refresh_token" })
            (await _house.With((string)tokens[name]!).GetAsync("fhir/Patient/ann")).ExpectOutcome(401);
    }

    [Fact]
    public async Task Disabling_the_account_or_suspending_the_app_ends_its_tokens_at_once()
    {
        var app = await _house.AddAppAsync("user/*.rs offline_access");
        using var browser = _house.NewBrowser();
        await browser.SignInAsync("doctor");
        var one = await app.TokensAsync(browser, "user/Patient.rs offline_access");
        var door = _house.With((string)one["access_token"]!);
        (await door.GetAsync("fhir/Patient/ann")).Expect(200);
        await _house.ChangeAsync(app.ClientId, new JsonObject { ["state"] = "suspended" });
        (await door.GetAsync("fhir/Patient/ann")).ExpectOutcome(401);
        await RefusedAsync(app.RefreshAsync((string)one["refresh_token"]!), "invalid_client");
        await _house.ChangeAsync(app.ClientId, new JsonObject { ["state"] = "approved" });
        (await door.GetAsync("fhir/Patient/ann")).ExpectOutcome(401);
        await RefusedAsync(app.RefreshAsync((string)one["refresh_token"]!));
        using var other = _house.NewBrowser();
        await _house.Clinic.AddUserAsync("mover", Roles.Physician);
        await other.SignInAsync("mover");
        var two = await app.TokensAsync(other, "user/Patient.rs offline_access");
        var accounts = _house.Clinic.Clinic.Parts.Accounts;
        (await _house.With((string)two["access_token"]!).GetAsync("fhir/Patient/ann")).Expect(200);
        await accounts.ChangeAsync("mover", new AccountChange(Role: Roles.Nurse), PolicyLibrary.Embedded, CancellationToken.None);
        (await _house.With((string)two["access_token"]!).GetAsync("fhir/Patient/ann")).ExpectOutcome(401);
        await RefusedAsync(app.RefreshAsync((string)two["refresh_token"]!));
    }

    [Fact]
    public async Task A_consent_page_sent_to_somebody_else_is_worth_nothing()
    {
        var app = await _house.AddAppAsync("user/*.rs");
        using var attacker = _house.NewBrowser();
        var id = await app.RequestAsync(attacker, "user/Patient.rs");
        using var victim = _house.NewBrowser();
        await victim.SignInAsync("doctor");
        (await victim.AskAsync("GET", "auth/requests/" + id)).Expect(404);
        (await victim.AskAsync("POST", "auth/requests/" + id, new JsonObject { ["scopes"] = new JsonArray("user/Patient.rs") })).Expect(404);
    }

    [Fact]
    public async Task A_foreign_page_cannot_say_yes_and_nobody_frames_the_consent_page()
    {
        var app = await _house.AddAppAsync("user/*.rs");
        using var browser = _house.NewBrowser();
        await browser.SignInAsync("doctor");
        var id = await app.RequestAsync(browser, "user/Patient.rs");
        var decision = new JsonObject { ["scopes"] = new JsonArray("user/Patient.rs") };
        Assert.Equal("not-from-app", (string?)(await browser.AskAsync("POST", "auth/requests/" + id, decision, asApp: false)).Expect(403).Json["code"]);
        var page = await browser.AskAsync("GET", "auth/requests/" + id);
        Assert.Contains("frame-ancestors 'none'", page.Header("Content-Security-Policy")!, StringComparison.Ordinal);
        Assert.Equal("DENY", page.Header("X-Frame-Options"));
    }

    [Theory]
    [InlineData("users")]
    [InlineData("audit/events")]
    [InlineData("auth/session")]
    [InlineData("auth/apps")]
    [InlineData("auth/grants")]
    [InlineData("conformance/packages")]
    [InlineData("outbound-hosts")]
    [InlineData("bulk/import-sources")]
    public async Task An_app_s_token_opens_no_door_beside_the_record(string path)
    {
        var app = await _house.AddAppAsync("user/*.cruds");
        using var browser = _house.NewBrowser();
        await browser.SignInAsync("boss");
        var door = _house.With((string)(await app.TokensAsync(browser, "user/*.cruds"))["access_token"]!);
        (await door.GetAsync(path)).Expect(403);
        Assert.Contains(await _house.Log.EventsAsync("user=boss"), one => AuditLog.Text(one, "query") == "door=closed-to-apps" && AuditLog.Text(one, "client") == app.ClientId);
    }

    [Fact]
    public async Task An_app_s_token_gains_nothing_by_subscriptions_exports_and_operations()
    {
        var app = await _house.AddAppAsync("user/*.cruds");
        using var browser = _house.NewBrowser();
        await browser.SignInAsync("doctor");
        var door = _house.With((string)(await app.TokensAsync(browser, "user/*.cruds"))["access_token"]!);
        (await door.GetAsync("fhir/Subscription")).ExpectOutcome(403);
        (await door.PostAsync("fhir/Subscription/$get-ws-binding-token", new JsonObject { ["resourceType"] = "Parameters" })).ExpectOutcome(404);
        (await door.GetAsync("fhir/$export", ("Prefer", "respond-async"))).ExpectOutcome(403);
        (await door.PostAsync("fhir/Patient/$merge", BulkParameters("source-patient", "target-patient"))).ExpectOutcome(403);
    }

    [Fact]
    public async Task Only_pages_of_approved_apps_may_call_from_elsewhere_and_never_with_cookies()
    {
        var app = await _house.AddAppAsync("user/*.rs", isApproved: false, redirect: "https://own.example/after");
        using var browser = _house.NewBrowser();
        var before = await browser.SendAsync("OPTIONS", "fhir/Patient", null, ("Origin", "https://own.example"), ("Access-Control-Request-Method", "GET"));
        Assert.Null(before.Header("Access-Control-Allow-Origin"));
        await _house.ChangeAsync(app.ClientId, new JsonObject { ["state"] = "approved" });
        var after = (await browser.SendAsync("OPTIONS", "fhir/Patient", null, ("Origin", "https://own.example"), ("Access-Control-Request-Method", "GET"))).Expect(204);
        Assert.Equal("https://own.example", after.Header("Access-Control-Allow-Origin"));
        Assert.Null(after.Header("Access-Control-Allow-Credentials"));
        Assert.DoesNotContain("X-Carewright-App", after.Header("Access-Control-Allow-Headers")!, StringComparison.OrdinalIgnoreCase);
        Assert.Null((await browser.SendAsync("OPTIONS", "fhir/Patient", null, ("Origin", "https://evil.example"), ("Access-Control-Request-Method", "GET"))).Header("Access-Control-Allow-Origin"));
        Assert.Null((await browser.SendAsync("OPTIONS", "auth/sign-in", null, ("Origin", "https://own.example"), ("Access-Control-Request-Method", "POST"))).Header("Access-Control-Allow-Origin"));
    }

    private static async Task RefusedAsync(Task<Reply> asked, string error = "invalid_grant")
    {
        var reply = await asked;
        reply.Expect(error == "invalid_client" ? 401 : 400);
        Assert.Equal(error, (string?)reply.Json["error"]);
        Assert.Equal("no-store", reply.Header("Cache-Control"));
    }

    private static JsonObject BulkParameters(params string[] names) => new()
    {
        ["resourceType"] = "Parameters",
        ["parameter"] = new JsonArray([.. names.Select((name, at) => new JsonObject { ["name"] = name, ["valueReference"] = new JsonObject { ["reference"] = at == 0 ? "Patient/ann" : "Patient/bob" } })]),
    };

    private static string Unsigned(JsonObject header, JsonObject claims, string algorithm)
    {
        var changed = header.DeepClone().AsObject();
        changed["alg"] = algorithm;
        return $"{TestKey.Encode(changed)}.{TestKey.Encode(claims)}.";
    }

    private static string ByMac(JsonObject header, JsonObject claims, string keys)
    {
        var changed = header.DeepClone().AsObject();
        changed["alg"] = "HS256";
        var text = $"{TestKey.Encode(changed)}.{TestKey.Encode(claims)}";
        return $"{text}.{Base64Url.EncodeToString(HMACSHA256.HashData(Encoding.UTF8.GetBytes(keys), Encoding.ASCII.GetBytes(text)))}";
    }

    private static string Changed(JsonObject header, JsonObject claims, string signature, string name, string value)
    {
        var changed = claims.DeepClone().AsObject();
        changed[name] = name == "exp" ? long.Parse(value, System.Globalization.CultureInfo.InvariantCulture) : value;
        return $"{TestKey.Encode(header)}.{TestKey.Encode(changed)}.{signature}";
    }
}

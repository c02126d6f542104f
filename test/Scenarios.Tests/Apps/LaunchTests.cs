using System.Text.Json.Nodes;
using Carewright.Scenarios.Tests.Auditing;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Carewright.Scenarios.Tests.Apps;

public sealed class LaunchTests : IClassFixture<AppHouse>
{
    private readonly AppHouse _house;

    public LaunchTests(AppHouse house) => _house = house;

    [Fact]
    public async Task A_standalone_launch_gives_the_patient_that_was_picked_and_nobody_else()
    {
        var app = await _house.AddAppAsync("launch/patient patient/*.rs openid fhirUser");
        using var browser = _house.NewBrowser();
        await browser.SignInAsync("doctor");
        var callback = await app.AllowAsync(browser, "launch/patient patient/Observation.rs openid fhirUser", "Patient/ann");
        Assert.Equal("app.example", callback.Host);
        Assert.Equal("1", TestApp.ValueOf(callback, "kept"));
        Assert.Equal("the state", TestApp.ValueOf(callback, "state"));
        Assert.Equal(_house.Issuer, TestApp.ValueOf(callback, "iss"));
        var tokens = (await app.RedeemAsync(TestApp.ValueOf(callback, "code")!)).Expect(200).Json;
        Assert.Equal("ann", (string?)tokens["patient"]);
        Assert.Equal("Bearer", (string?)tokens["token_type"]);
        Assert.True((bool?)tokens["need_patient_banner"]);
        Assert.Null(tokens["refresh_token"]);
        var door = _house.With((string)tokens["access_token"]!);
        Assert.Equal(["Observation/ann-lab", "Observation/ann-pulse"], (await door.AllAsync("fhir/Observation")).Order());
        (await door.GetAsync("fhir/Observation/bob-pulse")).ExpectOutcome(404);
        (await door.GetAsync("fhir/Condition/ann-problem")).ExpectOutcome(403);
        (await door.CreateAsync(AppHouse.Laboratory("new", AppHouse.Ann))).ExpectOutcome(403);
    }

    [Fact]
    public async Task The_user_takes_scopes_away_and_the_app_is_told()
    {
        var app = await _house.AddAppAsync("user/*.rs patient/*.rs");
        using var browser = _house.NewBrowser();
        await browser.SignInAsync("doctor");
        var id = await app.RequestAsync(browser, "user/Observation.rs user/Condition.rs user/Nonsense.rs");
        var page = (await browser.AskAsync("GET", "auth/requests/" + id)).Expect(200).Json;
        Assert.Equal("Growth chart", (string?)page["app"]!["name"]);
        Assert.Equal(["user/Observation.rs", "user/Condition.rs"], page["scopes"]!.AsArray().Select(one => (string)one!["scope"]!));
        Assert.Equal(["user/Nonsense.rs"], page["refused"]!.AsArray().Select(one => (string)one!));
        var answer = (await browser.AskAsync("POST", "auth/requests/" + id, new JsonObject { ["scopes"] = new JsonArray("user/Condition.rs", "user/*.cruds") })).Expect(200).Json;
        var tokens = (await app.RedeemAsync(TestApp.ValueOf(new Uri((string)answer["redirect"]!), "code")!)).Expect(200).Json;
        Assert.Equal("user/Condition.rs", (string?)tokens["scope"]);
        (await _house.With((string)tokens["access_token"]!).GetAsync("fhir/Observation/ann-pulse")).ExpectOutcome(403);
        // The same request does not answer twice.
        (await browser.AskAsync("POST", "auth/requests/" + id, new JsonObject { ["scopes"] = new JsonArray("user/Condition.rs") })).Expect(404);
    }

    [Fact]
    public async Task A_launch_from_the_chart_brings_patient_encounter_and_intent_once_and_to_its_user()
    {
        var app = await _house.AddAppAsync("launch patient/*.rs openid fhirUser online_access", launch: "https://app.example/launch");
        using var browser = _house.NewBrowser();
        await browser.SignInAsync("doctor");
        var order = new JsonObject { ["client"] = app.ClientId, ["patient"] = "Patient/ann", ["encounter"] = "Encounter/ann-visit", ["intent"] = "show-curves", ["fhirContext"] = new JsonArray(new JsonObject { ["reference"] = "Observation/ann-lab" }) };
        var launch = (await browser.AskAsync("POST", "auth/launches", order)).Expect(201).Json;
        var address = new Uri((string)launch["url"]!);
        Assert.Equal(_house.Issuer + "/fhir", TestApp.ValueOf(address, "iss"));
        Assert.Equal((string?)launch["launch"], TestApp.ValueOf(address, "launch"));
        var key = (string)launch["launch"]!;
        var tokens = await app.TokensAsync(browser, "launch patient/Observation.rs online_access", null, ("launch", key));
        Assert.Equal(("ann", "ann-visit", "show-curves"), ((string?)tokens["patient"], (string?)tokens["encounter"], (string?)tokens["intent"]));
        Assert.Equal("Observation/ann-lab", (string?)tokens["fhirContext"]![0]!["reference"]);
        Assert.NotNull(tokens["refresh_token"]);
        Assert.Equal("invalid_request", TestApp.ValueOf(await app.BeginAsync(browser, "launch patient/Observation.rs", ("launch", key)), "error"));
        var second = (string)(await browser.AskAsync("POST", "auth/launches", order.DeepClone())).Expect(201).Json["launch"]!;
        using var other = _house.NewBrowser();
        await other.SignInAsync("desk");
        var taken = await app.RequestAsync(other, "launch patient/Observation.rs", ("launch", second));
        (await other.AskAsync("GET", "auth/requests/" + taken)).Expect(404);
    }

    [Theory]
    [InlineData("Patient/nobody", null)]
    [InlineData("Patient/ann", "Encounter/bob-visit")]
    [InlineData("Patient/ann", "Encounter/nowhere")]
    [InlineData(null, "Encounter/bob-visit")]
    public async Task Nobody_launches_with_what_they_may_not_see_or_with_another_patient_s_encounter(string? patient, string? encounter)
    {
        var app = await _house.AddAppAsync("launch patient/*.rs", launch: "https://app.example/launch");
        using var browser = _house.NewBrowser();
        await browser.SignInAsync("doctor");
        (await browser.AskAsync("POST", "auth/launches", new JsonObject { ["client"] = app.ClientId, ["patient"] = patient, ["encounter"] = encounter })).Expect(404);
    }

    [Fact]
    public async Task A_patient_s_app_sees_the_own_record_whatever_is_picked()
    {
        var app = await _house.AddAppAsync("launch/patient patient/*.rs");
        using var browser = _house.NewBrowser();
        await browser.SignInAsync("ann");
        var tokens = await app.TokensAsync(browser, "launch/patient patient/*.rs", "Patient/bob");
        Assert.Equal("ann", (string?)tokens["patient"]);
        Assert.DoesNotContain("Observation/bob-pulse", await _house.With((string)tokens["access_token"]!).AllAsync("fhir/Observation"));
    }

    [Theory]
    [InlineData("RS256")]
    [InlineData("ES384")]
    public async Task The_id_token_checks_against_the_published_keys(string algorithm)
    {
        var app = await _house.AddAppAsync("openid fhirUser profile user/*.rs");
        await _house.Clinic.Clinic.Parts.Tokens.Apps.ChangeAsync(app.ClientId, one => one with { IdTokenAlgorithm = algorithm }, CancellationToken.None);
        using var browser = _house.NewBrowser();
        await browser.SignInAsync("doctor");
        var tokens = await app.TokensAsync(browser, "openid fhirUser user/Patient.rs", null, ("nonce", "once"));
        using var nobody = _house.NewBrowser();
        var keys = (await nobody.SendAsync("GET", "auth/jwks", null)).Expect(200);
        Assert.DoesNotContain("\"d\"", keys.Text, StringComparison.Ordinal);
        var parameters = new TokenValidationParameters
        {
            IssuerSigningKeys = new JsonWebKeySet(keys.Text).Keys, ValidIssuer = _house.Issuer, ValidAudience = app.ClientId, ValidAlgorithms = [algorithm],
            LifetimeValidator = (_, end, _, _) => end > _house.Clock.GetUtcNow().UtcDateTime,
        };
        var result = await new JsonWebTokenHandler { MapInboundClaims = false }.ValidateTokenAsync((string)tokens["id_token"]!, parameters);
        Assert.True(result.IsValid, result.Exception?.Message);
        Assert.Equal("once", result.Claims["nonce"]);
        Assert.Equal(_house.Issuer + "/fhir/Practitioner/doctor", result.Claims["fhirUser"]);
        Assert.Equal(_house.Clock.GetUtcNow().ToUnixTimeSeconds(), Convert.ToInt64(result.Claims["auth_time"], System.Globalization.CultureInfo.InvariantCulture));
        var info = (await _house.With((string)tokens["access_token"]!).GetAsync("auth/userinfo")).Expect(200).Json;
        Assert.Equal((string)result.Claims["sub"], (string?)info["sub"]);
        Assert.DoesNotContain("doctor", info["sub"]!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refresh_tokens_rotate_and_the_second_use_of_one_ends_all()
    {
        var app = await _house.AddAppAsync("user/*.rs offline_access");
        using var browser = _house.NewBrowser();
        await browser.SignInAsync("doctor");
        var first = await app.TokensAsync(browser, "user/Patient.rs user/Observation.rs offline_access");
        _house.Clock.Advance(TimeSpan.FromDays(90));
        (await _house.With((string)first["access_token"]!).GetAsync("fhir/Patient/ann")).ExpectOutcome(401);
        var second = (await app.RefreshAsync((string)first["refresh_token"]!)).Expect(200).Json;
        Assert.NotEqual((string?)first["refresh_token"], (string?)second["refresh_token"]);
        var door = _house.With((string)second["access_token"]!);
        (await door.GetAsync("fhir/Patient/ann")).Expect(200);
        var narrower = (await app.RefreshAsync((string)second["refresh_token"]!, ("scope", "user/Patient.rs"))).Expect(200).Json;
        Assert.Equal("user/Patient.rs", (string?)narrower["scope"]);
        (await _house.With((string)narrower["access_token"]!).GetAsync("fhir/Observation/ann-lab")).ExpectOutcome(403);
        Assert.Equal("invalid_grant", (string?)(await app.RefreshAsync((string)first["refresh_token"]!)).Expect(400).Json["error"]);
        (await door.GetAsync("fhir/Patient/ann")).ExpectOutcome(401);
        Assert.Equal("invalid_grant", (string?)(await app.RefreshAsync((string)narrower["refresh_token"]!)).Expect(400).Json["error"]);
        Assert.Contains("refresh token reused", AuditLog.Text((await _house.EventsAsync("token"))[^2], "query"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Online_access_ends_with_the_session_and_offline_access_does_not()
    {
        var app = await _house.AddAppAsync("user/*.rs offline_access online_access");
        using var browser = _house.NewBrowser();
        await browser.SignInAsync("doctor");
        var online = await app.TokensAsync(browser, "user/Patient.rs online_access");
        var offline = await app.TokensAsync(browser, "user/Patient.rs offline_access");
        (await _house.With((string)online["access_token"]!).GetAsync("fhir/Patient/ann")).Expect(200);
        (await browser.AskAsync("POST", "auth/sign-out")).Expect(204);
        (await _house.With((string)online["access_token"]!).GetAsync("fhir/Patient/ann")).ExpectOutcome(401);
        (await app.RefreshAsync((string)online["refresh_token"]!)).Expect(400);
        (await _house.With((string)offline["access_token"]!).GetAsync("fhir/Patient/ann")).Expect(200);
        (await app.RefreshAsync((string)offline["refresh_token"]!)).Expect(200);
    }

    [Fact]
    public async Task The_user_sees_which_apps_may_see_the_data_and_ends_one_at_once()
    {
        var app = await _house.AddAppAsync("user/*.rs offline_access");
        using var browser = _house.NewBrowser();
        await _house.Clinic.AddUserAsync("other-doctor", "physician");
        await browser.SignInAsync("other-doctor");
        var tokens = await app.TokensAsync(browser, "user/Patient.rs offline_access");
        var own = (await browser.AskAsync("GET", "auth/grants")).Expect(200).Json["grants"]!.AsArray();
        Assert.Equal(("Growth chart", true), ((string)own.Single()!["name"]!, (bool)own[0]!["outlivesSession"]!));
        using var other = _house.NewBrowser();
        await other.SignInAsync("desk");
        Assert.Empty((await other.AskAsync("GET", "auth/grants")).Expect(200).Json["grants"]!.AsArray());
        var path = "auth/grants/" + (string)own[0]!["id"]!;
        (await other.AskAsync("DELETE", path)).Expect(404);
        (await browser.AskAsync("DELETE", path)).Expect(204);
        (await _house.With((string)tokens["access_token"]!).GetAsync("fhir/Patient/ann")).ExpectOutcome(401);
    }

    [Fact]
    public async Task Introspection_and_revocation_are_for_the_token_s_own_client()
    {
        var (app, other) = (await _house.AddAppAsync("user/*.rs offline_access", "secret"), await _house.AddAppAsync("user/*.rs", "secret"));
        using var browser = _house.NewBrowser();
        await browser.SignInAsync("doctor");
        var tokens = await app.TokensAsync(browser, "user/Patient.rs offline_access");
        var token = (string)tokens["access_token"]!;
        var seen = (await app.TokenAsync([("token", token)], [], "auth/introspect")).Expect(200).Json;
        Assert.Equal((true, "user/Patient.rs offline_access", app.ClientId), ((bool)seen["active"]!, string.Join(' ', ((string)seen["scope"]!).Split(' ').OrderDescending()), (string)seen["client_id"]!));
        Assert.Equal("{\"active\":false}", (await other.TokenAsync([("token", token)], [], "auth/introspect")).Expect(200).Text);
        (await other.TokenAsync([("token", token)], [], "auth/revoke")).Expect(200);
        (await _house.With(token).GetAsync("fhir/Patient/ann")).Expect(200);
        (await app.TokenAsync([("token", token)], [("client_secret", "wrong")], "auth/introspect")).Expect(401);
        (await app.TokenAsync([("token", (string)tokens["refresh_token"]!)], [], "auth/revoke")).Expect(200);
        (await _house.With(token).GetAsync("fhir/Patient/ann")).ExpectOutcome(401);
    }

    [Fact]
    public async Task Staff_are_not_asked_for_a_trusted_app_but_patients_are()
    {
        var app = await _house.AddAppAsync("launch/patient patient/*.rs user/*.rs");
        await _house.ChangeAsync(app.ClientId, new JsonObject { ["isTrusted"] = true });
        foreach (var (user, isAsked) in new[] { ("doctor", false), ("ann", true) })
        {
            using var browser = _house.NewBrowser();
            await browser.SignInAsync(user);
            var id = await app.RequestAsync(browser, "user/Observation.rs");
            Assert.Equal(isAsked, (bool)(await browser.AskAsync("GET", "auth/requests/" + id)).Expect(200).Json["isAsked"]!);
        }
    }
}

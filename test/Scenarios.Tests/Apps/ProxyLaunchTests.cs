using System.Text.Json.Nodes;
using Carewright.Scenarios.Tests.Running;

namespace Carewright.Scenarios.Tests.Apps;

/// <summary>Apps that a proxy starts: for one patient of theirs, and no longer than the proxy lasts.</summary>
public sealed class ProxyLaunchTests : IClassFixture<AppHouse>
{
    private const string Scope = "launch/patient patient/*.rs openid fhirUser offline_access";
    private readonly AppHouse _house;

    public ProxyLaunchTests(AppHouse house) => _house = house;

    [Fact]
    public async Task A_proxy_starts_an_app_for_a_patient_of_theirs_and_it_stops_with_the_proxy()
    {
        var id = await NameAsync("mara", "ann");
        var app = await _house.AddAppAsync(Scope);
        using var browser = _house.NewBrowser();
        await browser.SignInAsync("mara");
        var request = await app.RequestAsync(browser, Scope);
        var page = (await browser.AskAsync("GET", "auth/requests/" + request)).Expect(200).Json;
        Assert.Equal((true, true), ((bool)page["isAsked"]!, (bool)page["needsPatient"]!));
        (await browser.AskAsync("POST", "auth/requests/" + request, Decision(page, "Patient/bob"))).Expect(422);
        var tokens = await app.TokensAsync(browser, Scope, "Patient/ann");
        Assert.Equal("ann", (string?)tokens["patient"]);
        var door = _house.With((string)tokens["access_token"]!);
        Assert.Equal(["Observation/ann-lab", "Observation/ann-pulse"], (await door.AllAsync("fhir/Observation")).Order());
        (await door.GetAsync("fhir/Observation/bob-pulse")).ExpectOutcome(404);
        (await door.GetAsync("fhir/Consent")).ExpectOutcome(403);
        (await door.GetAsync("my-record/proxies")).Expect(403);
        (await _house.As("ann").PostAsync($"my-record/proxies/{id}/end", new JsonObject())).Expect(200);
        (await door.GetAsync("fhir/Observation/ann-pulse")).ExpectOutcome(401);
        (await door.GetAsync("auth/userinfo")).Expect(401);
        (await app.RefreshAsync((string)tokens["refresh_token"]!)).Expect(400);
    }

    [Fact]
    public async Task A_token_is_of_its_patient_and_opens_no_other_that_the_proxy_acts_for()
    {
        var first = await NameAsync("nora", "ann");
        await _house.Clinic.AddUserAsync("bob", "patient", null, "Patient/bob");
        var offer = (await _house.As("bob").PostAsync("my-record/proxies", Draft)).Expect(201).Json;
        (await _house.As("nora").PostAsync("proxies/join", new JsonObject { ["code"] = (string)offer["code"]!, ["birthDate"] = "1980-05-17" })).Expect(200);
        var app = await _house.AddAppAsync(Scope);
        using var browser = _house.NewBrowser();
        await browser.SignInAsync("nora");
        var tokens = await app.TokensAsync(browser, Scope, "Patient/ann");
        var door = _house.With((string)tokens["access_token"]!);
        Assert.Equal(["Patient/ann"], await door.AllAsync("fhir/Patient"));
        (await door.GetAsync("fhir/Observation/bob-pulse")).ExpectOutcome(404);
        (await _house.As("ann").PostAsync($"my-record/proxies/{first}/end", new JsonObject())).Expect(200);
        // The account goes on, for the other; what is left of the token opens nothing.
        (await door.GetAsync("fhir/Observation/ann-pulse")).ExpectOutcome(403);
        (await door.GetAsync("fhir/Observation/bob-pulse")).ExpectOutcome(403);
        (await _house.As("nora").GetAsync("fhir/Observation/bob-pulse")).Expect(200);
    }

    private static JsonObject Draft => new() { ["name"] = "Mara Apps", ["relationship"] = "FRND" };

    private static JsonObject Decision(JsonNode page, string patient) =>
        new() { ["scopes"] = new JsonArray([.. page["scopes"]!.AsArray().Select(one => (JsonNode)(string)one!["scope"]!)]), ["patient"] = patient };

    private async Task<string> NameAsync(string userName, string patient)
    {
        var offer = (await _house.As(patient).PostAsync("my-record/proxies", Draft)).Expect(201).Json;
        var joining = new JsonObject { ["code"] = (string)offer["code"]!, ["birthDate"] = "1980-05-17", ["userName"] = userName, ["password"] = RunningClinic.Password };
        (await _house.Clinic.Nobody().PostAsync("proxies/join", joining)).Expect(200);
        return (string)offer["proxy"]!["id"]!;
    }
}

using System.Text.Json.Nodes;
using Carewright.Scenarios.Tests.Running;

namespace Carewright.Scenarios.Tests.Rights;

/// <summary>The house with minors: <c>kid</c> is two days before the twelfth birthday, <c>teen</c> two days before the eighteenth.</summary>
internal sealed class ProxyHouse : IAsyncDisposable
{
    internal const string ActCode = "http://terminology.hl7.org/CodeSystem/v3-ActCode";

    private ProxyHouse(RightsHouse rights) => Rights = rights;

    internal RightsHouse Rights { get; }

    internal RunningClinic Clinic => Rights.Clinic;

    internal static async Task<ProxyHouse> NewAsync()
    {
        var rights = await RightsHouse.NewAsync();
        await rights.Clinic.FillAsync(
        [
            Child("kid", "2014-03-04"), Child("teen", "2008-03-04"), Chart.Observation("kid-pulse", "kid"), Chart.Observation("teen-pulse", "teen"), Chart.Condition("kid-cold", "kid", "J00"),
            Chart.Condition("kid-hiv", "kid", "B20"), Chart.Condition("teen-pill", "teen", "Z30.0"), Chart.Note("ann-paper", "ann", "The court has appointed."), Chart.Note("bob-paper", "bob", "Another."),
            Visit("kid-visit", "kid"), Visit("teen-visit", "teen"),
        ]);
        return new ProxyHouse(rights);
    }

    internal static JsonObject Child(string id, string born)
    {
        var child = Chart.Patient(id, "Rights", id);
        child["birthDate"] = born;
        return child;
    }

    internal static JsonObject Draft(string patient, string kind, string relationship = "PRN", string? until = null, string? papers = null) =>
        RightsHouse.Body(("patient", patient), ("kind", kind), ("name", "Mara Rights"), ("relationship", relationship), ("until", until), ("papers", papers));

    internal static JsonObject Joining(JsonNode offer, string born, string? userName = "mara") =>
        RightsHouse.Body(("code", (string)offer["code"]!), ("birthDate", born), ("userName", userName), ("password", RunningClinic.Password));

    /// <summary>Gives a proxy and joins it with a new account; the account's door.</summary>
    internal async Task<(Door Door, JsonNode Proxy)> ProxyAsync(JsonObject draft, string born, string userName = "mara")
    {
        var offer = (await Rights.Officer.PostAsync("privacy/proxies", draft)).Expect(201).Json;
        (await Clinic.Nobody().PostAsync("proxies/join", Joining(offer, born, userName))).Expect(200);
        return (Clinic.Again(userName), offer["proxy"]!);
    }

    /// <summary>A browser in which an account is signed in.</summary>
    internal async Task<Door> BrowserAsync(string userName)
    {
        var browser = new Door(Clinic.Address);
        (await browser.PostAsync("auth/sign-in", RightsHouse.Body(("userName", userName), ("password", RunningClinic.Password)), ("X-Carewright-App", "1"))).Expect(200);
        return browser;
    }

    private static JsonObject Visit(string id, string patient) => Chart.Resource($$"""
        {"resourceType":"Appointment","id":"{{id}}","status":"booked","start":"2026-03-09T09:00:00Z","end":"2026-03-09T09:20:00Z",
         "participant":[{"actor":{"reference":"Patient/{{patient}}"},"status":"accepted"},{"actor":{"reference":"Practitioner/doctor"},"status":"accepted"}]}
        """);

    public ValueTask DisposeAsync() => Rights.DisposeAsync();
}

using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Web;
using Carewright.Scenarios.Tests.Running;

namespace Carewright.Scenarios.Tests.Apps;

/// <summary>An app as its developer would write it, and as an attacker would bend it.</summary>
internal sealed class TestApp(AppHouse house, string clientId, string? secret, TestKey? key)
{
    internal const string Redirect = "https://app.example/after?kept=1";
    internal const string OtherRedirect = "http://localhost:9999/after";
    internal const string Verifier = "a-verifier-that-is-long-enough-for-the-rule-0123456789";

    internal string ClientId => clientId;

    internal string? Secret => secret;

    internal static string ChallengeOf(string verifier) => Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)));

    /// <summary>The parameters of an authorization request; each can be changed, or left out by null.</summary>
    internal List<(string Name, string Value)> Parameters(string scope, params (string Name, string? Value)[] changes)
    {
        var all = new Dictionary<string, string?>
        {
            ["response_type"] = "code", ["client_id"] = clientId, ["redirect_uri"] = Redirect, ["scope"] = scope, ["state"] = "the state", ["aud"] = house.Issuer + "/fhir",
            ["code_challenge"] = ChallengeOf(Verifier), ["code_challenge_method"] = "S256",
        };
        foreach (var (name, value) in changes)
            all[name] = value;
        return [.. all.Where(pair => pair.Value is not null).Select(pair => (pair.Key, pair.Value!))];
    }

    /// <summary>Begins, and gives where the browser is sent.</summary>
    internal async Task<Uri> BeginAsync(Browser browser, string scope, params (string Name, string? Value)[] changes)
    {
        var query = string.Join('&', Parameters(scope, changes).Select(pair => $"{pair.Name}={Uri.EscapeDataString(pair.Value)}"));
        var reply = (await browser.SendAsync("GET", "auth/authorize?" + query, null)).Expect(303);
        return new Uri(house.Clinic.Address, reply.Header("Location")!);
    }

    /// <summary>The request's id on the consent page.</summary>
    internal async Task<string> RequestAsync(Browser browser, string scope, params (string Name, string? Value)[] changes)
    {
        var page = await BeginAsync(browser, scope, changes);
        Assert.Equal("/consent", page.AbsolutePath);
        return ValueOf(page, "request") ?? throw new InvalidOperationException("No request: " + page.Query);
    }

    /// <summary>Begins and says yes to everything; gives the address that the app is called at.</summary>
    internal async Task<Uri> AllowAsync(Browser browser, string scope, string? patient = null, params (string Name, string? Value)[] changes)
    {
        var id = await RequestAsync(browser, scope, changes);
        var asked = (await browser.AskAsync("GET", "auth/requests/" + id)).Expect(200).Json;
        var scopes = new JsonArray([.. asked["scopes"]!.AsArray().Select(one => (JsonNode)(string)one!["scope"]!)]);
        var decision = new JsonObject { ["scopes"] = scopes, ["patient"] = patient };
        return new Uri((string)(await browser.AskAsync("POST", "auth/requests/" + id, decision)).Expect(200).Json["redirect"]!);
    }

    internal async Task<string> CodeAsync(Browser browser, string scope, string? patient = null, params (string Name, string? Value)[] changes) =>
        ValueOf(await AllowAsync(browser, scope, patient, changes), "code")!;

    /// <summary>All the way to the tokens.</summary>
    internal async Task<JsonObject> TokensAsync(Browser browser, string scope, string? patient = null, params (string Name, string? Value)[] changes) =>
        (await RedeemAsync(await CodeAsync(browser, scope, patient, changes))).Expect(200).Json;

    internal Task<Reply> RedeemAsync(string code, params (string Name, string? Value)[] changes) =>
        TokenAsync([("grant_type", "authorization_code"), ("code", code), ("redirect_uri", Redirect), ("code_verifier", Verifier)], changes);

    internal Task<Reply> RefreshAsync(string token, params (string Name, string? Value)[] changes) => TokenAsync([("grant_type", "refresh_token"), ("refresh_token", token)], changes);

    /// <summary>A request to the token endpoint or its like, with this app's own proof unless it is changed.</summary>
    internal Task<Reply> TokenAsync(IEnumerable<(string Name, string Value)> form, (string Name, string? Value)[] changes, string path = "auth/token")
    {
        var all = form.ToDictionary(pair => pair.Name, pair => (string?)pair.Value);
        if (key is not null)
        {
            all["client_assertion_type"] = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
            all["client_assertion"] = key.Assertion(clientId, house.Issuer + "/auth/token", house.Clock.GetUtcNow());
        }
        else
            (all["client_id"], all["client_secret"]) = (clientId, secret);
        foreach (var (name, value) in changes)
            all[name] = value;
        return house.NewBrowser().SubmitAsync(path, all.Where(pair => pair.Value is not null).Select(pair => (pair.Key, pair.Value!)));
    }

    internal static string? ValueOf(Uri address, string name) => HttpUtility.ParseQueryString(address.Query)[name];
}

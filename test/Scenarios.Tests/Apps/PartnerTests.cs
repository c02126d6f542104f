using System.Buffers.Text;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Carewright.Scenarios.Tests.Detecting;

namespace Carewright.Scenarios.Tests.Apps;

/// <summary>Partners with certificates (RFC 8705), over real sockets.</summary>
public sealed class PartnerTests(PartnerHouse house) : IClassFixture<PartnerHouse>
{
    private const string Lab = "CN=lab.example, O=Laboratory";

    [Fact]
    public async Task A_token_is_bound_to_the_certificate_that_asked_for_it()
    {
        using var certificate = house.Own("CN=one");
        using var other = house.Own("CN=other");
        var app = await house.AddPartnerAsync(certificate);
        await house.AddPartnerAsync(other);
        var token = await house.TokenAsync(certificate, app);
        (await house.SendAsync(certificate, HttpMethod.Get, "fhir/Patient/ann", token)).Expect(200);
        (await house.SendAsync(other, HttpMethod.Get, "fhir/Patient/ann", token)).ExpectOutcome(401);
        (await house.SendAsync(null, HttpMethod.Get, "fhir/Patient/ann", token, to: house.Clinic.Address)).ExpectOutcome(401);
        var told = (await house.FormAsync(certificate, "auth/introspect", null, ("client_id", app), ("token", token))).Expect(200).Json;
        Assert.True((bool)told["active"]!);
        Assert.Equal(ThumbprintOf(certificate), (string?)told["cnf"]!["x5t#S256"]);
        var claims = JsonNode.Parse(Base64Url.DecodeFromChars(token.Split('.')[1]))!;
        Assert.Equal(ThumbprintOf(certificate), (string?)claims["cnf"]!["x5t#S256"]);
        Assert.Contains("certificate=" + ThumbprintOf(certificate), await LastAsync("token", app), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_partner_s_certificate_gets_no_token()
    {
        using var certificate = house.Own("CN=one");
        using var other = house.Own("CN=other");
        var app = await house.AddPartnerAsync(certificate);
        await house.AddPartnerAsync(other);
        Assert.Equal("invalid_client", (string?)(await house.AskAsync(other, app)).Expect(401).Json["error"]);
        Assert.Contains("reason=another's certificate", await LastAsync("token", app), StringComparison.Ordinal);
        var open = await house.AddAppAsync("system/*.rs", "key", isBackend: true, key: TestKey.Elliptic());
        (await house.AskAsync(other, open.ClientId)).Expect(401);
        Assert.Contains("not a client with a certificate", await LastAsync("token", open.ClientId), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_with_a_certificate_is_not_had_without_one()
    {
        using var certificate = house.Own("CN=one");
        var app = await house.AddPartnerAsync(certificate);
        (await house.AskAtAsync(house.Clinic.Address, certificate, app)).Expect(401);
        (await house.AskAtAsync(house.Clinic.Address, null, app, ("client_secret", "x"))).Expect(401);
        (await house.AskAsync(certificate, app, ("client_secret", "x"))).Expect(401);
    }

    [Fact]
    public async Task Nobody_comes_in_without_a_certificate_that_is_known_and_in_time()
    {
        using var brief = house.Own("CN=brief", TimeSpan.FromHours(1));
        using var stranger = house.Own("CN=one");
        var app = await house.AddPartnerAsync(brief);
        (await house.AskAsync(brief, app)).Expect(200);
        var token = await house.TokenAsync(brief, app);
        await ShutOutAsync(stranger, "unknown certificate");
        await ShutOutAsync(null, "no certificate");
        house.Clock.Advance(TimeSpan.FromHours(2));
        await ShutOutAsync(brief, "certificate ended");
        (await house.SendAsync(null, HttpMethod.Get, "fhir/Patient/ann", token, to: house.Clinic.Address)).ExpectOutcome(401);
    }

    [Fact]
    public async Task Two_certificates_are_good_while_one_takes_the_other_s_place()
    {
        using var old = house.Own("CN=old");
        using var next = house.Own("CN=next");
        using var third = house.Own("CN=third");
        var app = await house.AddPartnerAsync(old);
        var first = await house.TokenAsync(old, app);
        Assert.Equal("APP-CERTIFICATES", (string?)(await house.ReplaceAsync(app, PartnerHouse.Of(old, next, third))).Expect(422).Json["issues"]![0]!["code"]);
        (await house.ReplaceAsync(app, PartnerHouse.Of(old, next))).Expect(200);
        (await house.SendAsync(old, HttpMethod.Get, "fhir/Patient/ann", first)).Expect(200);
        (await house.SendAsync(next, HttpMethod.Get, "fhir/Patient/ann", await house.TokenAsync(next, app))).Expect(200);
        (await house.SendAsync(next, HttpMethod.Get, "fhir/Patient/ann", first)).ExpectOutcome(401);
        (await house.ReplaceAsync(app, PartnerHouse.Of(next))).Expect(200);
        await ShutOutAsync(old, "unknown certificate");
        Assert.False((bool)(await house.FormAsync(next, "auth/introspect", null, ("client_id", app), ("token", first))).Expect(200).Json["active"]!);
        Assert.Contains("certificates=" + ThumbprintOf(next), await LastAsync("app-certificates", app), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_registered_authority_speaks_for_one_subject_alone()
    {
        var authority = house.Authority("CN=Partners' authority");
        var forged = house.Authority("CN=Partners' authority");
        using var certificate = house.Issued(authority, Lab);
        var app = await house.AddPartnerAsync("issued-certificate", new JsonObject { ["issuer"] = authority.Certificate.ExportCertificatePem(), ["subject"] = Lab });
        var token = await house.TokenAsync(certificate, app);
        using var renewed = house.Issued(authority, Lab);
        (await house.SendAsync(renewed, HttpMethod.Get, "fhir/Patient/ann", await house.TokenAsync(renewed, app))).Expect(200);
        (await house.SendAsync(certificate, HttpMethod.Get, "fhir/Patient/ann", token)).Expect(200);
        foreach (var wrong in new[]
        {
            house.Issued(authority, "CN=lab.example"), house.Issued(authority, "O=Laboratory, CN=lab.example"), house.Issued(authority, Lab, "1.3.6.1.5.5.7.3.1"),
            house.Issued(forged, Lab), house.Own(Lab),
        })
            using (wrong)
                await Assert.ThrowsAsync<HttpRequestException>(() => house.AskAsync(wrong, app));
        (await house.ReplaceAsync(app, new JsonObject { ["issuer"] = forged.Certificate.ExportCertificatePem(), ["subject"] = Lab })).Expect(200);
        await Assert.ThrowsAsync<HttpRequestException>(() => house.AskAsync(certificate, app));
    }

    [Fact]
    public async Task People_s_and_scripts_doors_are_not_behind_the_partners_one()
    {
        using var certificate = house.Own("CN=one");
        var app = await house.AddPartnerAsync(certificate);
        var script = house.Clinic.Clinic.Parts.Tokens.Issue(house.Clinic.Clinic.Parts.Accounts.Find("doctor")!);
        (await house.SendAsync(certificate, HttpMethod.Get, "fhir/Patient/ann", script)).Expect(403);
        foreach (var path in new[] { "users", "auth/session", "auth/apps", "", "audit/events" })
            (await house.SendAsync(certificate, HttpMethod.Get, path, await house.TokenAsync(certificate, app))).Expect(403);
        Assert.Contains("closed-to-partners", (string?)(await house.EventsAsync("partner-request"))[^1]["query"], StringComparison.Ordinal);
        await house.ChangeAsync(app, new JsonObject { ["state"] = "suspended" });
        await ShutOutAsync(certificate, "unknown certificate");
    }

    [Fact]
    public async Task Only_sound_certificates_are_registered()
    {
        using var ended = house.Own("CN=ended", TimeSpan.FromHours(-1));
        var authority = house.Authority("CN=Authority");
        (string Kind, JsonObject Certificates, string Code)[] wrong =
        [
            ("own-certificate", [], "APP-CERTIFICATES"), ("own-certificate", PartnerHouse.Of(ended), "APP-CERTIFICATE"),
            ("own-certificate", new JsonObject { ["own"] = new JsonArray("no certificate") }, "APP-CERTIFICATE"),
            ("issued-certificate", new JsonObject { ["issuer"] = ended.ExportCertificatePem(), ["subject"] = Lab }, "APP-CERTIFICATE-ISSUER"),
            ("issued-certificate", new JsonObject { ["issuer"] = authority.Certificate.ExportCertificatePem(), ["subject"] = "nobody" }, "APP-CERTIFICATE-SUBJECT"),
            ("secret", PartnerHouse.Of(ended), "APP-CERTIFICATES-UNUSED"),
        ];
        foreach (var (kind, certificates, code) in wrong)
        {
            var body = new JsonObject { ["name"] = "Laboratory", ["kind"] = kind, ["scopes"] = "system/*.rs", ["isBackend"] = true, ["certificates"] = certificates.DeepClone() };
            var issues = (await house.Boss.SendBytesAsync(HttpMethod.Post, "auth/apps", System.Text.Encoding.UTF8.GetBytes(body.ToJsonString()), "application/json")).Expect(422).Json["issues"]!.AsArray();
            Assert.Contains(code, issues.Select(issue => (string?)issue!["code"]));
        }
    }

    [Fact]
    public async Task Apps_are_told_where_certificates_are_taken()
    {
        using var browser = house.NewBrowser();
        var told = (await browser.SendAsync("GET", "fhir/.well-known/smart-configuration", null)).Expect(200).Json;
        Assert.Equal(new Uri(house.Clinic.Server.PartnerAddress!, "auth/token").AbsoluteUri, (string?)told["mtls_endpoint_aliases"]!["token_endpoint"]);
        Assert.Contains("self_signed_tls_client_auth", told["token_endpoint_auth_methods_supported"]!.AsArray().Select(one => (string?)one));
    }

    // One refusal of a kind a minute is on record.
    private async Task ShutOutAsync(X509Certificate2? certificate, string reason)
    {
        house.Clock.Advance(TimeSpan.FromMinutes(1));
        await Assert.ThrowsAsync<HttpRequestException>(() => house.SendAsync(certificate, HttpMethod.Get, "fhir/metadata"));
        var about = $"reason={reason}&certificate={(certificate is null ? "none" : ThumbprintOf(certificate))}";
        await Waiting.UntilAsync(async () => (await house.EventsAsync("partner-handshake")).Any(one => (string?)one["query"] == about && (int)one["status"]! == 403), TestContext.Current.CancellationToken);
    }

    private async Task<string> LastAsync(string interaction, string app) => (string)(await house.EventsAsync(interaction)).Last(one => ((string)one["query"]!).Contains(app, StringComparison.Ordinal))["query"]!;

    private static string ThumbprintOf(X509Certificate2 certificate) => Base64Url.EncodeToString(SHA256.HashData(certificate.RawData));
}

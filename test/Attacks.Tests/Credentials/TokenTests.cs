using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Carewright.Scenarios.Tests.Auditing;
using Carewright.Scenarios.Tests.Running;
using Carewright.Scenarios.Tests.Subscribing;

namespace Carewright.Attacks.Tests.Credentials;

/// <summary>Access tokens that were changed, made up, or belong elsewhere.</summary>
public sealed class TokenTests(SeededClinic clinic)
{
    private const string Asked = "VerificationResult";

    private string Real => clinic.Running.Clinic.Parts.Tokens.Issue(clinic.Running.Clinic.Parts.Accounts.Find("physician")!);

    [Fact]
    public async Task Every_forgery_is_refused_and_on_record_and_the_true_one_opens()
    {
        var log = new AuditLog(clinic.As("compliance-officer"));
        var forgeries = Forgeries(Real).ToList();
        var left = await log.DuringAsync("anonymous", async () =>
        {
            foreach (var (name, token) in forgeries)
                Assert.True(await AskAsync(token, type: Asked) == 401, $"{name} is accepted");
        });
        // Others knock at the same clinic meanwhile, and ask for other things.
        Assert.Equal(forgeries.Count, left.Count(one => (int)one["status"]! == 401 && AuditLog.Text(one, "resourceType") == Asked));
        Assert.Equal(200, await AskAsync(Real));
        foreach (var (_, token) in forgeries)
            Assert.DoesNotContain(left, one => one.ToJsonString().Contains(token, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Another_tenants_token_and_one_that_has_ended_open_nothing()
    {
        var clock = new ManualClock();
        await using var other = await RunningClinic.NewAsync(clock);
        await other.AddUserAsync("physician", "physician", SeededClinic.FamilyMedicine);
        var token = other.Clinic.Parts.Tokens.Issue(other.Clinic.Parts.Accounts.Find("physician")!);
        Assert.Equal(401, await AskAsync(token));
        Assert.Equal(200, await AskAsync(token, other.Address));
        clock.Advance(TimeSpan.FromMinutes(16));
        Assert.Equal(401, await AskAsync(token, other.Address));
    }

    [Fact]
    public async Task A_token_is_not_taken_from_the_address_or_from_a_cookie()
    {
        using var nobody = new Door(clinic.Running.Address);
        Assert.Equal(401, (await nobody.GetAsync($"fhir/Patient?_count=1&access_token={Real}")).Status);
        Assert.Equal(401, (await nobody.GetAsync("fhir/Patient?_count=1", ("Cookie", $"__Host-carewright={Real}"))).Status);
        Assert.Equal(401, (await nobody.GetAsync("fhir/Patient?_count=1", ("X-Authorization", $"Bearer {Real}"), ("X-Forwarded-User", "admin"), ("X-Original-URL", "/health/live"))).Status);
        Assert.Equal(401, (await nobody.GetAsync("fhir/Patient?_count=1", ("Authorization", $"Basic {Real}"))).Status);
    }

    private static IEnumerable<(string Name, string Token)> Forgeries(string real)
    {
        var parts = real.Split('.');
        var (header, claims) = (Object(parts[0]), Object(parts[1]));
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var own = key.ExportParameters(false);
        foreach (var none in new[] { "none", "None", "NONE", "nOnE", "" })
        {
            yield return ($"alg {none}, no signature", Encode(With(header, "alg", none)) + "." + parts[1] + ".");
            yield return ($"alg {none}, the true signature", Encode(With(header, "alg", none)) + "." + parts[1] + "." + parts[2]);
        }
        yield return ("no signature", parts[0] + "." + parts[1] + ".");
        yield return ("no third part", parts[0] + "." + parts[1]);
        yield return ("another key under the true key's name", Sign(header, claims, key));
        yield return ("a key that the token brings along", Sign(With(header, "jwk", new JsonObject { ["kty"] = "EC", ["crv"] = "P-256", ["x"] = Base64Url.EncodeToString(own.Q.X), ["y"] = Base64Url.EncodeToString(own.Q.Y) }), claims, key));
        yield return ("a key at an address", Sign(With(header, "jku", "https://localhost/keys"), claims, key));
        yield return ("a name of a key that walks", Sign(With(header, "kid", "../../../../dev/null"), claims, key));
        foreach (var secret in new[] { "", "secret", header.ToJsonString(), parts[1] })
        {
            var swapped = Encode(With(header, "alg", "HS256")) + "." + parts[1];
            yield return ($"HS256 under '{secret}'", swapped + "." + Base64Url.EncodeToString(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.ASCII.GetBytes(swapped))));
        }
        foreach (var (claim, value) in new (string, JsonNode)[] { ("aud", "urn:carewright:tenant:other"), ("iss", "urn:carewright:tenant:other"), ("sub", "admin"), ("exp", 4102444800), ("nbf", 0), ("stamp", "x") })
            yield return ($"changed {claim} under the true signature", parts[0] + "." + Encode(With(claims, claim, value)) + "." + parts[2]);
        yield return ("an id token's type", Encode(With(header, "typ", "JWT")) + "." + parts[1] + "." + parts[2]);
        yield return ("a critical extension", Encode(With(header, "crit", new JsonArray("exp"))) + "." + parts[1] + "." + parts[2]);
        yield return ("a zero signature", parts[0] + "." + parts[1] + "." + Base64Url.EncodeToString(new byte[64]));
        yield return ("too long", parts[0] + "." + parts[1] + "." + new string('A', 8_000));
        yield return ("five parts", parts[0] + ".a.b.c.d");
    }

    private static JsonObject Object(string part) => JsonNode.Parse(Base64Url.DecodeFromChars(part))!.AsObject();

    private static JsonObject With(JsonObject source, string member, JsonNode value)
    {
        var copy = source.DeepClone().AsObject();
        copy[member] = value;
        return copy;
    }

    private static string Encode(JsonObject part) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(part.ToJsonString()));

    private static string Sign(JsonObject header, JsonObject claims, ECDsa key)
    {
        var text = Encode(header) + "." + Encode(claims);
        return text + "." + Base64Url.EncodeToString(key.SignData(Encoding.ASCII.GetBytes(text), HashAlgorithmName.SHA256));
    }

    private async Task<int> AskAsync(string token, Uri? address = null, string type = "Patient")
    {
        using var door = new Door(address ?? clinic.Running.Address);
        return (await door.GetAsync($"fhir/{type}?_count=1", ("Authorization", "Bearer " + token))).Status;
    }
}

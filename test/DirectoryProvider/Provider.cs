using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Carewright.DirectoryProvider;

/// <summary>A code that was given out.</summary>
/// <param name="RedirectUri">Where it went.</param>
/// <param name="Challenge">S256 of the verifier.</param>
/// <param name="Nonce">The nonce of the request.</param>
/// <param name="Person">Claims of who signed in.</param>
/// <param name="AuthenticatedAt">When they did, in seconds.</param>
internal sealed record GivenCode(string RedirectUri, string Challenge, string Nonce, JsonObject Person, long AuthenticatedAt);

/// <summary>A small OpenID provider: one client, whoever the tests say is signed in, and misbehaviour on demand.</summary>
internal sealed class Provider(string issuer, TimeProvider time) : IDisposable
{
    public const string ClientId = "carewright";
    public const string Secret = "a secret of both sides: 8/+%";
    private readonly ConcurrentDictionary<string, GivenCode> _codes = new(StringComparer.Ordinal);
    private readonly ProviderKeys _keys = new();
    private int _tokens;

    /// <summary>What it does wrong; empty: nothing.</summary>
    public string Fault { get; set; } = "";

    /// <summary>What it signs with.</summary>
    public string Algorithm { get; set; } = "RS256";

    /// <summary>Who is signed in here.</summary>
    public JsonObject Person { get; set; } = [];

    /// <summary>Seconds since they signed in.</summary>
    public long Since { get; set; }

    public JsonObject Keys => _keys.Published;

    public JsonObject Metadata => new()
    {
        ["issuer"] = Fault == "metadata-issuer" ? issuer + "/other" : issuer,
        ["authorization_endpoint"] = issuer + "/authorize",
        ["token_endpoint"] = issuer + "/token",
        ["jwks_uri"] = issuer + "/jwks",
        ["end_session_endpoint"] = issuer + "/end",
        ["authorization_response_iss_parameter_supported"] = true,
        ["id_token_signing_alg_values_supported"] = new JsonArray("RS256", "RS384", "ES256", "ES384"),
        ["code_challenge_methods_supported"] = new JsonArray("S256"),
        ["backchannel_logout_supported"] = true,
    };

    private long Now => time.GetUtcNow().ToUnixTimeSeconds();

    /// <summary>The answer to an authorization request: where the browser goes back to, or null when the request is not one.</summary>
    public string? Authorize(Func<string, string?> asked)
    {
        if (asked("response_type") != "code" || asked("client_id") != ClientId || asked("code_challenge_method") != "S256" || asked("scope")?.Split(' ').Contains("openid") != true
            || asked("redirect_uri") is not { } back || asked("state") is not { } state || asked("nonce") is not { } nonce || asked("code_challenge") is not { Length: 43 } challenge)
            return null;
        if (Fault == "denied")
            return $"{back}?error=access_denied&state={state}&iss={Uri.EscapeDataString(issuer)}";
        var code = ProviderKeys.Encode(RandomNumberGenerator.GetBytes(24));
        var at = asked("prompt") == "login" && Fault != "stale-proof" ? Now : Now - Since;
        _codes[code] = new GivenCode(back, challenge, nonce, Person, at);
        var from = Fault switch { "answer-other-issuer" => "&iss=" + Uri.EscapeDataString("https://other.example"), "answer-without-issuer" => "", _ => "&iss=" + Uri.EscapeDataString(issuer) };
        return $"{back}?code={code}&state={state}{from}";
    }

    /// <summary>The answer to a token request; null when it is refused.</summary>
    public JsonObject? Redeem(Func<string, string?> form, string? header)
    {
        Interlocked.Increment(ref _tokens);
        if (!IsClient(form, header) || form("grant_type") != "authorization_code" || form("code") is not { } code || !_codes.TryRemove(code, out var given) || form("redirect_uri") != given.RedirectUri
            || ProviderKeys.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(form("code_verifier") ?? ""))) != given.Challenge)
            return null;
        var access = ProviderKeys.Encode(RandomNumberGenerator.GetBytes(24));
        var claims = given.Person.DeepClone().AsObject();
        foreach (var (name, value) in IdClaims(given, access))
            claims[name] = value?.DeepClone();
        Spoil(claims);
        return new JsonObject { ["access_token"] = access, ["token_type"] = "Bearer", ["expires_in"] = 300, ["id_token"] = _keys.Sign(claims, Algorithm, "JWT") };
    }

    /// <summary>How often the token endpoint was asked.</summary>
    public int Tokens => Volatile.Read(ref _tokens);

    /// <summary>A logout token (Back-Channel Logout 1.0, section 2.4).</summary>
    public string LogoutToken(JsonObject more)
    {
        var claims = new JsonObject
        {
            ["iss"] = issuer,
            ["aud"] = ClientId,
            ["iat"] = Now,
            ["exp"] = Now + 120,
            ["jti"] = Guid.NewGuid().ToString("N"),
            ["events"] = new JsonObject { ["http://schemas.openid.net/event/backchannel-logout"] = new JsonObject() },
        };
        foreach (var (name, value) in more)
        {
            claims.Remove(name);
            if (value is not null)
                claims[name] = value.DeepClone();
        }
        return _keys.Sign(claims, Algorithm, "logout+jwt");
    }

    /// <inheritdoc />
    public void Dispose() => _keys.Dispose();

    private JsonObject IdClaims(GivenCode given, string access) => new()
    {
        ["iss"] = issuer,
        ["aud"] = ClientId,
        ["iat"] = Now,
        ["exp"] = Now + 300,
        ["nonce"] = given.Nonce,
        ["auth_time"] = given.AuthenticatedAt,
        ["at_hash"] = ProviderKeys.Encode(Algorithm.EndsWith("384", StringComparison.Ordinal) ? SHA384.HashData(Encoding.ASCII.GetBytes(access))[..24] : SHA256.HashData(Encoding.ASCII.GetBytes(access))[..16]),
    };

    private void Spoil(JsonObject claims)
    {
        var (name, value) = Fault switch
        {
            "nonce" => ("nonce", (JsonNode?)"another"),
            "no-nonce" => ("nonce", null),
            "issuer" => ("iss", "https://other.example"),
            "audience" => ("aud", "somebody-else"),
            "audiences" => ("aud", new JsonArray(ClientId, "somebody-else")),
            "party" => ("azp", "somebody-else"),
            "expired" => ("exp", Now - 61),
            "no-end" => ("exp", null),
            "too-new" => ("iat", Now + 120),
            "too-old" => ("iat", Now - 900),
            "no-issue" => ("iat", null),
            "hash" => ("at_hash", "AAAAAAAAAAAAAAAAAAAAAA"),
            "no-subject" => ("sub", null),
            "clock" => ("exp", Now - 30),
            _ => ("", null),
        };
        if (name.Length == 0)
            return;
        claims.Remove(name);
        if (value is not null)
            claims[name] = value;
    }

    private static bool IsClient(Func<string, string?> form, string? header)
    {
        if (header?.StartsWith("Basic ", StringComparison.Ordinal) != true)
            return form("client_id") == ClientId && form("client_secret") == Secret;
        var pair = Encoding.UTF8.GetString(Convert.FromBase64String(header[6..])).Split(':', 2);
        return pair.Length == 2 && Decode(pair[0]) == ClientId && Decode(pair[1]) == Secret;
    }

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}

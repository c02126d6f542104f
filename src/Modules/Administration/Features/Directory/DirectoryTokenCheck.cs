using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Carewright.Security;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Carewright.Administration.Features;

/// <summary>Who somebody is, as a checked id token says.</summary>
internal sealed record DirectoryIdentity(string Subject, string Display, string? Name, IReadOnlyList<string> Groups, IReadOnlyList<string> Factors, DateTimeOffset? AuthenticatedAt, string? SessionId);

/// <summary>Checks what directories sign: id tokens (OpenID Connect Core 1.0, section 3.1.3.7) and logout tokens (Back-Channel Logout 1.0, section 2.6).</summary>
internal sealed class DirectoryTokenCheck(DirectoryClient client, TimeProvider time)
{
    /// <summary>How far two clocks may be apart.</summary>
    public static readonly TimeSpan Skew = TimeSpan.FromSeconds(60);

    private const string LogoutEvent = "http://schemas.openid.net/event/backchannel-logout";
    private const int MaxLength = 64 * 1024;
    private static readonly TimeSpan s_oldest = TimeSpan.FromMinutes(5);
    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false, MaximumTokenSizeInBytes = MaxLength };

    /// <summary>The identity that an id token names, or why it is refused, for the audit log.</summary>
    public async Task<FromDirectory<DirectoryIdentity>> IdentityAsync(StaffDirectory directory, DirectoryMetadata metadata, DirectoryTokens tokens, string nonce, CancellationToken cancellationToken)
    {
        var checkedToken = await CheckAsync(directory, metadata, tokens.IdToken, cancellationToken);
        if (checkedToken.Value is not { } jwt)
            return FromDirectory<DirectoryIdentity>.Of(checkedToken.Fault!);
        if (TextOf(jwt, "nonce") is not { } sent || !CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(sent), Encoding.UTF8.GetBytes(nonce)))
            return FromDirectory<DirectoryIdentity>.Of("nonce");
        if (jwt.Subject is not { Length: > 0 and <= 255 } subject || subject.Any(char.IsControl))
            return FromDirectory<DirectoryIdentity>.Of("sub");
        if (TextOf(jwt, "at_hash") is { } hash && hash != HashOf(jwt.Alg, tokens.AccessToken))
            return FromDirectory<DirectoryIdentity>.Of("at_hash");
        var name = TextOf(jwt, directory.NameClaim);
        DateTimeOffset? authenticated = jwt.TryGetPayloadValue<long>("auth_time", out var seconds) && seconds is > 0 and < 253402300799 ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;
        return new DirectoryIdentity(subject, TextOf(jwt, "name") ?? name ?? "", name, ListOf(jwt, directory.GroupsClaim), [.. ListOf(jwt, "amr"), .. ListOf(jwt, "acr")], authenticated, TextOf(jwt, "sid"));
    }

    /// <summary>The session or the subject that a logout token ends, or why it is refused.</summary>
    public async Task<FromDirectory<JsonWebToken>> LogoutAsync(StaffDirectory directory, DirectoryMetadata metadata, string token, CancellationToken cancellationToken)
    {
        var checkedToken = await CheckAsync(directory, metadata, token, cancellationToken);
        if (checkedToken.Value is not { } jwt)
            return checkedToken;
        if (jwt.TryGetPayloadValue<object>("nonce", out _))
            return FromDirectory<JsonWebToken>.Of("nonce");
        if (!jwt.TryGetPayloadValue<JsonElement>("events", out var events) || events.ValueKind != JsonValueKind.Object || !events.TryGetProperty(LogoutEvent, out var one) || one.ValueKind != JsonValueKind.Object)
            return FromDirectory<JsonWebToken>.Of("events");
        if (string.IsNullOrEmpty(jwt.Subject) && TextOf(jwt, "sid") is null)
            return FromDirectory<JsonWebToken>.Of("sub");
        return jwt.Id is { Length: > 0 and <= 200 } ? jwt : FromDirectory<JsonWebToken>.Of("jti");
    }

    /// <summary>A claim that is a text; null when it is absent or something else.</summary>
    public static string? TextOf(JsonWebToken jwt, string claim) =>
        jwt.TryGetPayloadValue<object>(claim, out var value) && value is string { Length: > 0 and <= 1000 } text && !text.Any(char.IsControl) ? text : null;

    private async Task<FromDirectory<JsonWebToken>> CheckAsync(StaffDirectory directory, DirectoryMetadata metadata, string? token, CancellationToken cancellationToken)
    {
        if (Read(token) is not { } jwt)
            return FromDirectory<JsonWebToken>.Of("no token");
        if (!DirectoryKeys.Algorithms.Contains(jwt.Alg, StringComparer.Ordinal))
            return FromDirectory<JsonWebToken>.Of("algorithm");
        var keys = await client.KeysAsync(directory, metadata, jwt.Kid is { Length: > 0 } id ? id : null, jwt.Alg, cancellationToken);
        if (keys.Count == 0)
            return FromDirectory<JsonWebToken>.Of("key");
        var result = await _handler.ValidateTokenAsync(jwt, Parameters(directory, jwt.Alg, keys));
        if (!result.IsValid)
            return FromDirectory<JsonWebToken>.Of(ReasonOf(result.Exception));
        return RefuseParty(jwt, directory.ClientId) is { } reason ? FromDirectory<JsonWebToken>.Of(reason) : jwt;
    }

    private string? RefuseParty(JsonWebToken jwt, string clientId)
    {
        if (jwt.TryGetPayloadValue<object>("azp", out var party) ? party as string != clientId : jwt.Audiences.Count() != 1)
            return "azp";
        var issued = jwt.TryGetPayloadValue<long>("iat", out var seconds) && seconds is > 0 and < 253402300799 ? DateTimeOffset.FromUnixTimeSeconds(seconds) : DateTimeOffset.MinValue;
        var now = time.GetUtcNow();
        return issued > now + Skew || issued < now - s_oldest - Skew ? "iat" : null;
    }

    private JsonWebToken? Read(string? token)
    {
        try
        {
            return token is { Length: > 0 and <= MaxLength } && _handler.CanReadToken(token) ? _handler.ReadJsonWebToken(token) : null;
        }
        catch (Exception problem) when (problem is ArgumentException or SecurityTokenException)
        {
            return null;
        }
    }

    private TokenValidationParameters Parameters(StaffDirectory directory, string algorithm, IReadOnlyList<JsonWebKey> keys) => new()
    {
        IssuerSigningKeys = keys,
        ValidAlgorithms = [algorithm],
        ValidIssuer = directory.Issuer,
        ValidAudience = directory.ClientId,
        ValidateIssuerSigningKey = true,
        RequireSignedTokens = true,
        RequireExpirationTime = true,
        RequireAudience = true,
        LifetimeValidator = (from, until, _, _) => IsInTime(from, until),
    };

    private bool IsInTime(DateTime? from, DateTime? until)
    {
        var now = time.GetUtcNow().UtcDateTime;
        return until is { } end && now < end + Skew && (from is not { } start || start <= now + Skew);
    }

    private static string ReasonOf(Exception? problem) => problem switch
    {
        SecurityTokenInvalidIssuerException => "iss",
        SecurityTokenInvalidAudienceException => "aud",
        SecurityTokenInvalidLifetimeException or SecurityTokenNoExpirationException or SecurityTokenExpiredException => "exp",
        _ => "signature",
    };

    private static IReadOnlyList<string> ListOf(JsonWebToken jwt, string claim)
    {
        if (TextOf(jwt, claim) is { } one)
            return [one];
        if (!jwt.TryGetPayloadValue<JsonElement>(claim, out var list) || list.ValueKind != JsonValueKind.Array)
            return [];
        return [.. list.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!).Take(1000)];
    }

    // The left half of the hash that goes with the signature's algorithm (Core 1.0, section 3.1.3.6).
    private static string? HashOf(string algorithm, string? accessToken)
    {
        if (accessToken is null)
            return null;
        var bytes = Encoding.ASCII.GetBytes(accessToken);
        var hash = algorithm.EndsWith("384", StringComparison.Ordinal) ? SHA384.HashData(bytes) : SHA256.HashData(bytes);
        return Base64UrlEncoder.Encode(hash[..(hash.Length / 2)]);
    }
}

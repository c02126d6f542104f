using Carewright.Security;
using Carewright.Smart.Authorizing;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Carewright.Smart.Clients;

/// <summary>Checks the assertions by which an app proves itself with its key (RFC 7523; SMART App Launch 2.2 client-confidential-asymmetric.html).</summary>
internal sealed class ClientAssertions(ClientKeys keys, UnderWay underWay, TimeProvider time)
{
    /// <summary>How far ahead an assertion may end.</summary>
    public static readonly TimeSpan MaxLife = TimeSpan.FromMinutes(5);

    /// <summary>How far two clocks may be apart.</summary>
    public static readonly TimeSpan Skew = TimeSpan.FromSeconds(30);

    private const int MaxLength = 8192;
    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false, MaximumTokenSizeInBytes = MaxLength };

    /// <summary>The client id that an assertion names, unchecked: it only says whose keys to check it with. Null when it is no JWT.</summary>
    public string? ClientOf(string assertion) => Read(assertion)?.Issuer is { Length: > 0 } issuer ? issuer : null;

    /// <summary>Why the assertion is refused, for the audit log; null when it proves the app, once.</summary>
    /// <param name="app">The app that it names.</param>
    /// <param name="assertion">As sent.</param>
    /// <param name="audience">The token endpoint's address, exactly.</param>
    /// <param name="cancellationToken">Ends when the client goes away.</param>
    public async Task<string?> RefuseAsync(RegisteredApp app, string assertion, string audience, CancellationToken cancellationToken)
    {
        if (Read(assertion) is not { } jwt || jwt.Alg is not (SecurityAlgorithms.EcdsaSha384 or SecurityAlgorithms.RsaSha384))
            return "assertion algorithm";
        var candidates = await keys.FindAsync(app, jwt.Kid is { Length: > 0 } id ? id : null, jwt.Alg, cancellationToken);
        var result = await _handler.ValidateTokenAsync(jwt, Parameters(app.ClientId, audience, jwt.Alg, candidates));
        if (!result.IsValid || jwt.Subject != app.ClientId || jwt.Audiences.Count() != 1)
            return "assertion";
        if (jwt.Id is not { Length: > 0 and <= 200 } name)
            return "assertion without jti";
        // It is remembered as long as it could be used.
        var isNew = underWay.Assertions.TryAdd($"{app.ClientId}\n{name}", new SeenAssertion(), new DateTimeOffset(jwt.ValidTo, TimeSpan.Zero) + Skew);
        return isNew ? null : "assertion replayed";
    }

    private JsonWebToken? Read(string assertion)
    {
        try
        {
            return assertion.Length <= MaxLength && _handler.CanReadToken(assertion) ? _handler.ReadJsonWebToken(assertion) : null;
        }
        catch (Exception problem) when (problem is ArgumentException or SecurityTokenException)
        {
            return null;
        }
    }

    private TokenValidationParameters Parameters(string clientId, string audience, string algorithm, IReadOnlyList<JsonWebKey> candidates) => new()
    {
        IssuerSigningKeys = candidates,
        ValidAlgorithms = [algorithm],
        ValidIssuer = clientId,
        ValidAudience = audience,
        ValidateIssuerSigningKey = true,
        RequireSignedTokens = true,
        RequireExpirationTime = true,
        RequireAudience = true,
        LifetimeValidator = IsInTime,
    };

    private bool IsInTime(DateTime? notBefore, DateTime? expires, SecurityToken token, TokenValidationParameters parameters)
    {
        var now = time.GetUtcNow().UtcDateTime;
        return expires is { } end && now < end + Skew && end <= now + MaxLife + Skew && (notBefore is not { } start || start <= now + Skew);
    }
}

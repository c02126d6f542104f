using System.Collections.Concurrent;
using Carewright.Storage;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Carewright.Security;

/// <summary>A token that was accepted, with the account as it is now.</summary>
/// <param name="Account">Whose.</param>
/// <param name="TokenId">Its <c>jti</c>; names it in logs and audit, opens nothing.</param>
/// <param name="ExpiresAt">UTC.</param>
public sealed record AcceptedToken(Account Account, string TokenId, DateTimeOffset ExpiresAt);

/// <summary>
/// Access tokens for scripts: JWTs (RFC 9068 <c>at+jwt</c>) signed with ES256 by the tenant's own key, for this tenant only. A verified token is remembered until it expires, because
/// verifying costs more than the read it opens; the account's state is looked at every time. Safe to call from many threads.
/// </summary>
public sealed class AccessTokens
{
    private const string StampClaim = "stamp";
    private const int MaxVerified = 10_000;
    private const int MaxLength = 4096;
    private readonly AccountRegister _accounts;
    private readonly TimeProvider _time;
    private readonly SigningCredentials _credentials;
    private readonly TokenValidationParameters _parameters;
    private readonly JsonWebTokenHandler _handler = new() { SetDefaultTimesOnTokenCreation = false, MapInboundClaims = false, MaximumTokenSizeInBytes = MaxLength };
    private readonly ConcurrentDictionary<string, Verified> _verified = new(StringComparer.Ordinal);

    private AccessTokens(AccountRegister accounts, TimeProvider time, ECDsaSecurityKey key, TenantId tenant)
    {
        (_accounts, _time) = (accounts, time);
        Issuer = $"urn:carewright:tenant:{tenant.Value}";
        _credentials = new SigningCredentials(key, SecurityAlgorithms.EcdsaSha256);
        _parameters = ParametersFor(key, Issuer, IsInTime);
    }

    /// <summary>How long a token lives unless something else is asked for.</summary>
    public static TimeSpan DefaultLifetime { get; } = TimeSpan.FromMinutes(15);

    /// <summary>The longest life a token can have.</summary>
    public static TimeSpan MaxLifetime { get; } = TimeSpan.FromHours(12);

    /// <summary>Issuer and audience: the tenant.</summary>
    public string Issuer { get; }

    /// <summary>Opens the tokens of a store; makes and keeps the signing key when there is none.</summary>
    public static async Task<AccessTokens> OpenAsync(IPrivateTable table, TenantId tenant, AccountRegister accounts, TimeProvider time, CancellationToken cancellationToken) =>
        new(accounts, time, await SigningKey.OpenAsync(table, cancellationToken), tenant);

    /// <summary>A token for an account.</summary>
    /// <param name="account">Whose; must be enabled.</param>
    /// <param name="lifetime">How long it lives; null: <see cref="DefaultLifetime"/>. More than <see cref="MaxLifetime"/> is cut to that.</param>
    /// <exception cref="InvalidOperationException">The account is disabled.</exception>
    public string Issue(Account account, TimeSpan? lifetime = null)
    {
        if (account.IsDisabled)
            throw new InvalidOperationException("A disabled account gets no token.");
        var length = lifetime ?? DefaultLifetime;
        var now = _time.GetUtcNow().UtcDateTime;
        return _handler.CreateToken(new SecurityTokenDescriptor
        {
            TokenType = "at+jwt",
            Issuer = Issuer,
            Audience = Issuer,
            IssuedAt = now,
            NotBefore = now,
            Expires = now + (length < MaxLifetime ? length : MaxLifetime),
            Claims = new Dictionary<string, object> { ["sub"] = account.UserName, ["jti"] = Guid.CreateVersion7(_time.GetUtcNow()).ToString("D"), [StampClaim] = account.Stamp },
            SigningCredentials = _credentials,
        });
    }

    /// <summary>Checks a token: signature (ES256 by this key, nothing else), type, issuer, audience, times, and that its account is enabled and unchanged.</summary>
    /// <returns>The token's account, or null: why it was refused is nobody's business but the log's.</returns>
    public async ValueTask<AcceptedToken?> ValidateAsync(string token)
    {
        if (!_verified.TryGetValue(token, out var verified))
        {
            if (token.Length > MaxLength || await VerifyAsync(token) is not { } fresh)
                return null;
            Remember(token, verified = fresh);
        }
        if (_time.GetUtcNow() >= verified.ExpiresAt)
            return null;
        return _accounts.Find(verified.UserName) is { IsDisabled: false } account && account.Stamp == verified.Stamp
            ? new AcceptedToken(account, verified.TokenId, verified.ExpiresAt)
            : null;
    }

    private static TokenValidationParameters ParametersFor(SecurityKey key, string issuer, LifetimeValidator isInTime) => new()
    {
        IssuerSigningKey = key,
        ValidAlgorithms = [SecurityAlgorithms.EcdsaSha256],
        ValidTypes = ["at+jwt"],
        ValidIssuer = issuer,
        ValidAudience = issuer,
        ValidateIssuerSigningKey = true,
        RequireSignedTokens = true,
        RequireExpirationTime = true,
        RequireAudience = true,
        TryAllIssuerSigningKeys = false,
        LifetimeValidator = isInTime,
    };

    private bool IsInTime(DateTime? notBefore, DateTime? expires, SecurityToken token, TokenValidationParameters parameters)
    {
        var now = _time.GetUtcNow().UtcDateTime;
        return expires is { } end && now < end && (notBefore is not { } start || start <= now.AddSeconds(1));
    }

    private async Task<Verified?> VerifyAsync(string token)
    {
        var result = await _handler.ValidateTokenAsync(token, _parameters);
        if (!result.IsValid || result.SecurityToken is not JsonWebToken jwt)
            return null;
        var hasClaims = jwt.TryGetPayloadValue<string>("sub", out var user) & jwt.TryGetPayloadValue<string>("jti", out var id) & jwt.TryGetPayloadValue<string>(StampClaim, out var stamp);
        return hasClaims ? new Verified(user, stamp, id, new DateTimeOffset(jwt.ValidTo, TimeSpan.Zero)) : null;
    }

    private void Remember(string token, Verified verified)
    {
        if (_verified.Count >= MaxVerified)
        {
            var now = _time.GetUtcNow();
            foreach (var (text, old) in _verified)
                if (old.ExpiresAt <= now)
                    _verified.TryRemove(text, out _);
            if (_verified.Count >= MaxVerified)
                _verified.Clear();
        }
        _verified[token] = verified;
    }

    private sealed record Verified(string UserName, string Stamp, string TokenId, DateTimeOffset ExpiresAt);
}

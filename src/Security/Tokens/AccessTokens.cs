using System.Collections.Concurrent;
using System.Text.Json;
using Carewright.Storage;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Carewright.Security;

/// <summary>A token that was accepted, with the account as it is now.</summary>
/// <param name="Account">Whose.</param>
/// <param name="TokenId">Its <c>jti</c>; names it in logs and audit, opens nothing.</param>
/// <param name="ExpiresAt">UTC.</param>
public sealed record AcceptedToken(Account Account, string TokenId, DateTimeOffset ExpiresAt)
{
    /// <summary>The grant that an app's token belongs to; null for a script's.</summary>
    public AppGrant? Grant { get; init; }

    /// <summary>What its scopes leave of the account's rights; null for a script's.</summary>
    public AccessLimit? Limit { get; init; }

    /// <summary>The certificate that it is bound to (<c>x5t#S256</c>); null when it is not bound.</summary>
    public string? Certificate { get; init; }

    /// <summary>Its client, as the audit log has it: an app's id, or <c>token</c>.</summary>
    public string Client => Grant?.ClientId ?? "token";
}

/// <summary>
/// Access tokens: JWTs (RFC 9068 <c>at+jwt</c>) signed with ES384 by the tenant's own keys, for this tenant only. A script's token carries its account's rights; an app's names its grant and is
/// narrowed by its scopes. A verified token is remembered until it expires, because verifying costs more than the read it opens; the state of account, app, grant and session is looked at
/// every time. Safe to call from many threads.
/// </summary>
public sealed class AccessTokens : IDisposable
{
    private const string StampClaim = "stamp";
    private const string GrantClaim = "grant";
    private const string BindingClaim = "x5t#S256";
    private const int MaxVerified = 10_000;
    private const int MaxLength = 8192;
    private readonly AccountRegister _accounts;
    private readonly TimeProvider _time;
    private readonly TokenValidationParameters _parameters;
    private readonly JsonWebTokenHandler _handler = new() { SetDefaultTimesOnTokenCreation = false, MapInboundClaims = false, MaximumTokenSizeInBytes = MaxLength };
    private readonly ConcurrentDictionary<string, Verified> _verified = new(StringComparer.Ordinal);

    private AccessTokens(AccountRegister accounts, TimeProvider time, SigningKeys keys, IPrivateTable table, SubjectIds subjects, TenantId tenant)
    {
        (_accounts, _time, Keys, Subjects) = (accounts, time, keys, subjects);
        (Apps, Grants) = (new AppRegister(table, time), new AppGrants(table, time));
        Issuer = $"urn:carewright:tenant:{tenant.Value}";
        _parameters = ParametersFor(keys, Issuer, IsInTime);
    }

    /// <summary>How long a token lives unless something else is asked for.</summary>
    public static TimeSpan DefaultLifetime { get; } = TimeSpan.FromMinutes(15);

    /// <summary>The longest life a token can have.</summary>
    public static TimeSpan MaxLifetime { get; } = TimeSpan.FromHours(12);

    /// <summary>Issuer and audience: the tenant, whichever name the server goes by.</summary>
    public string Issuer { get; }

    /// <summary>What signs.</summary>
    public SigningKeys Keys { get; }

    /// <summary>The apps.</summary>
    public AppRegister Apps { get; }

    /// <summary>What apps were allowed.</summary>
    public AppGrants Grants { get; }

    /// <summary>What apps call users.</summary>
    public SubjectIds Subjects { get; }

    /// <summary>Opens the tokens of a store; makes and keeps keys when there are none.</summary>
    public static async Task<AccessTokens> OpenAsync(IPrivateTable table, TenantId tenant, AccountRegister accounts, TimeProvider time, CancellationToken cancellationToken) =>
        new(accounts, time, await SigningKeys.OpenAsync(table, time, cancellationToken), table, await SubjectIds.OpenAsync(table, cancellationToken), tenant);

    /// <summary>A token for a script of an account.</summary>
    /// <param name="account">Whose; must be enabled.</param>
    /// <param name="lifetime">How long it lives; null: <see cref="DefaultLifetime"/>. More than <see cref="MaxLifetime"/> is cut to that.</param>
    /// <exception cref="InvalidOperationException">The account is disabled.</exception>
    public string Issue(Account account, TimeSpan? lifetime = null)
    {
        ArgumentNullException.ThrowIfNull(account);
        if (account.IsDisabled)
            throw new InvalidOperationException("A disabled account gets no token.");
        return Make(lifetime ?? DefaultLifetime, new Dictionary<string, object> { ["sub"] = account.UserName, [StampClaim] = account.Stamp });
    }

    /// <summary>A token of a grant. The app cannot read from it who the user is.</summary>
    /// <param name="grant">The grant.</param>
    /// <param name="scopes">What the token shall be good for; the grant's own or fewer.</param>
    /// <param name="lifetime">How long it lives.</param>
    /// <param name="certificate">The <c>x5t#S256</c> of the certificate that it is bound to (RFC 8705 section 3.1), or null.</param>
    public string Issue(AppGrant grant, ScopeSet scopes, TimeSpan lifetime, string? certificate = null)
    {
        ArgumentNullException.ThrowIfNull(grant);
        ArgumentNullException.ThrowIfNull(scopes);
        var claims = new Dictionary<string, object>
        {
            ["sub"] = Subjects.Of(grant.UserName, grant.ClientId),
            ["client_id"] = grant.ClientId,
            ["scope"] = scopes.ToString(),
            [GrantClaim] = grant.Id,
        };
        if (certificate is not null)
            claims["cnf"] = new Dictionary<string, object> { [BindingClaim] = certificate };
        return Make(lifetime, claims);
    }

    /// <summary>
    /// Checks a token: signature (ES384 by one of the tenant's keys, nothing else), type, issuer, audience, times, and that its account is enabled and unchanged; of an app's token also that
    /// the app is approved, that the grant has not ended, that the session it lives with has not, and that a bound one came with its certificate, which is still one of the app's.
    /// </summary>
    /// <param name="token">As sent.</param>
    /// <param name="certificate">The <c>x5t#S256</c> of the certificate that it came with; null without one.</param>
    /// <returns>The token's account, or null: why it was refused is nobody's business but the log's.</returns>
    public ValueTask<AcceptedToken?> ValidateAsync(string token, string? certificate)
    {
        var found = InspectAsync(token);
        return found.IsCompletedSuccessfully ? new(Bound(found.Result, certificate)) : BoundAsync(found, certificate);
    }

    /// <summary>What a token is, whichever certificate it came with: for the client that asks about its own. It opens nothing.</summary>
    public async ValueTask<AcceptedToken?> InspectAsync(string token)
    {
        ArgumentNullException.ThrowIfNull(token);
        if (!_verified.TryGetValue(token, out var verified))
        {
            if (token.Length > MaxLength || await VerifyAsync(token) is not { } fresh)
                return null;
            Remember(token, verified = fresh);
        }
        if (_time.GetUtcNow() >= verified.ExpiresAt)
            return null;
        return verified.Grant is { } grant ? OfApp(verified, grant) : OfAccount(verified, verified.UserName, verified.Stamp);
    }

    /// <summary>Whether a grant's account, app and session are such that tokens of it are good now.</summary>
    public bool IsGood(AppGrant grant)
    {
        ArgumentNullException.ThrowIfNull(grant);
        return Grants.Find(grant.Id) is not null && Apps.FindApproved(grant.ClientId) is not null && _accounts.Find(grant.UserName) is { IsDisabled: false } account && account.Stamp == grant.Stamp;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        Keys.Dispose();
        Apps.Dispose();
        Grants.Dispose();
    }

    private static TokenValidationParameters ParametersFor(SigningKeys keys, string issuer, LifetimeValidator isInTime) => new()
    {
        IssuerSigningKeyResolver = (_, _, id, _) => keys.Find(id),
        ValidAlgorithms = [SecurityAlgorithms.EcdsaSha384],
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

    private AcceptedToken? OfAccount(Verified verified, string userName, string stamp) =>
        _accounts.Find(userName) is { IsDisabled: false } account && account.Stamp == stamp ? new AcceptedToken(account, verified.TokenId, verified.ExpiresAt) : null;

    private AcceptedToken? OfApp(Verified verified, string grantId)
    {
        if (Grants.Find(grantId) is not { } grant || grant.ClientId != verified.ClientId || Apps.FindApproved(grant.ClientId) is not { } app || !IsBoundTo(app, verified.Certificate))
            return null;
        return OfAccount(verified, grant.UserName, grant.Stamp) is { } accepted ? accepted with { Grant = grant, Limit = verified.LimitFor(grant), Certificate = verified.Certificate } : null;
    }

    private static async ValueTask<AcceptedToken?> BoundAsync(ValueTask<AcceptedToken?> found, string? certificate) => Bound(await found, certificate);

    private static AcceptedToken? Bound(AcceptedToken? token, string? certificate) => token?.Certificate is null || token.Certificate == certificate ? token : null;

    // A certificate that was taken out of the registration takes its tokens along; a token from before the app had certificates is not worth more than one from after.
    private static bool IsBoundTo(RegisteredApp app, string? certificate) => app.Kind switch
    {
        AppKind.OwnCertificate => certificate is not null && app.Certificates?.Any(one => one.Thumbprint == certificate) == true,
        AppKind.IssuedCertificate => certificate is not null,
        _ => certificate is null,
    };

    private static string? BindingOf(JsonWebToken jwt) =>
        jwt.TryGetPayloadValue<JsonElement>("cnf", out var binding) && binding.ValueKind == JsonValueKind.Object && binding.TryGetProperty(BindingClaim, out var thumbprint) ? thumbprint.GetString() : null;

    private string Make(TimeSpan lifetime, Dictionary<string, object> claims)
    {
        var now = _time.GetUtcNow();
        claims["jti"] = Guid.CreateVersion7(now).ToString("D");
        return _handler.CreateToken(new SecurityTokenDescriptor
        {
            TokenType = "at+jwt",
            Issuer = Issuer,
            Audience = Issuer,
            IssuedAt = now.UtcDateTime,
            NotBefore = now.UtcDateTime,
            Expires = now.UtcDateTime + (lifetime < MaxLifetime ? lifetime : MaxLifetime),
            Claims = claims,
            SigningCredentials = Keys.Signing(SecurityAlgorithms.EcdsaSha384),
        });
    }

    private bool IsInTime(DateTime? notBefore, DateTime? expires, SecurityToken token, TokenValidationParameters parameters)
    {
        var now = _time.GetUtcNow().UtcDateTime;
        return expires is { } end && now < end && (notBefore is not { } start || start <= now.AddSeconds(1));
    }

    private async Task<Verified?> VerifyAsync(string token)
    {
        var result = await _handler.ValidateTokenAsync(token, _parameters);
        if (!result.IsValid || result.SecurityToken is not JsonWebToken jwt || !jwt.TryGetPayloadValue<string>("jti", out var id) || !jwt.TryGetPayloadValue<string>("sub", out var subject))
            return null;
        var expires = new DateTimeOffset(jwt.ValidTo, TimeSpan.Zero);
        if (jwt.TryGetPayloadValue<string>(GrantClaim, out var grant))
        {
            var hasClaims = jwt.TryGetPayloadValue<string>("client_id", out var client) & jwt.TryGetPayloadValue<string>("scope", out var scope);
            return hasClaims ? new Verified(subject, "", id, expires) { Grant = grant, ClientId = client, Scopes = scope, Certificate = BindingOf(jwt) } : null;
        }
        return jwt.TryGetPayloadValue<string>(StampClaim, out var stamp) ? new Verified(subject, stamp, id, expires) : null;
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

    private sealed record Verified(string UserName, string Stamp, string TokenId, DateTimeOffset ExpiresAt)
    {
        private AccessLimit? _limit;

        public string? Grant { get; init; }

        public string? ClientId { get; init; }

        public string? Scopes { get; init; }

        public string? Certificate { get; init; }

        // One object for the life of the token: what the policy's decisions become under it is remembered by it.
        public AccessLimit LimitFor(AppGrant grant) => _limit ??= new AccessLimit(ScopeParser.Parse(grant.Scopes).Allow(ScopeParser.Parse(Scopes)), grant.Patient);
    }
}

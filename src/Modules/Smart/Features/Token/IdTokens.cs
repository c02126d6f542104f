using Carewright.Security;
using Carewright.Smart.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Carewright.Smart.Features;

/// <summary>Makes id tokens (OpenID Connect Core 1.0 section 2; SMART App Launch 2.2 "scopes for requesting identity data").</summary>
internal sealed class IdTokens(AccessTokens tokens, AccountRegister accounts, Addresses addresses, TimeProvider time)
{
    private static readonly TimeSpan s_life = TimeSpan.FromMinutes(10);
    private readonly JsonWebTokenHandler _handler = new() { SetDefaultTimesOnTokenCreation = false };

    /// <summary>An id token for the user of a grant; null when the scopes ask for none.</summary>
    public async Task<string?> MakeAsync(HttpContext context, RegisteredApp app, AppGrant grant, ScopeSet scopes, string? nonce)
    {
        if (!scopes.Has(ScopeSet.OpenId))
            return null;
        if (app.IdTokenAlgorithm != SecurityAlgorithms.EcdsaSha384)
            await tokens.Keys.EnsureRsaAsync(context.RequestAborted);
        var now = time.GetUtcNow();
        var claims = new Dictionary<string, object> { ["sub"] = tokens.Subjects.Of(grant.UserName, app.ClientId), ["amr"] = new[] { "pwd" } };
        if (grant.SignedInAt is { } signedIn)
            claims["auth_time"] = signedIn.ToUnixTimeSeconds();
        if (nonce is not null)
            claims["nonce"] = nonce;
        foreach (var name in PersonClaims(scopes))
            if (PersonOf(context, grant) is { } person)
                claims[name] = person;
        return _handler.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = addresses.Issuer(context),
            Audience = app.ClientId,
            IssuedAt = now.UtcDateTime,
            Expires = (now + s_life).UtcDateTime,
            Claims = claims,
            SigningCredentials = tokens.Keys.Signing(app.IdTokenAlgorithm),
        });
    }

    /// <summary>Which claims name the person.</summary>
    public static IEnumerable<string> PersonClaims(ScopeSet scopes) => new[] { ScopeSet.FhirUser, ScopeSet.Profile }.Where(scopes.Has);

    /// <summary>The user as a FHIR resource's address, or null.</summary>
    public string? PersonOf(HttpContext context, AppGrant grant) => accounts.Find(grant.UserName)?.FhirUser is { } reference ? $"{addresses.Fhir(context)}/{reference}" : null;
}

using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Carewright.Security;
using Carewright.Smart.Authorizing;
using Carewright.Smart.Http;
using Microsoft.AspNetCore.Http;

namespace Carewright.Smart.Features;

/// <summary>Redeems a code, once: for the client, the redirect address and the PKCE verifier that it was made for (RFC 6749 section 4.1.3, RFC 7636 section 4.6).</summary>
internal sealed class CodeExchange(UnderWay underWay, AccessTokens tokens, TokenMaker maker)
{
    public async Task<TokenResult> RunAsync(HttpContext context, RegisteredApp app, FormValues form)
    {
        if (form["code"] is not { } code || form["code_verifier"] is not { Length: >= 43 and <= 128 } verifier)
            return TokenResult.Refused(OAuthError.InvalidRequest("A code and its verifier are needed."), "no code or verifier");
        if (underWay.Codes.Find(code) is not { } issued)
            return await RefuseUsedAsync(code);
        // Another client's try does not use the code up: it could lock the right one out.
        if (issued.Request.ClientId != app.ClientId)
            return TokenResult.Refused(OAuthError.InvalidGrant, "another client's code", issued.Grant);
        // Marked as redeemed before it is taken: of two at the same moment the second finds the mark, whatever the first has come to.
        if (!underWay.Redeemed.TryAdd(code, new RedeemedCode(app.ClientId, issued.Grant.Id), issued.Grant.StartedAt + TimeSpan.FromMinutes(15)) || underWay.Codes.Take(code) is null)
            return await RefuseUsedAsync(code);
        if (issued.Request.RedirectUri == form["redirect_uri"] && Fits(verifier, issued.Request.CodeChallenge))
            return await GiveAsync(context, app, code, issued);
        underWay.Redeemed.Take(code);
        return TokenResult.Refused(OAuthError.InvalidGrant, issued.Request.RedirectUri == form["redirect_uri"] ? "verifier" : "redirect address", issued.Grant);
    }

    private async Task<TokenResult> GiveAsync(HttpContext context, RegisteredApp app, string code, IssuedCode issued)
    {
        var (request, grant) = issued;
        var scopes = ScopeParser.Parse(grant.Scopes);
        var refresh = await tokens.Grants.StartAsync(grant, scopes.Has(ScopeSet.Offline) || scopes.Has(ScopeSet.Online), context.RequestAborted);
        // The code came a second time before there was anything to end: the mark is gone, and this ends it.
        if (underWay.Redeemed.Find(code) is null)
        {
            await tokens.Grants.EndAsync(one => one.Id == grant.Id);
            return TokenResult.Refused(OAuthError.InvalidGrant, "code reused; grant ended", grant);
        }
        // The account may have changed, or the session ended, since the user said yes.
        if (!tokens.IsGood(grant))
        {
            await tokens.Grants.EndAsync(one => one.Id == grant.Id);
            return TokenResult.Refused(OAuthError.InvalidGrant, "account, app or session ended", grant);
        }
        var answer = await maker.MakeAsync(context, app, grant, scopes, refresh, request.Nonce);
        return TokenResult.Given(answer with { Intent = request.Launch?.Intent, FhirContext = request.Launch?.FhirContext }, grant);
    }

    // A code that comes a second time was caught by somebody: what came of it ends (RFC 6749 section 4.1.2).
    private async Task<TokenResult> RefuseUsedAsync(string code)
    {
        if (underWay.Redeemed.Take(code) is not { } redeemed)
            return TokenResult.Refused(OAuthError.InvalidGrant, "unknown code");
        var ended = await tokens.Grants.EndAsync(grant => grant.Id == redeemed.GrantId);
        return TokenResult.Refused(OAuthError.InvalidGrant, "code reused; grant ended", ended.Count > 0 ? ended[0] : null);
    }

    private static bool Fits(string verifier, string challenge) => CryptographicOperations.FixedTimeEquals(
        Encoding.ASCII.GetBytes(Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)))), Encoding.ASCII.GetBytes(challenge));
}

/// <summary>Puts an answer together.</summary>
internal sealed class TokenMaker(AccessTokens tokens, IdTokens ids, Addresses addresses)
{
    /// <param name="context">The request.</param>
    /// <param name="app">The app.</param>
    /// <param name="grant">Its grant.</param>
    /// <param name="scopes">What the token is good for.</param>
    /// <param name="refresh">The refresh token, or null.</param>
    /// <param name="nonce">The app's mark for its id token, or null.</param>
    public async Task<TokenAnswer> MakeAsync(HttpContext context, RegisteredApp app, AppGrant grant, ScopeSet scopes, string? refresh, string? nonce) =>
        new(tokens.Issue(grant, scopes, AccessTokens.DefaultLifetime, context.CertificateThumbprint()), (int)AccessTokens.DefaultLifetime.TotalSeconds, scopes.ToString())
        {
            RefreshToken = refresh,
            IdToken = await ids.MakeAsync(context, app, grant, scopes, nonce),
            Patient = grant.Patient?["Patient/".Length..],
            Encounter = grant.Encounter?["Encounter/".Length..],
            NeedPatientBanner = grant.Patient is null ? null : true,
            SmartStyleUrl = addresses.Issuer(context) + "/auth/smart-style.json",
        };
}

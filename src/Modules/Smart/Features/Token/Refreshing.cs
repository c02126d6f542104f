using Carewright.Security;
using Carewright.Smart.Http;
using Microsoft.AspNetCore.Http;

namespace Carewright.Smart.Features;

/// <summary>A refresh token for a new pair (RFC 6749 section 6; rotation and reuse detection by RFC 9700 section 4.14.2).</summary>
internal sealed class Refreshing(AccessTokens tokens, TokenMaker maker)
{
    public async Task<TokenResult> RunAsync(HttpContext context, RegisteredApp app, FormValues form)
    {
        if (form["refresh_token"] is not { Length: <= 200 } token)
            return TokenResult.Refused(OAuthError.InvalidRequest("A refresh token is needed."), "no token");
        // Looked at before the token is used up: a request for more than was allowed costs the app nothing but the answer.
        if (tokens.Grants.FindByRefresh(token) is { } known && known.ClientId == app.ClientId && Narrowed(known, form["scope"]) is null)
            return TokenResult.Refused(new OAuthError("invalid_scope", "More is asked for than was allowed."), "scope", known);
        var outcome = await tokens.Grants.RotateAsync(token, app.ClientId, context.RequestAborted);
        if (outcome.IsReuse)
            return TokenResult.Refused(OAuthError.InvalidGrant, "refresh token reused; grant ended", outcome.Grant);
        if (outcome.Grant is not { } grant || outcome.Token is not { } next || !tokens.IsGood(grant))
            return TokenResult.Refused(OAuthError.InvalidGrant, "refresh token", outcome.Grant);
        return TokenResult.Given(await maker.MakeAsync(context, app, grant, Narrowed(grant, form["scope"])!, next, null), grant);
    }

    // The grant's scopes, or those of them that are asked for; null when one is asked for that it has not.
    private static ScopeSet? Narrowed(AppGrant grant, string? asked)
    {
        var allowed = ScopeParser.Parse(grant.Scopes);
        if (asked is null)
            return allowed;
        var wanted = ScopeParser.Parse(asked);
        return !wanted.IsEmpty && wanted.Unknown.Count == 0 && allowed.Includes(wanted) ? wanted : null;
    }
}

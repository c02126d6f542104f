using Carewright.Security;
using Carewright.Smart.Http;
using Microsoft.AspNetCore.Http;

namespace Carewright.Smart.Features;

/// <summary>Tokens for apps that work by themselves (SMART Backend Services; RFC 6749 section 4.4): five minutes, no refresh, the rights of the app's own account, narrowed by its scopes.</summary>
internal sealed class BackendTokens(AccessTokens tokens, AccountRegister accounts, TimeProvider time)
{
    private static readonly TimeSpan s_life = TimeSpan.FromMinutes(5);

    public async Task<TokenResult> RunAsync(HttpContext context, RegisteredApp app, FormValues form)
    {
        var scopes = ScopeParser.Parse(app.Scopes).Allow(ScopeParser.Parse(form["scope"])).Where(text => text.StartsWith("system/", StringComparison.Ordinal));
        if (scopes.IsEmpty)
            return TokenResult.Refused(new OAuthError("invalid_scope", "None of the scopes asked for is one that the client was registered with."), "scope");
        if ((app.Kind != AppKind.Key && !app.HasCertificate) || app.Account is null || accounts.Find(app.Account) is not { IsDisabled: false } account)
            return TokenResult.Refused(new OAuthError("unauthorized_client", "The client may not work by itself."), "account");
        var now = time.GetUtcNow();
        var grant = new AppGrant(Guid.NewGuid().ToString("N"), app.ClientId, account.UserName, account.Stamp, scopes.ToString(), now, now + s_life) { LastUsedAt = now };
        await tokens.Grants.StartAsync(grant, canRefresh: false, context.RequestAborted);
        return TokenResult.Given(new TokenAnswer(tokens.Issue(grant, scopes, s_life, context.CertificateThumbprint()), (int)s_life.TotalSeconds, scopes.ToString()), grant);
    }
}

using System.Net;
using Carewright.Security;
using Microsoft.AspNetCore.Http;

namespace Carewright.Administration.Http;

/// <summary>Turns a request's cookie or bearer token into its <see cref="IActorFeature"/>. It refuses nothing itself: the door does, in its own words.</summary>
internal sealed class ActorMiddleware(RequestDelegate next)
{
    private const string Bearer = "Bearer ";

    public async Task InvokeAsync(HttpContext context, Sessions sessions, AccessTokens tokens, AccessPolicy policy)
    {
        context.Features.Set<IActorFeature>(await FindAsync(context, sessions, tokens, policy));
        await next(context);
    }

    private static async ValueTask<ActorFeature> FindAsync(HttpContext context, Sessions sessions, AccessTokens tokens, AccessPolicy policy)
    {
        // A request that says who it is by header means that, and never falls back on a cookie that the browser added.
        if (context.Request.Headers.Authorization.ToString() is { Length: > 0 } authorization)
            return await FromTokenAsync(context, authorization, tokens, policy);
        if (SessionCookie.Read(context) is not { } secret)
            return new ActorFeature(ActorRefusal.NoCredential);
        return FromCookie(context, secret, sessions, policy);
    }

    private static async ValueTask<ActorFeature> FromTokenAsync(HttpContext context, string authorization, AccessTokens tokens, AccessPolicy policy)
    {
        if (!authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) || await tokens.ValidateAsync(authorization[Bearer.Length..].Trim()) is not { } token)
            return new ActorFeature(ActorRefusal.BadCredential);
        return new ActorFeature(ActorOf(context, token.Account, "token", token.TokenId, policy), token.ExpiresAt);
    }

    private static ActorFeature FromCookie(HttpContext context, string secret, Sessions sessions, AccessPolicy policy)
    {
        var isAllowed = AppRequestRule.Holds(context.Request);
        if (sessions.Find(secret, isActivity: isAllowed && !IsPeek(context.Request)) is not { } live)
            return new ActorFeature(ActorRefusal.BadCredential);
        return isAllowed
            ? new ActorFeature(ActorOf(context, live.Account, "app", live.Session.Id, policy), live.Session.ExpiresAt)
            : new ActorFeature(ActorRefusal.NotFromApp);
    }

    private static Actor ActorOf(HttpContext context, Account account, string client, string session, AccessPolicy policy) =>
        account.ToActor(client, AddressOf(context), policy.FindRole(account.Role)?.Purpose ?? "", session);

    public static string AddressOf(HttpContext context) =>
        context.Connection.RemoteIpAddress switch
        {
            null => "local",
            { IsIPv4MappedToIPv6: true } mapped => mapped.MapToIPv4().ToString(),
            IPAddress address => address.ToString(),
        };

    private static bool IsPeek(HttpRequest request) => request.Path == "/auth/session" && request.Query["peek"] == "1";
}

/// <summary>The actor of a request, or why there is none.</summary>
internal sealed class ActorFeature : IActorFeature
{
    public ActorFeature(Actor actor, DateTimeOffset expiresAt) => (Actor, ExpiresAt) = (actor, expiresAt);

    public ActorFeature(ActorRefusal refusal) => Refusal = refusal;

    public Actor? Actor { get; }

    public ActorRefusal Refusal { get; }

    public DateTimeOffset? ExpiresAt { get; }
}

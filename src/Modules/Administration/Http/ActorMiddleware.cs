using System.Net;
using Carewright.Security;
using Microsoft.AspNetCore.Http;

namespace Carewright.Administration.Http;

/// <summary>Turns a request's cookie or bearer token into its <see cref="IActorFeature"/>. It refuses nothing itself: the door does, in its own words.</summary>
internal sealed class ActorMiddleware(RequestDelegate next, Sessions sessions, AccessTokens tokens, AccessPolicy policy)
{
    private const string Bearer = "Bearer ";

    public Task InvokeAsync(HttpContext context)
    {
        var finding = FindAsync(context);
        return finding.IsCompletedSuccessfully ? GoOn(context, finding.Result) : GoOnAsync(context, finding);
    }

    private async Task GoOnAsync(HttpContext context, ValueTask<ActorFeature> finding) => await GoOn(context, await finding);

    private Task GoOn(HttpContext context, ActorFeature actor)
    {
        context.Features.Set<IActorFeature>(actor);
        return next(context);
    }

    private ValueTask<ActorFeature> FindAsync(HttpContext context)
    {
        // A request that says who it is by header means that, and never falls back on a cookie that the browser added.
        if (context.Request.Headers.Authorization.ToString() is { Length: > 0 } authorization)
            return FromTokenAsync(context, authorization);
        return new(SessionCookie.Read(context) is { } secret ? FromCookie(context, secret) : new ActorFeature(ActorRefusal.NoCredential));
    }

    private async ValueTask<ActorFeature> FromTokenAsync(HttpContext context, string authorization)
    {
        if (!authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) || await tokens.ValidateAsync(authorization[Bearer.Length..].Trim()) is not { } token)
            return new ActorFeature(ActorRefusal.BadCredential);
        return new ActorFeature(ActorOf(context, token.Account, token.Client, token.TokenId) with { Limit = token.Limit }, token.ExpiresAt);
    }

    private ActorFeature FromCookie(HttpContext context, string secret)
    {
        var isAllowed = AppRequestRule.Holds(context.Request);
        if (sessions.Find(secret, isActivity: isAllowed && !IsPeek(context.Request)) is not { } live)
            return new ActorFeature(ActorRefusal.BadCredential);
        return isAllowed
            ? new ActorFeature(ActorOf(context, live.Account, "app", live.Session.Id), live.Session.ExpiresAt)
            : new ActorFeature(ActorRefusal.NotFromApp);
    }

    private Actor ActorOf(HttpContext context, Account account, string client, string session) =>
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

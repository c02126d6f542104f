using Carewright.Audit;
using Carewright.Gateway;
using Carewright.Security;
using Microsoft.AspNetCore.Http;

namespace Carewright.Administration.Http;

/// <summary>Turns a request's cookie or bearer token into its <see cref="IActorFeature"/>. It refuses nothing itself: the door does, in its own words.</summary>
internal sealed class ActorMiddleware(RequestDelegate next, Sessions sessions, AccessTokens tokens, PolicyShelf policies, SignInPolicyInForce signIn, Recorder recorder, RecordGateway gateway)
{
    private const string Bearer = "Bearer ";
    private const string PurposeHeader = "X-Carewright-Purpose";

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
        return SessionCookie.Read(context) is { } secret ? FromCookie(context, secret) : new(new ActorFeature(ActorRefusal.NoCredential));
    }

    private async ValueTask<ActorFeature> FromTokenAsync(HttpContext context, string authorization)
    {
        if (!authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) || await tokens.ValidateAsync(authorization[Bearer.Length..].Trim(), context.CertificateThumbprint()) is not { } token)
            return new ActorFeature(ActorRefusal.BadCredential);
        return FeatureOf(context, token.Account, token.Client, token.TokenId, token.ExpiresAt, token.Limit);
    }

    private ValueTask<ActorFeature> FromCookie(HttpContext context, string secret)
    {
        var isAllowed = AppRequestRule.Holds(context.Request);
        if (sessions.Find(secret, isActivity: isAllowed && !IsPeek(context.Request)) is not { } live)
            return new(new ActorFeature(ActorRefusal.BadCredential));
        if (!isAllowed)
            return new(new ActorFeature(ActorRefusal.NotFromApp));
        return live.Session.LastAddress == context.AddressText() ? new(FeatureOf(context, live)) : MovedAsync(context, secret, live);
    }

    // A cookie that comes from elsewhere: a laptop that changed networks, or a thief. On record either way; the clinic says whether it goes on.
    private async ValueTask<ActorFeature> MovedAsync(HttpContext context, string secret, LiveSession live)
    {
        var ends = signIn.Current.AddressChange == SignInPolicy.End;
        var action = new AuditedAction("execute", "session-moved", ends ? StatusCodes.Status401Unauthorized : StatusCodes.Status200OK, ends ? AuditOutcome.Refused : AuditOutcome.Success)
        {
            Query = $"session={live.Session.Id}&from={live.Session.LastAddress}",
        };
        if (!await recorder.RecordAsync(ActorOf(context, live.Account, "app", live.Session.Id), action))
            return new ActorFeature(ActorRefusal.BadCredential);
        if (ends)
        {
            await sessions.EndAsync(secret, CancellationToken.None);
            return new ActorFeature(ActorRefusal.BadCredential);
        }
        var address = context.AddressText();
        return await sessions.ChangeAsync(secret, session => session with { LastAddress = address }, CancellationToken.None) is { } moved
            ? FeatureOf(context, live with { Session = moved })
            : new ActorFeature(ActorRefusal.BadCredential);
    }

    private ActorFeature FeatureOf(HttpContext context, LiveSession live)
    {
        var (mustEnrol, mustProve) = (live.Session.MustEnrol, live.Session.MustProve);
        return mustEnrol || mustProve
            ? new ActorFeature(mustEnrol ? ActorRefusal.MustEnrol : ActorRefusal.MustProve) { Session = live, Claimant = ActorOf(context, live.Account, "app", live.Session.Id) }
            : FeatureOf(context, live.Account, "app", live.Session.Id, live.ExpiresAt, null, live);
    }

    // A request may say what it is for, within what the role may claim; else it is for what the role is for.
    private ActorFeature FeatureOf(HttpContext context, Account account, string client, string session, DateTimeOffset expiresAt, AccessLimit? limit, LiveSession? live = null)
    {
        // A proxy's access ends at the moment, not when somebody has looked: asked with every request.
        if (account.Role == Roles.Proxy && gateway.Rights.Proxies.RepresentsNobody(account.UserName))
            return new ActorFeature(ActorRefusal.BadCredential);
        var role = policies.Current.FindRole(account.Role);
        var claimed = context.Request.Headers[PurposeHeader].ToString();
        var actor = account.ToActor(client, context.AddressText(), role?.Purpose ?? "", session) with { Limit = limit };
        if (claimed.Length == 0)
            return new ActorFeature(actor, expiresAt) { Session = live };
        return role?.MayClaim(claimed) == true ? new ActorFeature(actor with { Purpose = claimed }, expiresAt) { Session = live } : new ActorFeature(ActorRefusal.PurposeNotAllowed) { Claimant = actor };
    }

    private Actor ActorOf(HttpContext context, Account account, string client, string session) =>
        account.ToActor(client, context.AddressText(), policies.Current.FindRole(account.Role)?.Purpose ?? "", session);

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

    public LiveSession? Session { get; init; }

    public Actor? Claimant { get; init; }
}

using Carewright.Gateway.Doors;
using Carewright.Security;
using Carewright.Smart.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Carewright.Smart.Features;

/// <summary><c>GET /auth/grants</c> and <c>DELETE /auth/grants/{id}</c>: the apps that the user has let in, and their way out.</summary>
internal static class OwnGrants
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/auth/grants").AddEndpointFilter(new Gate("grants", caller: Caller.AtTheApp));
        group.MapGet("", ListAsync);
        group.MapDelete("/{id}", EndAsync);
    }

    private static async Task<IResult> ListAsync(HttpContext context, AccessTokens tokens, Trail trail)
    {
        var actor = context.GetActor().Actor!;
        var own = tokens.Grants.Where(grant => grant.UserName == actor.UserName).Where(tokens.IsGood).Select(grant => GrantAnswer.Of(grant, tokens.Apps.Find(grant.ClientId)!)).ToList();
        return await trail.RecordAsync(context, actor, "grants", StatusCodes.Status200OK, "list") ? TypedResults.Json(new GrantsAnswer(own), SmartJson.Default.GrantsAnswer) : Problems.Busy(context);
    }

    private static async Task<IResult> EndAsync(string id, HttpContext context, AppGrants grants, Trail trail)
    {
        var actor = context.GetActor().Actor!;
        var ended = await grants.EndAsync(grant => grant.Id == id && grant.UserName == actor.UserName);
        var status = ended.Count == 0 ? StatusCodes.Status404NotFound : StatusCodes.Status204NoContent;
        if (!await trail.RecordAsync(context, actor, "grant-end", status, ended.Count == 0 ? "grant=unknown" : $"grant={id}&client={ended[0].ClientId}"))
            return Problems.Busy(context);
        return ended.Count == 0 ? Problems.Of(status, "not-found", "There is no such app, or no longer") : TypedResults.NoContent();
    }
}

/// <summary>An app that may see the user's data, and what.</summary>
internal sealed record GrantAnswer(string Id, string ClientId, string Name, IReadOnlyList<ConsentScope> Scopes, string? Patient, bool OutlivesSession, DateTimeOffset StartedAt, DateTimeOffset? LastUsedAt, DateTimeOffset EndsAt)
{
    public static GrantAnswer Of(AppGrant grant, RegisteredApp app)
    {
        var scopes = ScopeParser.Parse(grant.Scopes);
        return new GrantAnswer(grant.Id, app.ClientId, app.Name, [.. scopes.Texts.Select(text => ConsentScope.Of(text, scopes))], grant.Patient, grant.Session is null, grant.StartedAt, grant.LastUsedAt, grant.EndsAt);
    }
}

/// <summary>All of them.</summary>
internal sealed record GrantsAnswer(IReadOnlyList<GrantAnswer> Grants);

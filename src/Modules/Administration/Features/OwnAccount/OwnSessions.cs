using Carewright.Administration.Http;
using Carewright.Audit;
using Carewright.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Carewright.Administration.Features;

/// <summary><c>GET /account/sessions</c>, <c>DELETE /account/sessions/{id}</c>, <c>POST /account/sessions/end</c>: where one is signed in. Nobody's sessions but one's own.</summary>
internal static class OwnSessions
{
    private const string Others = "others";
    private const string All = "all";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/sessions", ListAsync);
        routes.MapDelete("/sessions/{id}", EndOneAsync);
        routes.MapPost("/sessions/end", EndManyAsync);
    }

    private static async Task<IResult> ListAsync(HttpContext context, Sessions sessions, Recorder recorder)
    {
        var live = context.GetActor().Session!;
        var answer = new OwnSessionsAnswer([.. sessions.Of(live.Account.UserName).Select(session => OwnSessionAnswer.Of(session, live.Session.Id))]);
        return await recorder.RecordAsync(Actors.Of(context, live), new AuditedAction("read", "sessions", StatusCodes.Status200OK))
            ? TypedResults.Json(answer, AdministrationJson.Default.OwnSessionsAnswer)
            : Problems.Busy(context);
    }

    private static async Task<IResult> EndOneAsync(string id, HttpContext context, Sessions sessions, Recorder recorder)
    {
        var live = context.GetActor().Session!;
        var ended = await sessions.EndAsync(live.Account.UserName, session => session.Id == id, CancellationToken.None);
        var status = ended == 0 ? StatusCodes.Status404NotFound : StatusCodes.Status204NoContent;
        if (!await RecordAsync(context, live, recorder, ended == 0 ? "session=unknown" : $"session={id}", status))
            return Problems.Busy(context);
        return ended == 0 ? Problems.Of(status, "not-found", "There is no such session") : TypedResults.NoContent();
    }

    private static async Task<IResult> EndManyAsync(HttpContext context, Sessions sessions, AccountRegister accounts, Recorder recorder)
    {
        var (request, problem) = await Body.ReadAsync(context, AdministrationJson.Default.EndSessionsRequest);
        if (request is null)
            return problem!;
        if (request.Which is not (Others or All))
            return Problems.Of(StatusCodes.Status400BadRequest, "no-such-choice", "Say others or all");
        var live = context.GetActor().Session!;
        if (request.Which == All)
        {
            // Everywhere means tokens, too.
            await accounts.RenewStampAsync(live.Account.UserName, CancellationToken.None);
            SessionCookie.Clear(context);
        }
        await sessions.EndAsync(live.Account.UserName, session => request.Which == All || session.Id != live.Session.Id, CancellationToken.None);
        return await RecordAsync(context, live, recorder, $"which={request.Which}", StatusCodes.Status204NoContent) ? TypedResults.NoContent() : Problems.Busy(context);
    }

    private static Task<bool> RecordAsync(HttpContext context, LiveSession live, Recorder recorder, string about, int status) =>
        recorder.RecordAsync(Actors.Of(context, live), new AuditedAction("execute", "session-end", status, status < 400 ? AuditOutcome.Success : AuditOutcome.Failed) { Query = about });
}

/// <summary>Which to end: <c>others</c> or <c>all</c>.</summary>
internal sealed record EndSessionsRequest(string Which);

/// <summary>Where one is signed in.</summary>
internal sealed record OwnSessionsAnswer(IReadOnlyList<OwnSessionAnswer> Sessions);

/// <summary>One session; its id opens nothing.</summary>
internal sealed record OwnSessionAnswer(string Id, string? Agent, string Address, string LastAddress, DateTimeOffset StartedAt, DateTimeOffset LastActivity, IReadOnlyList<string> Methods, bool Current)
{
    public static OwnSessionAnswer Of(Session session, string current) =>
        new(session.Id, session.Agent, session.Address, session.LastAddress, session.StartedAt, session.LastActivity, session.Methods, session.Id == current);
}

using Carewright.Administration.Http;
using Carewright.Audit;
using Carewright.Security;
using Microsoft.AspNetCore.Http;

namespace Carewright.Administration.Features;

/// <summary>Begins a session for an account that has proved itself: audited first, then durable, then the cookie.</summary>
internal sealed class SessionOpening(Sessions sessions, DeviceRegister devices, Recorder recorder, SessionContext answering)
{
    /// <summary>Begins it and answers with it.</summary>
    /// <param name="context">The request that signs in.</param>
    /// <param name="completed">As whom, and by what.</param>
    /// <param name="action">What the audit log says; its status is the answer's.</param>
    public async Task<IResult> OpenAsync(HttpContext context, SignInCompleted completed, AuditedAction action)
    {
        if (await BeginAsync(context, completed, action) is not { } live)
            return Problems.Busy(context);
        return TypedResults.Json(AnswerOf(context, live), AdministrationJson.Default.SessionAnswer, statusCode: action.Status);
    }

    /// <summary>Begins it; null when it could not be put on record, and then nothing has begun.</summary>
    public async Task<LiveSession?> BeginAsync(HttpContext context, SignInCompleted completed, AuditedAction action)
    {
        var account = completed.Account;
        var actor = Actors.Of(context, account, null);
        var methods = $"methods={string.Join(',', completed.Methods)}{(completed.MustEnrol ? "&must-enrol=true" : "")}";
        if (!await recorder.RecordAsync(actor, action with { Query = action.Query is { } query ? $"{query}&{methods}" : methods }))
            return null;
        if (!await SeeDeviceAsync(context, actor))
            return null;
        // A cookie that was there before is another session's, perhaps one that an attacker planted: it ends here.
        if (SessionCookie.Read(context) is { } previous)
            await sessions.EndAsync(previous, context.RequestAborted);
        var beginning = new SessionBeginning(actor.Address, completed.Methods, completed.MustEnrol, AgentOf(context)) { Directory = completed.Directory };
        var (secret, session) = await sessions.StartAsync(account, beginning, context.RequestAborted);
        SessionCookie.Write(context, secret);
        return sessions.LiveOf(session, account);
    }

    public SessionAnswer AnswerOf(HttpContext context, LiveSession live) => SessionAnswer.Of(Actors.Of(context, live), live, live.ExpiresAt, answering);

    private async Task<bool> SeeDeviceAsync(HttpContext context, Actor actor)
    {
        if (!await devices.SeeAsync(actor.UserName, DeviceCookie.ReadOrWrite(context), context.RequestAborted))
            return true;
        var action = new AuditedAction("execute", "new-device", StatusCodes.Status200OK, AuditOutcome.Success) { Query = $"agent={AgentOf(context) ?? "unknown"}" };
        return await recorder.RecordAsync(actor, action);
    }

    private static string? AgentOf(HttpContext context) => AgentWords.Of(context.Request.Headers.UserAgent.ToString());
}

using Carewright.Audit;
using Carewright.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Carewright.Administration.Http;

/// <summary>Audits a refusal and answers it.</summary>
internal static class Refusals
{
    public static async Task<IResult> AnswerAsync(HttpContext context, ActorRefusal refusal)
    {
        var isForbidden = refusal is ActorRefusal.NotFromApp or ActorRefusal.PurposeNotAllowed;
        var status = isForbidden ? StatusCodes.Status403Forbidden : StatusCodes.Status401Unauthorized;
        if (!await RecordAsync(context, context.GetActor().Claimant ?? Recorder.Nobody(context), status, $"credential: {refusal}"))
            return Problems.Busy(context);
        if (!isForbidden)
            context.Response.Headers.WWWAuthenticate = "Bearer";
        if (refusal == ActorRefusal.PurposeNotAllowed)
            return Problems.Of(status, "purpose-not-allowed", "This role may not act for that purpose");
        return isForbidden
            ? Problems.Of(status, "not-from-app", "The request lacks the app's header")
            : Problems.Of(status, CodeOf(refusal), refusal == ActorRefusal.MustEnrol ? "Set up a second factor first" : "Sign in first");
    }

    /// <summary>The stable code of a request without an actor.</summary>
    public static string CodeOf(ActorRefusal refusal) => refusal switch
    {
        ActorRefusal.BadCredential => "session-ended",
        ActorRefusal.MustEnrol => "enrolment-required",
        _ => "not-signed-in",
    };

    public static async Task<IResult> ForbidAsync(HttpContext context, Actor actor, string rule)
    {
        if (!await RecordAsync(context, actor, StatusCodes.Status403Forbidden, rule))
            return Problems.Busy(context);
        return Problems.Of(StatusCodes.Status403Forbidden, "forbidden", "This role may not do that");
    }

    private static Task<bool> RecordAsync(HttpContext context, Actor actor, int status, string rule)
    {
        var recorder = context.RequestServices.GetRequiredService<Recorder>();
        return recorder.RecordAsync(actor, new AuditedAction("execute", InteractionOf(context.Request), status, AuditOutcome.Refused) { Rule = rule });
    }

    // The first segment of the path, which is one of this module's own: nothing of a foreign path gets into the log.
    private static string InteractionOf(HttpRequest request)
    {
        var known = new[] { "users", "audit", "auth", "setup", "account", "my-record", "files", "prints" };
        return known.FirstOrDefault(name => request.Path.StartsWithSegments("/" + name, StringComparison.Ordinal)) ?? "request";
    }
}

/// <summary>Only roles that the policy gives the operation get through; the others are refused, and that is audited.</summary>
internal sealed class OperationRule(string operation) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var feature = http.GetActor();
        if (feature.Actor is not { } actor)
            return await Refusals.AnswerAsync(http, feature.Refusal);
        var policy = http.RequestServices.GetRequiredService<PolicyShelf>().Current;
        if (!policy.MayOperate(actor, operation))
            return await Refusals.ForbidAsync(http, actor, $"policy {policy.Version}, {actor.Role}: no operation {operation}");
        return await next(context);
    }
}

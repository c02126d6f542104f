using Carewright.Security;
using Microsoft.AspNetCore.Http;

namespace Carewright.Smart.Http;

/// <summary>Keeps apps' tokens from every door but those that scopes speak of, whatever doors there will be: a door that forgets to ask is closed.</summary>
internal sealed class AppTokenGate(RequestDelegate next, Trail trail)
{
    private static readonly string[] s_open = ["/fhir", "/bulk/jobs", "/bulk/files", "/auth/userinfo"];

    public async Task InvokeAsync(HttpContext context)
    {
        if (context.GetActor().Actor is not { Limit: not null } actor || s_open.Any(path => context.Request.Path.StartsWithSegments(path, StringComparison.Ordinal)))
        {
            await next(context);
            return;
        }
        var isRecorded = await trail.RecordAsync(context, actor, "request", StatusCodes.Status403Forbidden, "door=closed-to-apps");
        await (isRecorded ? Problems.Of(StatusCodes.Status403Forbidden, "closed-to-apps", "No scope opens this") : Problems.Busy(context)).ExecuteAsync(context);
    }
}

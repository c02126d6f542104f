using Carewright.Gateway;
using Carewright.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Carewright.Conformance;

/// <summary>Lets those through who manage the clinic's users: what is enforced decides what everybody can write.</summary>
internal sealed class OnlyAdministrators : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        http.Response.Headers.CacheControl = "no-store";
        if (http.GetActor().Actor is not { } actor)
            return await RefuseAsync(http, http.Nobody(), StatusCodes.Status401Unauthorized, "no-actor", "No valid credential.").ConfigureAwait(false);
        if (http.RequestServices.GetRequiredService<PolicyShelf>().Current.MayOperate(actor, "users"))
            return await next(context).ConfigureAwait(false);
        return await RefuseAsync(http, actor, StatusCodes.Status403Forbidden, "forbidden", "Only an administrator sees and chooses packages and profiles.").ConfigureAwait(false);
    }

    private static async Task<IResult> RefuseAsync(HttpContext http, Actor actor, int status, string code, string detail)
    {
        var unrecorded = await http.RequestServices.GetRequiredService<RecordGateway>().RecordAsync(actor, "conformance", null, status, http.RequestAborted).ConfigureAwait(false);
        return unrecorded is null ? Problems.Of(status, code, detail) : Problems.Busy(http);
    }
}

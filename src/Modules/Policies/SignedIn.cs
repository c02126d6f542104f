using Carewright.Gateway;
using Carewright.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Carewright.Policies;

/// <summary>Lets those through who are signed in and, where one is named, have the operation; refuses and records the others. Where none is named the gateway decides.</summary>
internal sealed class SignedIn(string? operation = null) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        http.Response.Headers.CacheControl = "no-store";
        var (gateway, policies) = (http.RequestServices.GetRequiredService<RecordGateway>(), http.RequestServices.GetRequiredService<PolicyShelf>());
        var feature = http.GetActor();
        if (feature.Actor is not { } actor)
            return await RefuseUnknownAsync(http, gateway, feature).ConfigureAwait(false);
        if (operation is null || policies.Current.MayOperate(actor, operation))
            return await next(context).ConfigureAwait(false);
        var unrecorded = await gateway.RecordAsync(actor, "policies", null, StatusCodes.Status403Forbidden, http.RequestAborted).ConfigureAwait(false);
        return unrecorded is null ? Problems.Of(StatusCodes.Status403Forbidden, "forbidden", "This role may not do that.") : Problems.Busy(http);
    }

    private static async Task<IResult> RefuseUnknownAsync(HttpContext http, RecordGateway gateway, IActorFeature feature)
    {
        var isForbidden = feature.Refusal is ActorRefusal.NotFromApp or ActorRefusal.PurposeNotAllowed;
        var status = isForbidden ? StatusCodes.Status403Forbidden : StatusCodes.Status401Unauthorized;
        var who = feature.Claimant ?? http.Nobody();
        if (await gateway.RecordAsync(who, "policies", null, status, http.RequestAborted).ConfigureAwait(false) is not null)
            return Problems.Busy(http);
        return Problems.Of(status, isForbidden ? "forbidden" : "not-signed-in", isForbidden ? "The request may not be made so." : "Sign in first.");
    }
}

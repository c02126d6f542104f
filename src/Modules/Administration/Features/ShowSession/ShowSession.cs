using Carewright.Administration.Http;
using Carewright.Gateway;
using Carewright.Gateway.Settings;
using Carewright.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Carewright.Administration.Features;

/// <summary>
/// <c>GET /auth/session</c>. It opens nothing and shows nobody's data, and the app asks it every minute: neither it nor its 401 is audited.
/// </summary>
internal static class ShowSession
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/auth/session", Handle);

    private static IResult Handle(HttpContext context, PolicyShelf policies, TenantSetup setup, SiteSettings sites)
    {
        var feature = context.GetActor();
        if (feature.Actor is { } actor)
            return TypedResults.Json(SessionAnswer.Of(actor, feature.ExpiresAt ?? default, policies.Current, setup, sites, context.RequestServices.GetService<RecordGateway>()?.Permissions(actor)), AdministrationJson.Default.SessionAnswer);
        return Problems.Of(StatusCodes.Status401Unauthorized, feature.Refusal == ActorRefusal.BadCredential ? "session-ended" : "not-signed-in", "Sign in first");
    }
}

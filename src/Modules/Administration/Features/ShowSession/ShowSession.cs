using Carewright.Administration.Http;
using Carewright.Gateway.Doors;
using Carewright.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Carewright.Administration.Features;

/// <summary>
/// <c>GET /auth/session</c>. It opens nothing and shows nobody's data, and the app asks it every minute: neither it nor its 401 is audited.
/// </summary>
internal static class ShowSession
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/auth/session", Handle);

    private static IResult Handle(HttpContext context, SessionContext answering)
    {
        var feature = context.GetActor();
        var live = feature.Session;
        if (feature.Actor is { } actor)
            return TypedResults.Json(SessionAnswer.Of(actor, live, feature.ExpiresAt ?? default, answering), AdministrationJson.Default.SessionAnswer);
        if (feature.Refusal is ActorRefusal.MustEnrol or ActorRefusal.MustProve && live is not null)
            return TypedResults.Json(SessionAnswer.Of(Actors.Of(context, live), live, live.ExpiresAt, answering), AdministrationJson.Default.SessionAnswer);
        return Problems.Of(StatusCodes.Status401Unauthorized, Refused.CodeOf(feature.Refusal), "Sign in first");
    }
}

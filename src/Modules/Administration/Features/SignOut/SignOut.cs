using Carewright.Administration.Http;
using Carewright.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Carewright.Administration.Features;

/// <summary><c>POST /auth/sign-out</c>: ends the cookie's session. Without a session it does nothing and says so alike.</summary>
internal static class SignOut
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/auth/sign-out", HandleAsync).AddEndpointFilter(new AppRequestRule());

    private static async Task<IResult> HandleAsync(HttpContext context, Sessions sessions, Recorder recorder)
    {
        if (SessionCookie.Read(context) is not { } secret)
            return TypedResults.NoContent();
        // Ended first: even if the record has to wait, the session is dead.
        await sessions.EndAsync(secret, CancellationToken.None);
        SessionCookie.Clear(context);
        if (context.GetActor().Actor is { Client: "app" } actor
            && !await recorder.RecordAsync(actor, new AuditedAction("execute", "sign-out", StatusCodes.Status204NoContent)))
            return Problems.Busy(context);
        return TypedResults.NoContent();
    }
}

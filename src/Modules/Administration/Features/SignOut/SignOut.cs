using Carewright.Administration.Http;
using Carewright.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Carewright.Administration.Features;

/// <summary>
/// <c>POST /auth/sign-out</c>: ends the cookie's session. Without a session it does nothing and says so alike. Whoever signed in by a directory is told where to end the session there
/// (OpenID Connect RP-Initiated Logout 1.0, section 2).
/// </summary>
internal static class SignOut
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/auth/sign-out", HandleAsync).AddEndpointFilter(new AppRequestRule("auth"));

    private static async Task<IResult> HandleAsync(HttpContext context, Sessions sessions, Recorder recorder, DirectoryEnd end)
    {
        if (SessionCookie.Read(context) is not { } secret)
            return TypedResults.NoContent();
        // Ended first: even if the record has to wait, the session is dead.
        await sessions.EndAsync(secret, CancellationToken.None);
        SessionCookie.Clear(context);
        if ((context.GetActor().Actor ?? context.GetActor().Claimant) is { Client: "app" } actor
            && !await recorder.RecordAsync(actor, new AuditedAction("execute", "sign-out", StatusCodes.Status204NoContent)))
            return Problems.Busy(context);
        return context.GetActor().Session?.Session.Directory is { } directory && await end.AddressAsync(context, directory) is { } address
            ? TypedResults.Json(new GoToAnswer(address), AdministrationJson.Default.GoToAnswer)
            : TypedResults.NoContent();
    }
}

/// <summary>Where a directory's own session is ended.</summary>
internal sealed class DirectoryEnd(DirectoryRegister directories, DirectoryClient client, DirectoryHttp http, DirectoryOrigin origin)
{
    /// <summary>The address; null when the directory has none or does not answer. No id token goes along: it would stand in histories and logs, so that the directory may ask its user.</summary>
    public async Task<string?> AddressAsync(HttpContext context, DirectorySession session)
    {
        if (directories.FindEnabled(session.DirectoryId) is not { } directory || directory.Issuer != session.Issuer)
            return null;
        var found = await client.MetadataAsync(directory, isFresh: false, context.RequestAborted);
        return found.Value?.EndSessionEndpoint is { } address && http.IsFit(address)
            ? DirectoryOrigin.With(address, [("client_id", directory.ClientId), ("post_logout_redirect_uri", $"{origin.Of(context)}/sign-in")])
            : null;
    }
}

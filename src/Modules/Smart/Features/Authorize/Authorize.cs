using Carewright.Security;
using Carewright.Smart.Authorizing;
using Carewright.Smart.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Carewright.Smart.Features;

/// <summary>
/// <c>GET</c> and <c>POST /auth/authorize</c>: checks the request and sends the browser to the app's consent page, which signs the user in when need be. It needs no session itself: the
/// browser comes from another site, and the session's cookie stays behind.
/// </summary>
internal static class Authorize
{
    public const string ConsentPage = "/consent";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/auth/authorize", (HttpContext context, AuthorizationReader reader, UnderWay underWay, Trail trail) =>
            HandleAsync(context, FormValues.OfQuery(context.Request), reader, underWay, trail));
        routes.MapPost("/auth/authorize", async (HttpContext context, AuthorizationReader reader, UnderWay underWay, Trail trail) =>
            await FormValues.ReadAsync(context) is { } form ? await HandleAsync(context, form, reader, underWay, trail) : Problems.Of(StatusCodes.Status415UnsupportedMediaType, "not-a-form", "The body is a form"));
    }

    private static async Task<IResult> HandleAsync(HttpContext context, FormValues values, AuthorizationReader reader, UnderWay underWay, Trail trail)
    {
        context.Response.Headers.CacheControl = "no-store";
        var browser = BrowserCookie.ReadOrMake(context);
        var reading = reader.Read(context, values, BrowserCookie.HashOf(browser));
        var key = reading.Request is { } request ? underWay.Requests.Add(request) : null;
        var error = reading.Error ?? (key is null ? "temporarily_unavailable" : null);
        var status = error is null ? StatusCodes.Status303SeeOther : StatusCodes.Status400BadRequest;
        if (!await trail.RecordAsync(context, null, "authorize", status, $"client={reading.App?.ClientId ?? "unknown"}{(error is null ? "" : $"&error={error}")}"))
            return Problems.Busy(context);
        BrowserCookie.Write(context, browser);
        if (error is null)
            return Redirection.To($"{ConsentPage}?request={key}");
        return Redirection.To(reading.RedirectUri is { } address ? Redirection.WithError(address, error, reading.State, reader.IssuerOf(context)) : $"{ConsentPage}?error={error}");
    }
}

using Carewright.Security;
using Microsoft.AspNetCore.Http;

namespace Carewright.Smart.Http;

/// <summary>
/// Lets pages of approved apps call what apps call, and no other page (Fetch standard, CORS protocol). Never with cookies, and never with the header that marks a request as the clinic app's
/// own: a page of an app comes by its token or not at all.
/// </summary>
internal sealed class AppCors(RequestDelegate next, AppRegister apps)
{
    private const string Headers = "Authorization, Content-Type, Accept, Prefer, If-Match, If-None-Match, If-None-Exist, If-Modified-Since";
    private const string Exposed = "ETag, Location, Content-Location, Last-Modified, Retry-After, X-Progress, WWW-Authenticate";
    private static readonly string[] s_open = ["/fhir", "/bulk", "/.well-known", "/auth/token", "/auth/revoke", "/auth/userinfo", "/auth/jwks", "/auth/smart-style.json"];

    public Task InvokeAsync(HttpContext context)
    {
        if (context.Request.Headers.Origin.ToString() is not { Length: > 0 } origin || !s_open.Any(path => context.Request.Path.StartsWithSegments(path, StringComparison.Ordinal)))
            return next(context);
        context.Response.Headers.Vary = "Origin";
        if (!IsOfApp(origin))
            return next(context);
        context.Response.Headers.AccessControlAllowOrigin = origin;
        context.Response.Headers.AccessControlExposeHeaders = Exposed;
        if (!HttpMethods.IsOptions(context.Request.Method) || context.Request.Headers.AccessControlRequestMethod.Count == 0)
            return next(context);
        context.Response.Headers.AccessControlAllowMethods = "GET, HEAD, POST, PUT, PATCH, DELETE";
        context.Response.Headers.AccessControlAllowHeaders = Headers;
        context.Response.Headers.AccessControlMaxAge = "600";
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    private bool IsOfApp(string origin) => apps.All.Where(app => app.State == AppState.Approved).SelectMany(app => app.RedirectUris)
        .Any(address => Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "https" or "http" && uri.GetLeftPart(UriPartial.Authority) == origin);
}

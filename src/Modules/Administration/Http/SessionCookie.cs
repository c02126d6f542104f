using Microsoft.AspNetCore.Http;

namespace Carewright.Administration.Http;

/// <summary>The session's cookie. The <c>__Host-</c> prefix binds it to this origin and to TLS.</summary>
internal static class SessionCookie
{
    public const string Name = "__Host-carewright";

    private static readonly CookieOptions s_options = new() { HttpOnly = true, Secure = true, SameSite = SameSiteMode.Strict, Path = "/", IsEssential = true };

    public static string? Read(HttpContext context) => context.Request.Cookies.TryGetValue(Name, out var secret) && secret.Length > 0 ? secret : null;

    // Without Expires: the browser forgets it when it closes.
    public static void Write(HttpContext context, string secret) => context.Response.Cookies.Append(Name, secret, s_options);

    public static void Clear(HttpContext context) => context.Response.Cookies.Delete(Name, s_options);
}

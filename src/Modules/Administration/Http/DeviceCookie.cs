using Carewright.Security;
using Microsoft.AspNetCore.Http;

namespace Carewright.Administration.Http;

/// <summary>The cookie by which a browser is recognised as one that was there before. It opens nothing.</summary>
internal static class DeviceCookie
{
    public const string Name = "__Host-carewright-device";

    private static readonly CookieOptions s_options = new() { HttpOnly = true, Secure = true, SameSite = SameSiteMode.Strict, Path = "/", IsEssential = true, MaxAge = TimeSpan.FromDays(365) };

    /// <summary>The browser's mark; a new one, sent with the answer, when it has none.</summary>
    public static string ReadOrWrite(HttpContext context)
    {
        if (context.Request.Cookies.TryGetValue(Name, out var known) && DeviceRegister.IsMark(known))
            return known;
        var mark = DeviceRegister.NewMark();
        context.Response.Cookies.Append(Name, mark, s_options);
        return mark;
    }
}

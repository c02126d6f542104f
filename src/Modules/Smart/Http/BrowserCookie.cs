using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Carewright.Smart.Http;

/// <summary>
/// Ties an authorization request to the browser that began it: without it, whoever began one could send its consent page to somebody else and get that person's data into an app session of
/// their own. The cookie proves nothing else.
/// </summary>
internal static class BrowserCookie
{
    public const string Name = "__Host-carewright-authorize";

    // Lax: a second request begun from another site finds the cookie of the first, so that two tabs do not spoil each other.
    private static readonly CookieOptions s_options = new() { HttpOnly = true, Secure = true, SameSite = SameSiteMode.Lax, Path = "/", IsEssential = true, MaxAge = TimeSpan.FromMinutes(15) };

    public static string ReadOrMake(HttpContext context) => Read(context) ?? Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    public static string HashOf(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));

    public static void Write(HttpContext context, string secret) => context.Response.Cookies.Append(Name, secret, s_options);

    public static bool Is(HttpContext context, string hash) =>
        Read(context) is { } secret && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(HashOf(secret)), Encoding.ASCII.GetBytes(hash));

    private static string? Read(HttpContext context) => context.Request.Cookies.TryGetValue(Name, out var secret) && secret.Length == 43 ? secret : null;
}

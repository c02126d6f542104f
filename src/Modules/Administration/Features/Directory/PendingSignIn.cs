using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Carewright.Security;
using Microsoft.AspNetCore.Http;

namespace Carewright.Administration.Features;

/// <summary>A sign-in that has been sent to a directory.</summary>
/// <param name="DirectoryId">Which; its answer comes to an address of its own, so that another's is none (RFC 9700, section 4.4.2).</param>
/// <param name="Issuer">Its issuer when it was sent.</param>
/// <param name="RedirectUri">Where the answer comes.</param>
/// <param name="Nonce">What the id token must say.</param>
/// <param name="Verifier">What proves that the code is asked for by who began (RFC 7636).</param>
/// <param name="BrowserHash">SHA-256 of the browser's cookie, in hex: only it may go on.</param>
/// <param name="IsStepUp">Whether somebody who is signed in proves once more who they are.</param>
/// <param name="BegunAt">UTC.</param>
internal sealed record PendingSignIn(string DirectoryId, string Issuer, string RedirectUri, string Nonce, string Verifier, string BrowserHash, bool IsStepUp, DateTimeOffset BegunAt);

/// <summary>What came back from it, untouched.</summary>
internal sealed record ReturnedSignIn(PendingSignIn Pending, string? Code, string? Issuer, string? Error);

/// <summary>A logout token that was taken, so that it is not a second time.</summary>
internal sealed record SeenLogout;

/// <summary>Sign-ins between this server and a directory, by their <c>state</c>. In memory: a restart asks people to begin anew.</summary>
internal sealed class DirectoryWay(TimeProvider time)
{
    public ShortLived<PendingSignIn> Sent { get; } = new(time, TimeSpan.FromMinutes(10), 5_000);

    public ShortLived<ReturnedSignIn> Returned { get; } = new(time, TimeSpan.FromMinutes(2), 5_000);

    public ShortLived<SeenLogout> Logouts { get; } = new(time, TimeSpan.FromMinutes(10), 50_000);

    public DateTimeOffset ReturnedUntil => time.GetUtcNow().AddMinutes(2);

    public DateTimeOffset LogoutUntil => time.GetUtcNow().AddMinutes(10);

    public static string NewSecret() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
}

/// <summary>
/// Ties a sign-in by a directory to the browser that began it: without it, whoever signed in there could send the answer to somebody else, who would then work in a foreign account. The cookie
/// proves nothing else.
/// </summary>
internal static class DirectoryCookie
{
    public const string Name = "__Host-carewright-directory";

    // Lax: the answer comes by a navigation from the directory's site.
    private static readonly CookieOptions s_options = new() { HttpOnly = true, Secure = true, SameSite = SameSiteMode.Lax, Path = "/", IsEssential = true, MaxAge = TimeSpan.FromMinutes(15) };

    /// <summary>The hash of the browser's cookie, which it is given if it has none.</summary>
    public static string ReadOrWrite(HttpContext context)
    {
        var secret = Read(context) ?? DirectoryWay.NewSecret();
        context.Response.Cookies.Append(Name, secret, s_options);
        return HashOf(secret);
    }

    public static bool Is(HttpContext context, string hash) =>
        Read(context) is { } secret && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(HashOf(secret)), Encoding.ASCII.GetBytes(hash));

    private static string HashOf(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));

    private static string? Read(HttpContext context) => context.Request.Cookies.TryGetValue(Name, out var secret) && secret.Length == 43 ? secret : null;
}

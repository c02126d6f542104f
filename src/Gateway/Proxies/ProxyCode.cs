using System.Security.Cryptography;
using System.Text;

namespace Carewright.Gateway.Proxies;

/// <summary>The code of an invitation: 60 bits in three groups that are easy to type. Only its SHA-256 is kept; a guess is as good as none, so it needs no salt.</summary>
internal static class ProxyCode
{
    private const string Letters = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

    /// <summary>How long it can be used.</summary>
    internal static TimeSpan Life { get; } = TimeSpan.FromDays(7);

    /// <summary>Wrong dates of birth that void it.</summary>
    internal const int MostFailures = 5;

    internal static string New() => string.Join('-', Enumerable.Range(0, 3).Select(_ => RandomNumberGenerator.GetString(Letters, 4)));

    internal static string HashOf(string code) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(code.Where(char.IsAsciiLetterOrDigit)).ToUpperInvariant())));
}

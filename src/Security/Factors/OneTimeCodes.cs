using System.Security.Cryptography;
using System.Text;

namespace Carewright.Security;

/// <summary>Hashes of codes that work once each; the codes themselves are shown once and kept nowhere.</summary>
/// <param name="Salt">Random, one for all of them.</param>
/// <param name="Iterations">PBKDF2 rounds that the hashes were made with.</param>
/// <param name="Hashes">PBKDF2-HMAC-SHA512 of each unused code.</param>
/// <param name="MadeAt">UTC.</param>
public sealed record OneTimeCodes(byte[] Salt, int Iterations, IReadOnlyList<byte[]> Hashes, DateTimeOffset MadeAt)
{
    // Without letters that are mistaken for one another.
    private const string Letters = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
    private const int GroupLength = 4;
    private const int Groups = 3;
    private const int SaltBytes = 16;
    private const int HashBytes = 32;

    /// <summary>How many recovery codes an account gets.</summary>
    public const int RecoveryCodes = 10;

    /// <summary>New codes: 60 random bits each, in three groups that are easy to type.</summary>
    public static (OneTimeCodes Kept, IReadOnlyList<string> Shown) Make(int count, int iterations, DateTimeOffset now)
    {
        var shown = Enumerable.Range(0, count).Select(_ => string.Join('-', Enumerable.Range(0, Groups).Select(_ => RandomNumberGenerator.GetString(Letters, GroupLength)))).ToArray();
        var salt = RandomNumberGenerator.GetBytes(SaltBytes);
        return (new OneTimeCodes(salt, iterations, [.. shown.Select(code => HashOf(code, salt, iterations))], now), shown);
    }

    /// <summary>What is left when this code has been used; null when it is none of them. Case, spaces and hyphens do not count.</summary>
    public OneTimeCodes? Without(string code)
    {
        var hash = HashOf(code, Salt, Iterations);
        var left = Hashes.Where(kept => !CryptographicOperations.FixedTimeEquals(kept, hash)).ToArray();
        return left.Length == Hashes.Count ? null : this with { Hashes = left };
    }

    private static byte[] HashOf(string code, byte[] salt, int iterations)
    {
        var letters = string.Concat(code.ToUpperInvariant().Where(char.IsAsciiLetterOrDigit).Take(GroupLength * Groups + 1));
        return Rfc2898DeriveBytes.Pbkdf2(Encoding.ASCII.GetBytes(letters), salt, iterations, HashAlgorithmName.SHA512, HashBytes);
    }
}

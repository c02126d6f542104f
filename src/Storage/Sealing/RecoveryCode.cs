using System.Security.Cryptography;

namespace Carewright.Storage.Sealing;

/// <summary>The code on a recovery kit: 160 random bits as 32 letters and digits without those that are mistaken for one another (Crockford's base 32), in groups of four.</summary>
public static class RecoveryCode
{
    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private const int Length = 32;

    /// <summary>A new code.</summary>
    public static string New() => string.Join('-', RandomNumberGenerator.GetString(Alphabet, Length).Chunk(4).Select(group => new string(group)));

    /// <summary>A code as it is compared.</summary>
    public static string Fold(string code)
    {
        ArgumentNullException.ThrowIfNull(code);
        return string.Concat(code.ToUpperInvariant().Where(char.IsAsciiLetterOrDigit).Select(letter => letter switch { 'O' => '0', 'I' or 'L' => '1', _ => letter }));
    }
}

using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Carewright.Security;

/// <summary>
/// Time-based one-time passwords (RFC 6238 over RFC 4226): HMAC-SHA-1, 30 seconds, 6 digits, which is what every authenticator app computes. A code of the step before or after is taken
/// as well, for clocks that differ; a step is taken once.
/// </summary>
public static class Totp
{
    /// <summary>Bytes of a secret: the length of the hash (RFC 4226 section 4, R6).</summary>
    public const int SecretBytes = 20;

    private const int StepSeconds = 30;
    private const int Window = 1;
    private const string Base32Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    /// <summary>A new random secret.</summary>
    public static byte[] NewSecret() => RandomNumberGenerator.GetBytes(SecretBytes);

    /// <summary>The step that a moment lies in: whole half-minutes since 1970-01-01 UTC.</summary>
    public static long StepAt(DateTimeOffset moment) => moment.ToUnixTimeSeconds() / StepSeconds;

    /// <summary>The code of a step: six digits.</summary>
    public static string CodeOf(ReadOnlySpan<byte> secret, long step)
    {
        Span<byte> counter = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
        Span<byte> hash = stackalloc byte[HMACSHA1.HashSizeInBytes];
#pragma warning disable CA5350 // RFC 6238 with SHA-1 is what authenticator apps have; HMAC-SHA-1 does not rest on the collision resistance that SHA-1 lost.
        HMACSHA1.HashData(secret, counter, hash);
#pragma warning restore CA5350
        var number = BinaryPrimitives.ReadInt32BigEndian(hash[(hash[^1] & 0xF)..]) & int.MaxValue;
        return (number % 1_000_000).ToString("D6", CultureInfo.InvariantCulture);
    }

    /// <summary>The step whose code this is.</summary>
    /// <param name="secret">The account's.</param>
    /// <param name="code">As typed; spaces do not count.</param>
    /// <param name="now">UTC.</param>
    /// <param name="lastStep">The last step that was taken: neither it nor an earlier one is taken again.</param>
    /// <returns>The step, to be kept as the last one; null when the code is none of the window's.</returns>
    public static long? Match(ReadOnlySpan<byte> secret, string code, DateTimeOffset now, long lastStep)
    {
        var digits = Encoding.ASCII.GetBytes(string.Concat(code.Where(character => !char.IsWhiteSpace(character))));
        var current = StepAt(now);
        long? found = null;
        // Every step of the window is compared, whichever matches: the time tells nothing.
        for (var step = current - Window; step <= current + Window; step++)
            if (CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(CodeOf(secret, step)), digits) && step > lastStep)
                found ??= step;
        return found;
    }

    /// <summary>The address that an authenticator app reads from the picture (Key URI format): names issuer and account, and carries the secret.</summary>
    public static string UriOf(ReadOnlySpan<byte> secret, string issuer, string account) =>
        $"otpauth://totp/{Uri.EscapeDataString(issuer)}:{Uri.EscapeDataString(account)}?secret={ToBase32(secret)}&issuer={Uri.EscapeDataString(issuer)}&algorithm=SHA1&digits=6&period={StepSeconds}";

    /// <summary>The secret as it is typed by hand (RFC 4648 base32, without padding).</summary>
    public static string ToBase32(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder((bytes.Length * 8 + 4) / 5);
        var (held, bits) = (0, 0);
        foreach (var value in bytes)
        {
            (held, bits) = (held << 8 | value, bits + 8);
            for (; bits >= 5; bits -= 5)
                text.Append(Base32Letters[held >> (bits - 5) & 31]);
            held &= (1 << bits) - 1;
        }
        return bits == 0 ? text.ToString() : text.Append(Base32Letters[held << (5 - bits) & 31]).ToString();
    }
}

using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Carewright.Storage.Sealing.Files;

/// <summary>
/// The form of a sealed file: mark, salt, then chunks of 64 KiB, each AES-256-GCM ciphertext and tag. The key is the file's own, made by HKDF-SHA256 from a key, the salt and the file's name, so that counters
/// can serve as nonces; the last chunk says that it is the last, so that a file cut short does not open.
/// </summary>
public static class SealedFile
{
    /// <summary>Bytes of a whole chunk in clear.</summary>
    public const int ChunkSize = 64 * 1024;

    internal const int TagSize = 16;
    internal const int SaltSize = 32;

    /// <summary>Bytes of a key.</summary>
    public const int KeySize = 32;

    internal static ReadOnlySpan<byte> Mark => "CWX1"u8;

    internal static int HeaderSize => Mark.Length + SaltSize;

    /// <summary>A new random key.</summary>
    public static byte[] NewKey() => RandomNumberGenerator.GetBytes(KeySize);

    internal static AesGcm CipherFor(ReadOnlySpan<byte> fileKey, ReadOnlySpan<byte> salt, string name)
    {
        Span<byte> key = stackalloc byte[KeySize];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, fileKey, key, salt, Encoding.UTF8.GetBytes("carewright/file/" + name));
        var cipher = new AesGcm(key, TagSize);
        CryptographicOperations.ZeroMemory(key);
        return cipher;
    }

    internal static void WriteNonce(Span<byte> nonce, long chunk)
    {
        nonce.Clear();
        BinaryPrimitives.WriteInt64BigEndian(nonce[4..], chunk);
    }

    internal static ReadOnlySpan<byte> Associated(bool isLast) => isLast ? "last"u8 : "more"u8;
}

using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Carewright.BulkData.Sealing;

/// <summary>
/// The form of a sealed file: mark, salt, then chunks of 64 KiB, each AES-256-GCM ciphertext and tag. The key is the file's own, made by HKDF-SHA256 from the job's key, the salt and the file's name, so that counters
/// can serve as nonces; the last chunk says that it is the last, so that a file cut short does not open.
/// </summary>
internal static class SealedFile
{
    internal const int ChunkSize = 64 * 1024;
    internal const int TagSize = 16;
    internal const int SaltSize = 32;
    internal const int KeySize = 32;

    internal static ReadOnlySpan<byte> Mark => "CWX1"u8;

    internal static int HeaderSize => Mark.Length + SaltSize;

    internal static byte[] NewKey() => RandomNumberGenerator.GetBytes(KeySize);

    internal static AesGcm CipherFor(ReadOnlySpan<byte> jobKey, ReadOnlySpan<byte> salt, string name)
    {
        Span<byte> key = stackalloc byte[KeySize];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, jobKey, key, salt, Encoding.UTF8.GetBytes("carewright/export-file/" + name));
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

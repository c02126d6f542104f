using System.Security.Cryptography;

namespace Carewright.Storage.Sealing;

/// <summary>AES-256-GCM with a random 96-bit nonce. A sealed value is nonce (12), tag (16), ciphertext.</summary>
internal static class Seal
{
    public const int KeySize = 32;
    public const int NonceSize = 12;
    public const int TagSize = 16;
    public const int Overhead = NonceSize + TagSize;

    public static byte[] Close(AesGcm key, ReadOnlySpan<byte> plain, ReadOnlySpan<byte> associated)
    {
        Span<byte> nonce = stackalloc byte[NonceSize];
        RandomNumberGenerator.Fill(nonce);
        return Close(key, plain, associated, nonce);
    }

    public static byte[] Close(AesGcm key, ReadOnlySpan<byte> plain, ReadOnlySpan<byte> associated, ReadOnlySpan<byte> nonce)
    {
        var result = GC.AllocateUninitializedArray<byte>(plain.Length + Overhead);
        nonce.CopyTo(result);
        key.Encrypt(result.AsSpan(0, NonceSize), plain, result.AsSpan(Overhead), result.AsSpan(NonceSize, TagSize), associated);
        return result;
    }

    /// <summary>Opens into <paramref name="plain"/>, which is <see cref="Overhead"/> shorter than the sealed value.</summary>
    /// <exception cref="SealBrokenException">It does not authenticate.</exception>
    public static void Open(AesGcm key, ReadOnlySpan<byte> value, Span<byte> plain, ReadOnlySpan<byte> associated)
    {
        if (value.Length < Overhead)
            throw new SealBrokenException("A sealed value is too short.");
        try
        {
            key.Decrypt(value[..NonceSize], value[Overhead..], value.Slice(NonceSize, TagSize), plain, associated);
        }
        catch (AuthenticationTagMismatchException)
        {
            throw new SealBrokenException("A sealed value does not authenticate.");
        }
    }

    public static byte[] Close(ReadOnlySpan<byte> key, ReadOnlySpan<byte> plain, ReadOnlySpan<byte> associated)
    {
        using var cipher = new AesGcm(key, TagSize);
        return Close(cipher, plain, associated);
    }

    public static byte[] Open(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, ReadOnlySpan<byte> associated)
    {
        if (value.Length < Overhead)
            throw new SealBrokenException("A sealed value is too short.");
        using var cipher = new AesGcm(key, TagSize);
        var plain = new byte[value.Length - Overhead];
        Open(cipher, value, plain, associated);
        return plain;
    }
}

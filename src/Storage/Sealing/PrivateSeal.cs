using System.Buffers.Binary;
using System.Text;

namespace Carewright.Storage.Sealing;

/// <summary>Seals the rows of the private table: the key travels with the value, since only its hash is in clear.</summary>
internal static class PrivateSeal
{
    public static byte[] Close(KeyRing keys, long kindHash, long keyHash, string key, ReadOnlySpan<byte> value)
    {
        var length = Encoding.UTF8.GetByteCount(key);
        var plain = new byte[4 + length + value.Length];
        BinaryPrimitives.WriteInt32LittleEndian(plain, length);
        Encoding.UTF8.GetBytes(key, plain.AsSpan(4));
        value.CopyTo(plain.AsSpan(4 + length));
        return keys.Layers.Private.Close(plain, Associated(keys.Tenant, kindHash, keyHash));
    }

    public static KeyValuePair<string, byte[]> Open(KeyRing keys, long kindHash, long keyHash, ReadOnlySpan<byte> value)
    {
        var plain = Open(keys, kindHash, keyHash, value, out _);
        var length = BinaryPrimitives.ReadInt32LittleEndian(plain);
        return new(Encoding.UTF8.GetString(plain, 4, length), plain[(4 + length)..]);
    }

    /// <summary>The row sealed under the key in force; null when it is so already.</summary>
    public static byte[]? Renew(KeyRing keys, long kindHash, long keyHash, ReadOnlySpan<byte> value)
    {
        var plain = Open(keys, kindHash, keyHash, value, out var isOlder);
        return isOlder ? keys.Layers.Private.Close(plain, Associated(keys.Tenant, kindHash, keyHash)) : null;
    }

    private static byte[] Open(KeyRing keys, long kindHash, long keyHash, ReadOnlySpan<byte> value, out bool isOlder)
    {
        if (value.Length < Seal.Overhead)
            throw new SealBrokenException("A private row is too short.");
        var plain = new byte[value.Length - Seal.Overhead];
        var associated = Associated(keys.Tenant, kindHash, keyHash);
        var layers = keys.Layers;
        isOlder = false;
        try
        {
            layers.Private.Open(value, plain, associated);
        }
        catch (SealBrokenException) when (layers.OlderPrivate is not null)
        {
            layers.OlderPrivate.Open(value, plain, associated);
            isOlder = true;
        }
        return plain;
    }

    private static byte[] Associated(TenantId tenant, long kindHash, long keyHash)
    {
        var associated = new byte[17 + Encoding.UTF8.GetByteCount(tenant.Value)];
        associated[0] = (byte)'P';
        BinaryPrimitives.WriteInt64LittleEndian(associated.AsSpan(1), kindHash);
        BinaryPrimitives.WriteInt64LittleEndian(associated.AsSpan(9), keyHash);
        Encoding.UTF8.GetBytes(tenant.Value, associated.AsSpan(17));
        return associated;
    }
}

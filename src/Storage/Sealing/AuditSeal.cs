using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Carewright.Storage.Sealing;

/// <summary>Seals audit records and computes the chain over them.</summary>
public static class AuditSeal
{
    /// <summary>Size of a chain value.</summary>
    public const int HashSize = 32;

    internal static byte[] Close(KeyRing keys, long at, ReadOnlySpan<byte> content) => keys.Layers.Audit[0].Key.Close(content, Associated(keys.Tenant, at));

    /// <summary>Opens a record. The sequence number tells the generation of its key; one that was sealed just before a rotation and written just after it is under the one before.</summary>
    /// <exception cref="SealBrokenException">It opens by none of them.</exception>
    internal static byte[] Open(KeyRing keys, long sequence, long at, ReadOnlySpan<byte> value)
    {
        if (value.Length < Seal.Overhead)
            throw new SealBrokenException("An audit record is too short.");
        var content = new byte[value.Length - Seal.Overhead];
        var generations = keys.Layers.Audit;
        var place = 0;
        while (place < generations.Count - 1 && generations[place].Since >= sequence)
            place++;
        try
        {
            generations[place].Key.Open(value, content, Associated(keys.Tenant, at));
        }
        catch (SealBrokenException) when (place < generations.Count - 1)
        {
            generations[place + 1].Key.Open(value, content, Associated(keys.Tenant, at));
        }
        return content;
    }

    /// <summary>The chain value of a row: SHA-256 over the previous row's value, the sequence number (8 bytes, big-endian) and the sealed record. The first row follows 32 zero bytes.</summary>
    public static byte[] Chain(ReadOnlySpan<byte> previous, long sequence, ReadOnlySpan<byte> value)
    {
        var size = previous.Length + sizeof(long) + value.Length;
        var buffer = ArrayPool<byte>.Shared.Rent(size);
        previous.CopyTo(buffer);
        BinaryPrimitives.WriteInt64BigEndian(buffer.AsSpan(previous.Length), sequence);
        value.CopyTo(buffer.AsSpan(previous.Length + sizeof(long)));
        var hash = SHA256.HashData(buffer.AsSpan(0, size));
        ArrayPool<byte>.Shared.Return(buffer);
        return hash;
    }

    private static byte[] Associated(TenantId tenant, long at)
    {
        var associated = new byte[9 + Encoding.UTF8.GetByteCount(tenant.Value)];
        associated[0] = (byte)'A';
        BinaryPrimitives.WriteInt64LittleEndian(associated.AsSpan(1), at);
        Encoding.UTF8.GetBytes(tenant.Value, associated.AsSpan(9));
        return associated;
    }
}

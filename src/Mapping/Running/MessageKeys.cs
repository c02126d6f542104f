using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Carewright.Mapping.Running;

/// <summary>Names for the resources of one message: UUIDs that are the same for the same message and partner each time (RFC 9562 ch. 5.8, made from SHA-256).</summary>
internal sealed class MessageKeys
{
    private readonly byte[] _seed;
    private uint _count;

    public MessageKeys(ReadOnlySpan<byte> message, string partner)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(partner));
        hash.AppendData([0]);
        hash.AppendData(message);
        _seed = hash.GetHashAndReset();
    }

    /// <summary>The next name.</summary>
    public string Next()
    {
        Span<byte> bytes = stackalloc byte[16];
        _seed.AsSpan(0, 16).CopyTo(bytes);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[12..], BinaryPrimitives.ReadUInt32BigEndian(bytes[12..]) + _count++);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return string.Concat("urn:uuid:", new Guid(bytes, bigEndian: true).ToString("D"));
    }
}

using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Carewright.Storage.Sealing;

/// <summary>What a sealed body is bound to.</summary>
/// <param name="ResourceType">FHIR resource type.</param>
/// <param name="Identity">Keyed hash of <c>Type/id</c>.</param>
/// <param name="VersionId">FHIR version id.</param>
/// <param name="Action">What the version did.</param>
public readonly record struct VersionBinding(string ResourceType, long Identity, long VersionId, VersionAction Action);

/// <summary>
/// Seals and opens the body of a version. Plain text: flags (1: Brotli), length of the body, the logical id, then the body, compressed when that is smaller.
/// The id travels inside, so that it appears nowhere in clear and a deleted version still knows its name.
/// </summary>
internal static class VersionSeal
{
    private const byte BrotliFlag = 1;
    private const int WorthCompressing = 96;

    public static byte[] Close(DataKey key, TenantId tenant, in VersionBinding binding, string id, ReadOnlySpan<byte> body)
    {
        var idBytes = Encoding.UTF8.GetByteCount(id);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(idBytes, 255, nameof(id));
        var header = 6 + idBytes;
        var buffer = ArrayPool<byte>.Shared.Rent(header + body.Length);
        try
        {
            BinaryPrimitives.WriteInt32LittleEndian(buffer.AsSpan(1), body.Length);
            buffer[5] = (byte)idBytes;
            Encoding.UTF8.GetBytes(id, buffer.AsSpan(6));
            var content = buffer.AsSpan(header, body.Length);
            var compressed = body.Length >= WorthCompressing && BrotliEncoder.TryCompress(body, content[..(body.Length - 1)], out var length, quality: 1, window: 18) ? length : 0;
            buffer[0] = compressed > 0 ? BrotliFlag : (byte)0;
            if (compressed == 0)
                body.CopyTo(content);
            Span<byte> associated = stackalloc byte[AssociatedSize];
            return key.Close(buffer.AsSpan(0, header + (compressed > 0 ? compressed : body.Length)), associated[..Associate(associated, tenant, binding)]);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: false);
        }
    }

    /// <summary>Opens a body. <paramref name="brotli"/> is the compressed stream, or null when the body is stored plain; the body itself is then in <paramref name="plain"/>.</summary>
    public static void Open(DataKey key, TenantId tenant, in VersionBinding binding, ReadOnlySpan<byte> value, out string id, out byte[]? plain, out ReadOnlyMemory<byte>? brotli, bool decompress)
    {
        if (value.Length < Seal.Overhead)
            throw new SealBrokenException("A sealed value is too short.");
        var size = value.Length - Seal.Overhead;
        var buffer = decompress ? ArrayPool<byte>.Shared.Rent(size) : new byte[size];
        try
        {
            Span<byte> associated = stackalloc byte[AssociatedSize];
            key.Open(value, buffer.AsSpan(0, size), associated[..Associate(associated, tenant, binding)]);
            var idBytes = buffer[5];
            id = Encoding.UTF8.GetString(buffer, 6, idBytes);
            var start = 6 + idBytes;
            var isBrotli = buffer[0] == BrotliFlag;
            brotli = isBrotli && !decompress ? buffer.AsMemory(start, size - start) : null;
            plain = !decompress && isBrotli ? null : Body(buffer.AsSpan(start, size - start), BinaryPrimitives.ReadInt32LittleEndian(buffer.AsSpan(1)), isBrotli);
        }
        finally
        {
            if (decompress)
                ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static byte[] Body(ReadOnlySpan<byte> content, int length, bool isBrotli)
    {
        var body = GC.AllocateUninitializedArray<byte>(length);
        if (!isBrotli)
            content.CopyTo(body);
        else if (!BrotliDecoder.TryDecompress(content, body, out var written) || written != length)
            throw new SealBrokenException("A sealed body does not decompress.");
        return body;
    }

    private const int AssociatedSize = 256;

    private static int Associate(Span<byte> target, TenantId tenant, in VersionBinding binding)
    {
        target[0] = (byte)'V';
        target[1] = (byte)binding.Action;
        BinaryPrimitives.WriteInt64LittleEndian(target[2..], binding.Identity);
        BinaryPrimitives.WriteInt64LittleEndian(target[10..], binding.VersionId);
        var tenantLength = Encoding.UTF8.GetBytes(tenant.Value, target[19..]);
        target[18] = (byte)tenantLength;
        return 19 + tenantLength + Encoding.UTF8.GetBytes(binding.ResourceType, target[(19 + tenantLength)..]);
    }
}

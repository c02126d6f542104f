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

/// <summary>What a seal holds.</summary>
/// <param name="Id">Logical id.</param>
/// <param name="Patients">References of the patients in whose compartment it is.</param>
/// <param name="Plain">The body; null when the compressed stream was asked for and there is one.</param>
/// <param name="Brotli">The compressed stream; null when the body was asked for, or is stored plain.</param>
internal sealed record OpenedVersion(string Id, IReadOnlyList<string> Patients, byte[]? Plain, ReadOnlyMemory<byte>? Brotli);

/// <summary>
/// Seals and opens the body of a version. Plain text: flags (1: Brotli), length of the body (4 bytes), length of the names (2 bytes), the names, then the body, compressed when that is smaller.
/// The names are the logical id and the references of the patients, separated by line feeds: they travel inside, so that they appear nowhere in clear and a deleted version still has them.
/// </summary>
internal static class VersionSeal
{
    private const byte BrotliFlag = 1;
    private const int WorthCompressing = 96;
    private const int HeadSize = 7;
    private const int AssociatedSize = 256;
    private const string PatientPrefix = "Patient/";

    public static byte[] Close(DataKey key, TenantId tenant, in VersionBinding binding, VersionDraft draft)
    {
        var names = Names(draft.Id, draft.Patients);
        var body = draft.Body.Span;
        var start = HeadSize + names.Length;
        var buffer = ArrayPool<byte>.Shared.Rent(start + body.Length);
        try
        {
            BinaryPrimitives.WriteInt32LittleEndian(buffer.AsSpan(1), body.Length);
            BinaryPrimitives.WriteUInt16LittleEndian(buffer.AsSpan(5), checked((ushort)names.Length));
            names.CopyTo(buffer, HeadSize);
            var content = buffer.AsSpan(start, body.Length);
            var compressed = body.Length >= WorthCompressing && BrotliEncoder.TryCompress(body, content[..(body.Length - 1)], out var length, quality: 1, window: 18) ? length : 0;
            buffer[0] = compressed > 0 ? BrotliFlag : (byte)0;
            if (compressed == 0)
                body.CopyTo(content);
            Span<byte> associated = stackalloc byte[AssociatedSize];
            return key.Close(buffer.AsSpan(0, start + (compressed > 0 ? compressed : body.Length)), associated[..Associate(associated, tenant, binding)]);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Opens a seal, decompressing the body or leaving it as it is.</summary>
    public static OpenedVersion Open(DataKey key, TenantId tenant, in VersionBinding binding, ReadOnlySpan<byte> value, bool decompress)
    {
        if (value.Length < Seal.Overhead + HeadSize)
            throw new SealBrokenException("A sealed value is too short.");
        var size = value.Length - Seal.Overhead;
        var buffer = decompress ? ArrayPool<byte>.Shared.Rent(size) : new byte[size];
        try
        {
            Span<byte> associated = stackalloc byte[AssociatedSize];
            key.Open(value, buffer.AsSpan(0, size), associated[..Associate(associated, tenant, binding)]);
            var start = HeadSize + BinaryPrimitives.ReadUInt16LittleEndian(buffer.AsSpan(5));
            var names = Encoding.UTF8.GetString(buffer, HeadSize, start - HeadSize);
            var length = BinaryPrimitives.ReadInt32LittleEndian(buffer.AsSpan(1));
            var isBrotli = buffer[0] == BrotliFlag;
            var brotli = isBrotli && !decompress ? buffer.AsMemory(start, size - start) : (ReadOnlyMemory<byte>?)null;
            return Opened(names, brotli is null ? Body(buffer.AsSpan(start, size - start), length, isBrotli) : null, brotli);
        }
        finally
        {
            if (decompress)
                ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static OpenedVersion Opened(string names, byte[]? plain, ReadOnlyMemory<byte>? brotli)
    {
        var end = names.IndexOf('\n', StringComparison.Ordinal);
        if (end < 0)
            return new OpenedVersion(names, [], plain, brotli);
        var patients = names[(end + 1)..].Split('\n');
        for (var i = 0; i < patients.Length; i++)
            if (!patients[i].Contains('/', StringComparison.Ordinal))
                patients[i] = PatientPrefix + patients[i];
        return new OpenedVersion(names[..end], patients, plain, brotli);
    }

    private static byte[] Names(string id, IReadOnlyList<string> patients)
    {
        if (patients.Count == 0)
            return Encoding.UTF8.GetBytes(id);
        var names = new StringBuilder(id);
        foreach (var patient in patients)
        {
            var rest = patient.AsSpan(patient.StartsWith(PatientPrefix, StringComparison.Ordinal) ? PatientPrefix.Length : 0);
            names.Append('\n').Append(rest.Contains('/') ? patient : rest);
        }
        return Encoding.UTF8.GetBytes(names.ToString());
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

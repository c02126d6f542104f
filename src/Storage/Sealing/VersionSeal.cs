using System.Buffers;
using System.Buffers.Binary;
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
/// <param name="Body">The resource.</param>
internal sealed record OpenedVersion(string Id, IReadOnlyList<string> Patients, byte[] Body);

/// <summary>
/// Seals and opens the body of a version. Plain text: number of the dictionary, length of the body (4 bytes), length of the names (2 bytes), the names, then the body as the codec wrote it.
/// The names are the logical id and the references of the patients, separated by line feeds: they travel inside, so that they appear nowhere in clear and a deleted version still has them.
/// </summary>
public sealed class VersionSeal(KeyRing keys, BodyCodec codec)
{
    private const int HeadSize = 7;
    private const int AssociatedSize = 256;
    private const string PatientPrefix = "Patient/";

    internal byte[] Close(DataKey key, in VersionBinding binding, VersionDraft draft)
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
            buffer[0] = codec.Encode(body, buffer.AsSpan(start, body.Length), out var length);
            Span<byte> associated = stackalloc byte[AssociatedSize];
            return key.Close(buffer.AsSpan(0, start + length), associated[..Associate(associated, binding)]);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Opens the seal of a version.</summary>
    /// <exception cref="SealBrokenException">The row was changed behind our back, or its key is destroyed.</exception>
    internal OpenedVersion Open(long keyId, in VersionBinding binding, ReadOnlySpan<byte> value) => Open(keys.ForId(keyId), binding, value);

    /// <summary>Opens the seal of a version with its key.</summary>
    /// <exception cref="SealBrokenException">The row was changed behind our back, or its key is destroyed.</exception>
    internal OpenedVersion Open(DataKey key, in VersionBinding binding, ReadOnlySpan<byte> value)
    {
        if (value.Length < Seal.Overhead + HeadSize)
            throw new SealBrokenException("A sealed value is too short.");
        var size = value.Length - Seal.Overhead;
        var buffer = ArrayPool<byte>.Shared.Rent(size);
        try
        {
            Span<byte> associated = stackalloc byte[AssociatedSize];
            key.Open(value, buffer.AsSpan(0, size), associated[..Associate(associated, binding)]);
            var start = HeadSize + BinaryPrimitives.ReadUInt16LittleEndian(buffer.AsSpan(5));
            var body = GC.AllocateUninitializedArray<byte>(BinaryPrimitives.ReadInt32LittleEndian(buffer.AsSpan(1)));
            codec.Decode(buffer[0], buffer.AsSpan(start, size - start), body);
            return Opened(buffer.AsSpan(HeadSize, start - HeadSize), body);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>
    /// The same version under another key, not decompressed on the way. The nonce stays: it is random and the new key knows nothing of it, so it is as unique there as a fresh one, and the index file goes on recognising
    /// its record by the first bytes of a body.
    /// </summary>
    /// <exception cref="SealBrokenException">It does not open.</exception>
    internal byte[] Move(DataKey from, DataKey to, in VersionBinding binding, ReadOnlySpan<byte> value)
    {
        if (value.Length < Seal.Overhead + HeadSize)
            throw new SealBrokenException("A sealed value is too short.");
        var plain = ArrayPool<byte>.Shared.Rent(value.Length - Seal.Overhead);
        var content = plain.AsSpan(0, value.Length - Seal.Overhead);
        try
        {
            Span<byte> associated = stackalloc byte[AssociatedSize];
            associated = associated[..Associate(associated, binding)];
            from.Open(value, content, associated);
            return to.Close(content, associated, value[..Seal.NonceSize]);
        }
        finally
        {
            content.Clear();
            ArrayPool<byte>.Shared.Return(plain);
        }
    }

    private static OpenedVersion Opened(ReadOnlySpan<byte> names, byte[] body)
    {
        var end = names.IndexOf((byte)'\n');
        if (end < 0)
            return new OpenedVersion(Encoding.UTF8.GetString(names), [], body);
        var patients = new List<string>(1);
        foreach (var range in names[(end + 1)..].Split((byte)'\n'))
            patients.Add(Reference(names[(end + 1)..][range]));
        return new OpenedVersion(Encoding.UTF8.GetString(names[..end]), patients, body);
    }

    private static string Reference(ReadOnlySpan<byte> name) =>
        name.Contains((byte)'/') ? Encoding.UTF8.GetString(name) : string.Concat(PatientPrefix, Encoding.UTF8.GetString(name));

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

    private int Associate(Span<byte> target, in VersionBinding binding)
    {
        target[0] = (byte)'V';
        target[1] = (byte)binding.Action;
        BinaryPrimitives.WriteInt64LittleEndian(target[2..], binding.Identity);
        BinaryPrimitives.WriteInt64LittleEndian(target[10..], binding.VersionId);
        var tenantLength = Encoding.UTF8.GetBytes(keys.Tenant.Value, target[19..]);
        target[18] = (byte)tenantLength;
        return 19 + tenantLength + Encoding.UTF8.GetBytes(binding.ResourceType, target[(19 + tenantLength)..]);
    }
}

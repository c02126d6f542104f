using System.Buffers.Binary;

namespace Carewright.Storage.Sealing;

/// <summary>
/// A data key as it lies in the store: wrapped by a generation of the tenant key. Forms of <paramref name="Wrapped"/>, told apart by length: the sealed key alone (60 bytes: the first generation); generation (4 bytes,
/// little-endian) and sealed key; generation, owner (8 bytes) and sealed key, for a retired one, which is nobody's any more but opens what has not been sealed again yet.
/// </summary>
/// <param name="Id">Its number.</param>
/// <param name="Owner">Identity hash of its patient; 0 for a shared key.</param>
/// <param name="Wrapped">The sealed key, in one of its forms.</param>
public readonly record struct StoredDataKey(long Id, long Owner, byte[] Wrapped)
{
    /// <summary>Length of the form of a retired key.</summary>
    public const int RetiredLength = sizeof(int) + sizeof(long) + SealedLength;

    private const int SealedLength = Seal.Overhead + Seal.KeySize;

    /// <summary>Whether another key has taken its place.</summary>
    public bool IsRetired => Wrapped.Length == RetiredLength;

    /// <summary>Generation of the tenant key that it is wrapped by.</summary>
    public int Generation => Wrapped.Length == SealedLength ? 1 : BinaryPrimitives.ReadInt32LittleEndian(Wrapped);

    /// <summary>The owner, also of a retired key.</summary>
    internal long OwnerOnce => IsRetired ? BinaryPrimitives.ReadInt64LittleEndian(Wrapped.AsSpan(sizeof(int))) : Owner;

    internal ReadOnlySpan<byte> Sealed => Wrapped.AsSpan(Math.Max(0, Wrapped.Length - SealedLength));

    internal static StoredDataKey Of(long id, long owner, int generation, byte[] sealedKey)
    {
        var wrapped = new byte[sizeof(int) + sealedKey.Length];
        BinaryPrimitives.WriteInt32LittleEndian(wrapped, generation);
        sealedKey.CopyTo(wrapped, sizeof(int));
        return new StoredDataKey(id, owner, wrapped);
    }

    internal static StoredDataKey OfRetired(long id, long owner, int generation, byte[] sealedKey)
    {
        var wrapped = new byte[RetiredLength];
        BinaryPrimitives.WriteInt32LittleEndian(wrapped, generation);
        BinaryPrimitives.WriteInt64LittleEndian(wrapped.AsSpan(sizeof(int)), owner);
        sealedKey.CopyTo(wrapped, sizeof(int) + sizeof(long));
        return new StoredDataKey(id, 0, wrapped);
    }
}

/// <summary>Where the key ring finds data keys that it does not hold in memory. Safe to call from many threads.</summary>
public interface IDataKeySource
{
    /// <summary>The key of a patient (0: the shared key), or null.</summary>
    StoredDataKey? FindByOwner(long owner);

    /// <summary>The key with a number, retired ones included, or null when it never existed or was destroyed.</summary>
    StoredDataKey? FindById(long id);
}

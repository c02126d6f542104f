using System.Security.Cryptography;

namespace Carewright.Storage.Sealing;

/// <summary>
/// One data key: of one patient's compartment, or one of the shared keys. Safe to use from many threads: a cipher object is not, so each use takes one out of a small set of slots.
/// </summary>
public sealed class DataKey
{
    private const int Slots = 4;
    private readonly byte[] _key;
    private readonly AesGcm?[] _ciphers = new AesGcm?[Slots];
    private volatile bool _isDestroyed;
    private volatile bool _isSaved;

    internal DataKey(long id, long owner, byte[] key, bool isSaved)
    {
        Id = id;
        Owner = owner;
        _key = key;
        _isSaved = isSaved;
    }

    /// <summary>Its number, written in each row sealed with it.</summary>
    public long Id { get; }

    /// <summary>Identity hash of the patient it belongs to; 0 for a shared key.</summary>
    public long Owner { get; }

    /// <summary>True once its row is committed; until then the next commit writes it.</summary>
    public bool IsSaved => _isSaved;

    /// <summary>True once the patient's key has been destroyed: nothing may be sealed with it any more.</summary>
    public bool IsDestroyed => _isDestroyed;

    /// <summary>Its last use, in units of the key ring's own counter; the least recent are dropped from memory first.</summary>
    internal long LastUse { get; set; }

    internal ReadOnlySpan<byte> Bytes => _key;

    internal void MarkSaved() => _isSaved = true;

    internal void Destroy()
    {
        _isDestroyed = true;
        CryptographicOperations.ZeroMemory(_key);
        Release();
    }

    internal void Release()
    {
        for (var i = 0; i < Slots; i++)
            Interlocked.Exchange(ref _ciphers[i], null)?.Dispose();
    }

    internal byte[] Close(ReadOnlySpan<byte> plain, ReadOnlySpan<byte> associated)
    {
        var cipher = Take(out var slot);
        try
        {
            return Seal.Close(cipher, plain, associated);
        }
        finally
        {
            Return(cipher, slot);
        }
    }

    /// <summary>The same with a nonce that this key has never seen.</summary>
    internal byte[] Close(ReadOnlySpan<byte> plain, ReadOnlySpan<byte> associated, ReadOnlySpan<byte> nonce)
    {
        var cipher = Take(out var slot);
        try
        {
            return Seal.Close(cipher, plain, associated, nonce);
        }
        finally
        {
            Return(cipher, slot);
        }
    }

    internal void Open(ReadOnlySpan<byte> value, Span<byte> plain, ReadOnlySpan<byte> associated)
    {
        var cipher = Take(out var slot);
        try
        {
            Seal.Open(cipher, value, plain, associated);
        }
        finally
        {
            Return(cipher, slot);
        }
    }

    private AesGcm Take(out int slot)
    {
        if (_isDestroyed)
            throw new SealBrokenException("The key of this value has been destroyed.");
        slot = Environment.CurrentManagedThreadId % Slots;
        return Interlocked.Exchange(ref _ciphers[slot], null) ?? new AesGcm(_key, Seal.TagSize);
    }

    private void Return(AesGcm cipher, int slot) => Interlocked.Exchange(ref _ciphers[slot], cipher)?.Dispose();
}

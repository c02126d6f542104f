using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace Carewright.Storage.Sealing;

/// <summary>A data key as it lies in the store: wrapped by the tenant key.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Owner">Identity hash of its patient; 0 for a shared key.</param>
/// <param name="Wrapped">The sealed key.</param>
public readonly record struct StoredDataKey(long Id, long Owner, byte[] Wrapped);

/// <summary>Where the key ring finds data keys that it does not hold in memory. Safe to call from many threads.</summary>
public interface IDataKeySource
{
    /// <summary>The key of a patient (0: the shared key), or null.</summary>
    StoredDataKey? FindByOwner(long owner);

    /// <summary>The key with a number, or null when it never existed or was destroyed.</summary>
    StoredDataKey? FindById(long id);
}

/// <summary>
/// The keys of one tenant: the tenant key, the keys derived from it (HKDF-SHA256, one per purpose), and the data keys, which are unwrapped on demand and held in a bounded cache.
/// Safe to use from many threads.
/// </summary>
public sealed class KeyRing : IDisposable
{
    /// <summary>Data keys held unwrapped in memory at a time.</summary>
    public const int DefaultCapacity = 8192;

    private readonly TenantId _tenant;
    private readonly IDataKeySource _source;
    private readonly int _capacity;
    private readonly byte[] _tenantKey;
    private readonly byte[] _wrappingKey;
    private readonly ConcurrentDictionary<long, DataKey> _byId = new();
    private readonly ConcurrentDictionary<long, DataKey> _byOwner = new();
    private readonly Lock _gate = new();
    private long _nextId;
    private long _clock;

    /// <summary>A key ring over an unwrapped tenant key.</summary>
    /// <param name="tenant">The tenant; bound into every seal.</param>
    /// <param name="tenantKey">32 bytes; copied.</param>
    /// <param name="source">Where stored data keys are found.</param>
    /// <param name="nextId">The first unused key number.</param>
    /// <param name="capacity">Data keys held in memory.</param>
    public KeyRing(TenantId tenant, ReadOnlySpan<byte> tenantKey, IDataKeySource source, long nextId, int capacity = DefaultCapacity)
    {
        if (tenantKey.Length != Seal.KeySize)
            throw new ArgumentException("The key must be 32 bytes.", nameof(tenantKey));
        _tenant = tenant;
        _tenantKey = tenantKey.ToArray();
        _source = source;
        _nextId = nextId;
        _capacity = capacity;
        _wrappingKey = Derive("data-key-wrapping");
        Audit = new DataKey(-1, 0, Derive("audit"), isSaved: true);
        Private = new DataKey(-2, 0, Derive("private"), isSaved: true);
        Cursor = new DataKey(-3, 0, Derive("cursor"), isSaved: true);
    }

    /// <summary>The tenant.</summary>
    public TenantId Tenant => _tenant;

    /// <summary>Seals audit rows.</summary>
    public DataKey Audit { get; }

    /// <summary>Seals the private table.</summary>
    public DataKey Private { get; }

    /// <summary>Seals page tokens.</summary>
    public DataKey Cursor { get; }

    /// <summary>A new random tenant key.</summary>
    public static byte[] NewTenantKey() => RandomNumberGenerator.GetBytes(Seal.KeySize);

    /// <summary>32 bytes derived from the tenant key for one purpose.</summary>
    public byte[] Derive(string purpose) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, _tenantKey, Seal.KeySize, Encoding.UTF8.GetBytes(_tenant.Value), Encoding.UTF8.GetBytes("carewright/" + purpose));

    /// <summary>32 bytes that show that one has the tenant key, and do not show it.</summary>
    public byte[] Proof() => ProofOf(_tenantKey);

    /// <summary>The same for whoever has the key alone.</summary>
    public static byte[] ProofOf(ReadOnlySpan<byte> tenantKey)
    {
        var proof = new byte[Seal.KeySize];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, tenantKey, proof, "proof"u8, "carewright/console"u8);
        return proof;
    }

    /// <summary>The tenant key wrapped by a provider, for a new store or a changed passphrase.</summary>
    public ValueTask<WrappedTenantKey> WrapTenantKeyAsync(ITenantKeyProvider provider, CancellationToken cancellationToken) => provider.WrapAsync(_tenantKey, cancellationToken);

    /// <summary>The data key of a patient (0: the shared key); made on first use, and then saved by the commit that first seals with it.</summary>
    public DataKey ForOwner(long owner)
    {
        if (_byOwner.TryGetValue(owner, out var known))
            return Used(known);
        lock (_gate)
        {
            if (_byOwner.TryGetValue(owner, out known))
                return Used(known);
            var key = _source.FindByOwner(owner) is { } stored ? Unwrap(stored) : new DataKey(_nextId++, owner, RandomNumberGenerator.GetBytes(Seal.KeySize), isSaved: false);
            return Add(key);
        }
    }

    /// <summary>The saved data key of a patient, or null when there is none.</summary>
    public DataKey? FindByOwner(long owner)
    {
        if (_byOwner.TryGetValue(owner, out var known))
            return known.IsSaved ? known : null;
        return _source.FindByOwner(owner) is { } stored ? Unwrap(stored) : null;
    }

    /// <summary>The data key with a number.</summary>
    /// <exception cref="SealBrokenException">It was destroyed.</exception>
    public DataKey ForId(long id)
    {
        if (_byId.TryGetValue(id, out var known))
            return Used(known);
        lock (_gate)
        {
            if (_byId.TryGetValue(id, out known))
                return Used(known);
            return Add(Unwrap(_source.FindById(id) ?? throw new SealBrokenException("The key of this value has been destroyed.")));
        }
    }

    /// <summary>A data key as it is to be stored.</summary>
    public StoredDataKey Wrap(DataKey key) => new(key.Id, key.Owner, Seal.Close(_wrappingKey, key.Bytes, Associated(key.Id, key.Owner)));

    /// <summary>Tells that the rows of new keys are committed.</summary>
    public static void Saved(DataKey key) => key.MarkSaved();

    /// <summary>Forgets a patient's key and refuses to seal with it from now on; its row is already gone from the store.</summary>
    public void Destroyed(long owner)
    {
        lock (_gate)
        {
            if (_byOwner.TryRemove(owner, out var key))
            {
                _byId.TryRemove(key.Id, out _);
                key.Destroy();
            }
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var key in _byId.Values)
            key.Release();
        CryptographicOperations.ZeroMemory(_tenantKey);
        CryptographicOperations.ZeroMemory(_wrappingKey);
    }

    private DataKey Used(DataKey key)
    {
        // A plain write: the order of use is only a hint for what to drop.
        key.LastUse = ++_clock;
        return key;
    }

    private DataKey Add(DataKey key)
    {
        if (_byId.Count >= _capacity)
            DropLeastUsed();
        _byId[key.Id] = key;
        _byOwner[key.Owner] = key;
        return Used(key);
    }

    private void DropLeastUsed()
    {
        // A key that is not saved yet exists nowhere else.
        foreach (var key in _byId.Values.Where(key => key.IsSaved).OrderBy(key => key.LastUse).Take(_capacity / 4))
        {
            _byId.TryRemove(key.Id, out _);
            _byOwner.TryRemove(key.Owner, out _);
            key.Release();
        }
    }

    private DataKey Unwrap(StoredDataKey stored) => new(stored.Id, stored.Owner, Seal.Open(_wrappingKey, stored.Wrapped, Associated(stored.Id, stored.Owner)), isSaved: true);

    private byte[] Associated(long id, long owner)
    {
        var tenant = Encoding.UTF8.GetBytes(_tenant.Value);
        var result = new byte[17 + tenant.Length];
        result[0] = (byte)'K';
        BinaryPrimitives.WriteInt64LittleEndian(result.AsSpan(1), id);
        BinaryPrimitives.WriteInt64LittleEndian(result.AsSpan(9), owner);
        tenant.CopyTo(result, 17);
        return result;
    }
}

using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Carewright.Storage.Sealing;

/// <summary>
/// The keys of one tenant: the tenant key, the keys of purposes (<see cref="LayerKeys"/>), and the data keys, which are unwrapped on demand and held in a bounded cache. Each may have an older generation beside it while a
/// rotation is at work (ADR 0009). Safe to use from many threads.
/// </summary>
public sealed class KeyRing : IDisposable
{
    /// <summary>Data keys held unwrapped in memory at a time.</summary>
    public const int DefaultCapacity = 8192;

    private readonly TenantId _tenant;
    private readonly IDataKeySource _source;
    private readonly int _capacity;
    private readonly ConcurrentDictionary<long, DataKey> _byId = new();
    private readonly ConcurrentDictionary<long, DataKey> _byOwner = new();
    private readonly RetiredKeys _retired = new();
    private readonly Lock _gate = new();
    private volatile LayerKeys _layers;
    private long _nextId;
    private long _clock;

    /// <summary>A key ring over an unwrapped tenant key.</summary>
    /// <param name="tenant">The tenant; bound into every seal.</param>
    /// <param name="tenantKey">32 bytes; copied.</param>
    /// <param name="source">Where stored data keys are found.</param>
    /// <param name="nextId">The first unused key number.</param>
    /// <param name="capacity">Data keys held in memory.</param>
    /// <param name="layers">The keys of purposes as they are stored; null or empty: derived from the tenant key.</param>
    /// <exception cref="SealBrokenException">The stored keys are of another tenant key.</exception>
    public KeyRing(TenantId tenant, ReadOnlySpan<byte> tenantKey, IDataKeySource source, long nextId, int capacity = DefaultCapacity, IReadOnlyList<StoredLayerKey>? layers = null)
    {
        _tenant = tenant;
        _source = source;
        _nextId = nextId;
        _capacity = capacity;
        _layers = LayerKeys.Open(tenant, tenantKey, layers ?? []);
    }

    /// <summary>The tenant.</summary>
    public TenantId Tenant => _tenant;

    /// <summary>Generation of the tenant key in force, from 1.</summary>
    public int Generation => _layers.Current.Generation;

    /// <summary>Whether something may still be under the tenant key before.</summary>
    public bool HasOlder => _layers.Older is not null;

    /// <summary>The keys of purposes.</summary>
    internal LayerKeys Layers => _layers;

    /// <summary>Data keys that others have taken the place of.</summary>
    internal RetiredKeys Retired => _retired;

    /// <summary>The key of the blind index.</summary>
    public byte[] BlindIndexKey => _layers.Blind;

    /// <summary>What the keys of backup sets may be wrapped by, the one in force first.</summary>
    public IReadOnlyList<byte[]> BackupWrappings => _layers.Backups;

    /// <summary>A new random tenant key.</summary>
    public static byte[] NewTenantKey() => RandomNumberGenerator.GetBytes(Seal.KeySize);

    /// <summary>32 bytes that show that one has the tenant key, and do not show it.</summary>
    public byte[] Proof() => ProofOf(_layers.Current.Bytes.Span);

    /// <summary>The same for whoever has the key alone.</summary>
    public static byte[] ProofOf(ReadOnlySpan<byte> tenantKey)
    {
        var proof = new byte[Seal.KeySize];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, tenantKey, proof, "proof"u8, "carewright/console"u8);
        return proof;
    }

    /// <summary>The tenant key wrapped by a provider, for a new store or a changed passphrase.</summary>
    public ValueTask<WrappedTenantKey> WrapTenantKeyAsync(ITenantKeyProvider provider, CancellationToken cancellationToken) => provider.WrapAsync(_layers.Current.Bytes, cancellationToken);

    /// <summary>The new tenant key that somebody who has the one in force hands over.</summary>
    /// <exception cref="SealBrokenException">It is sealed under another one.</exception>
    internal byte[] TakeOver(TenantKeyHandover handover) => handover.Open(_layers.Current.Bytes.Span);

    /// <summary>Puts other keys of purposes in force; the store has them already.</summary>
    internal void Become(LayerKeys layers) => _layers = layers;

    /// <summary>The data key of a patient (0: the shared key); made on first use, and then saved by the commit that first seals with it.</summary>
    public DataKey ForOwner(long owner)
    {
        if (_byOwner.TryGetValue(owner, out var known))
            return Used(known);
        lock (_gate)
        {
            if (_byOwner.TryGetValue(owner, out known))
                return Used(known);
            var key = _source.FindByOwner(owner) is { } stored ? Unwrap(stored) : New(owner);
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
            var stored = _source.FindById(id) ?? throw new SealBrokenException("The key of this value has been destroyed.");
            return Add(Unwrap(stored), isRetired: stored.IsRetired);
        }
    }

    /// <summary>A data key as it is to be stored.</summary>
    public StoredDataKey Wrap(DataKey key)
    {
        var tenant = _layers.Current;
        return StoredDataKey.Of(key.Id, key.Owner, tenant.Generation, tenant.WrapDataKey(key.Bytes, key.Id, key.Owner));
    }

    /// <summary>A stored data key wrapped by the tenant key in force.</summary>
    internal StoredDataKey Rewrap(StoredDataKey stored)
    {
        var key = Unwrap(stored);
        return stored.IsRetired ? Retire(key) : Wrap(key);
    }

    /// <summary>A stored data key as it is kept while bodies are under it, and the key that takes its place.</summary>
    internal (StoredDataKey Retired, DataKey Successor) Succeed(StoredDataKey stored)
    {
        lock (_gate)
            return (Retire(Unwrap(stored)), New(stored.Owner));
    }

    /// <summary>Tells that the rows of new keys are committed.</summary>
    public static void Saved(DataKey key) => key.MarkSaved();

    /// <summary>Tells that successors are committed: from now on they seal what is their owners'.</summary>
    internal void Succeeded(IReadOnlyList<(long Retired, DataKey Successor)> keys)
    {
        lock (_gate)
            foreach (var (retired, successor) in keys)
            {
                successor.MarkSaved();
                _retired.Add(retired);
                if (_byOwner.TryGetValue(successor.Owner, out var cached) && cached.Id != successor.Id)
                    _byOwner.TryRemove(successor.Owner, out _);
            }
    }

    /// <summary>Forgets a patient's keys and refuses to seal with them from now on; their rows are already gone from the store.</summary>
    public void Destroyed(long owner, IReadOnlyList<long> ids)
    {
        lock (_gate)
        {
            _retired.Erased(ids);
            foreach (var id in ids)
                if (_byId.TryRemove(id, out var key))
                    key.Destroy();
            if (_byOwner.TryRemove(owner, out var own))
                own.Destroy();
        }
    }

    /// <summary>Forgets retired keys that nothing is under any more.</summary>
    internal void Forget(IReadOnlyList<long> ids)
    {
        lock (_gate)
            foreach (var id in ids)
                if (_byId.TryRemove(id, out var key))
                    key.Destroy();
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var key in _byId.Values)
            key.Release();
        _layers.Current.Dispose();
        _layers.Older?.Dispose();
    }

    private DataKey New(long owner) => new(_nextId++, owner, RandomNumberGenerator.GetBytes(Seal.KeySize), isSaved: false);

    private DataKey Used(DataKey key)
    {
        // A plain write: the order of use is only a hint for what to drop.
        key.LastUse = ++_clock;
        return key;
    }

    private DataKey Add(DataKey key, bool isRetired = false)
    {
        if (_byId.Count >= _capacity)
            DropLeastUsed();
        _byId[key.Id] = key;
        if (!isRetired)
            _byOwner[key.Owner] = key;
        return Used(key);
    }

    private void DropLeastUsed()
    {
        // A key that is not saved yet exists nowhere else.
        foreach (var key in _byId.Values.Where(key => key.IsSaved).OrderBy(key => key.LastUse).Take(_capacity / 4))
        {
            _byId.TryRemove(key.Id, out _);
            _byOwner.TryRemove(new KeyValuePair<long, DataKey>(key.Owner, key));
            key.Release();
        }
    }

    private DataKey Unwrap(StoredDataKey stored) =>
        new(stored.Id, stored.OwnerOnce, _layers.Tenant(stored.Generation).UnwrapDataKey(stored.Sealed, stored.Id, stored.OwnerOnce), isSaved: true);

    private StoredDataKey Retire(DataKey key)
    {
        var tenant = _layers.Current;
        return StoredDataKey.OfRetired(key.Id, key.Owner, tenant.Generation, tenant.WrapDataKey(key.Bytes, key.Id, key.Owner));
    }
}

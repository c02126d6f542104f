using System.Security.Cryptography;

namespace Carewright.Storage.Sealing;

/// <summary>A key of one purpose as it lies in the store, wrapped by the tenant key in force.</summary>
/// <param name="Purpose">What it is for: one of <see cref="LayerKeys"/>' purposes.</param>
/// <param name="Generation">Its number within the purpose, from 1.</param>
/// <param name="Since">Sequence number after which it is in force.</param>
/// <param name="Wrapped">The sealed key; empty where only the generation is told.</param>
public sealed record StoredLayerKey(string Purpose, int Generation, long Since, byte[] Wrapped);

/// <summary>
/// The keys of purposes at one moment. Immutable: a rotation makes another set, which takes its place at once. A store that has never rotated its tenant key has no stored ones: they are derived from it.
/// </summary>
internal sealed class LayerKeys
{
    private const string TenantPurpose = "tenant";
    private const string BlindPurpose = "blind-index";
    private const string PrivatePurpose = "private";
    private const string AuditPurpose = "audit";
    private const string BackupPurpose = "backup";
    private const string CursorPurpose = "cursor";
    private const string MessagesPurpose = "messages";

    private readonly TenantId _tenant;
    private readonly IReadOnlyList<Layer> _layers;

    private LayerKeys(TenantId tenant, TenantKey current, TenantKey? older, IReadOnlyList<Layer> layers)
    {
        (_tenant, Current, Older, _layers) = (tenant, current, older, layers);
        var privates = Of(PrivatePurpose);
        (Private, OlderPrivate) = (Key(privates[0]), privates.Count > 1 ? Key(privates[1]) : null);
        Cursor = new DataKey(-3, 0, current.Derive(CursorPurpose), isSaved: true);
        OlderCursor = older is null ? null : new DataKey(-3, 0, older.Derive(CursorPurpose), isSaved: true);
        Audit = Of(AuditPurpose).ConvertAll(layer => (Key(layer), layer.Since));
    }

    public TenantKey Current { get; }

    /// <summary>The tenant key before, while something is wrapped by it; null otherwise.</summary>
    public TenantKey? Older { get; }

    public DataKey Private { get; }

    public DataKey? OlderPrivate { get; }

    public DataKey Cursor { get; }

    public DataKey? OlderCursor { get; }

    /// <summary>All that records may be under, newest first, each with the sequence number after which it is in force.</summary>
    public IReadOnlyList<(DataKey Key, long Since)> Audit { get; }

    public byte[] Blind => Of(BlindPurpose)[0].Key;

    /// <summary>What the log of messages may be under, newest first.</summary>
    public IReadOnlyList<(int Generation, byte[] Key)> Messages => Of(MessagesPurpose).ConvertAll(layer => (layer.Generation, layer.Key));

    /// <summary>What the keys of backup sets may be wrapped by, the one in force first.</summary>
    public IReadOnlyList<byte[]> Backups => [Current.Derive(BackupPurpose), .. Of(BackupPurpose).Select(layer => layer.Key)];

    /// <summary>The keys of a store.</summary>
    /// <exception cref="SealBrokenException">The stored ones are of another tenant key.</exception>
    public static LayerKeys Open(TenantId tenant, ReadOnlySpan<byte> tenantKey, IReadOnlyList<StoredLayerKey> stored)
    {
        var generation = stored.Where(one => one.Purpose == TenantPurpose).Select(one => one.Generation).DefaultIfEmpty(1).Max();
        var current = new TenantKey(tenant, generation, tenantKey);
        var older = stored.FirstOrDefault(one => one.Purpose == TenantPurpose && one.Wrapped.Length > 0);
        var layers = stored.Where(one => one.Purpose != TenantPurpose).Select(one => new Layer(one.Purpose, one.Generation, one.Since, current.UnwrapLayer(one.Wrapped, one.Purpose, one.Generation))).ToList();
        if (layers.Count == 0)
            layers = [.. new[] { BlindPurpose, PrivatePurpose, AuditPurpose }.Select(purpose => new Layer(purpose, 1, 0, current.Derive(purpose)))];
        // Also in a store whose tenant key was rotated before there was a log.
        if (!layers.Exists(layer => layer.Purpose == MessagesPurpose))
            layers.Add(new Layer(MessagesPurpose, 1, 0, current.Derive(MessagesPurpose)));
        return new LayerKeys(tenant, current, older is null ? null : new TenantKey(tenant, older.Generation, current.UnwrapLayer(older.Wrapped, TenantPurpose, older.Generation)), layers);
    }

    /// <summary>The keys after a new tenant key has come into force.</summary>
    /// <param name="tenantKey">The new tenant key.</param>
    /// <param name="sequence">The last sequence number.</param>
    public LayerKeys Succeed(ReadOnlySpan<byte> tenantKey, long sequence)
    {
        var next = new TenantKey(_tenant, Current.Generation + 1, tenantKey);
        var layers = _layers.Append(new Layer(BackupPurpose, Current.Generation, 0, Current.Derive(BackupPurpose)))
            .Append(Fresh(PrivatePurpose, sequence)).Append(Fresh(AuditPurpose, sequence)).Append(Fresh(MessagesPurpose, sequence));
        return new LayerKeys(_tenant, next, Current, [.. layers]);
    }

    /// <summary>The keys when nothing is under the older generation any more.</summary>
    public LayerKeys Settle()
    {
        var newest = Of(PrivatePurpose)[0].Generation;
        return new LayerKeys(_tenant, Current, null, [.. _layers.Where(layer => layer.Purpose != PrivatePurpose || layer.Generation == newest)]);
    }

    /// <summary>The keys when nothing of the log of messages is under a generation before one any more.</summary>
    public LayerKeys WithoutMessagesBefore(int generation) =>
        new(_tenant, Current, Older, [.. _layers.Where(layer => layer.Purpose != MessagesPurpose || layer.Generation >= generation)]);

    /// <summary>What is to lie in the store.</summary>
    public IReadOnlyList<StoredLayerKey> Stored()
    {
        var stored = _layers.Select(layer => new StoredLayerKey(layer.Purpose, layer.Generation, layer.Since, Current.WrapLayer(layer.Key, layer.Purpose, layer.Generation)))
            .Append(new StoredLayerKey(TenantPurpose, Current.Generation, 0, []));
        return [.. Older is null ? stored : stored.Append(new StoredLayerKey(TenantPurpose, Older.Generation, 0, Current.WrapLayer(Older.Bytes.Span, TenantPurpose, Older.Generation)))];
    }

    /// <summary>The tenant key with a generation.</summary>
    /// <exception cref="SealBrokenException">It was destroyed.</exception>
    public TenantKey Tenant(int generation) =>
        generation == Current.Generation ? Current : Older is { } older && older.Generation == generation ? older : throw new SealBrokenException($"A key is wrapped by generation {generation} of the tenant key, which is not there.");

    private List<Layer> Of(string purpose) => [.. _layers.Where(layer => layer.Purpose == purpose).OrderByDescending(layer => layer.Generation)];

    private Layer Fresh(string purpose, long sequence) => new(purpose, Of(purpose)[0].Generation + 1, sequence, RandomNumberGenerator.GetBytes(Seal.KeySize));

    // Kept by the ring, which clears them when it is closed; the number tells what a value was sealed with.
    private static DataKey Key(Layer layer) => new(layer.Generation, 0, layer.Key, isSaved: true);

    private sealed record Layer(string Purpose, int Generation, long Since, byte[] Key);
}

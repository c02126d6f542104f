using System.Security.Cryptography;
using Carewright.Storage.Indexing;
using Carewright.Storage.Sealing;

namespace Carewright.Storage.Sqlite.Queueing;

/// <summary>
/// The log's keys (ADR 0009): one in force, and older ones while rows are under them. The store keeps them wrapped by the tenant key, so that who has the log without the store has nothing. Safe to use from many threads.
/// </summary>
internal sealed class LogKeys(TenantId tenant) : IDisposable
{
    private readonly BlindIndex _order = new(RandomNumberGenerator.GetBytes(Seal.KeySize));
    private readonly Lock _gate = new();
    private volatile IReadOnlyList<LogKey> _all = [];
    private volatile IReadOnlyList<LogKey> _sought = [];

    /// <summary>What seals everything that is written.</summary>
    public LogKey Current => _all[0];

    /// <summary>Those that rows may be under, newest first: what is looked for by a hash is looked for by the hash of each. Another list as soon as there is another one.</summary>
    public IReadOnlyList<LogKey> Sought => _sought;

    /// <summary>The key of a generation.</summary>
    /// <exception cref="SealBrokenException">It was destroyed.</exception>
    public LogKey Of(long generation) => _all.FirstOrDefault(key => key.Generation == generation) ?? throw new SealBrokenException("A row of the message log is under a key that is not there.");

    /// <summary>The hash that orders messages of a patient, the same under every generation and for as long as the log is open.</summary>
    public long Order(string identifier) => _order.Hash(HashKind.Identifier, identifier.AsSpan());

    /// <summary>Takes over the store's keys, newest first.</summary>
    public void Take(IReadOnlyList<(int Generation, byte[] Key)> keys)
    {
        lock (_gate)
        {
            var fresh = keys.Where(key => _all.All(known => known.Generation != key.Generation)).Select(key => new LogKey(key.Generation, key.Key, tenant)).ToList();
            (_all, _sought) = ([.. fresh, .. _all], [.. fresh, .. _sought]);
        }
    }

    /// <summary>Looks for nothing before a generation any more. Such a key still opens what was read a moment ago; the store has it no more.</summary>
    public void Settle(int generation)
    {
        lock (_gate)
            _sought = [.. _sought.Where(key => key.Generation >= generation)];
    }

    public void Dispose()
    {
        foreach (var key in _all)
            key.Dispose();
        _order.Dispose();
    }
}

using System.Collections.Concurrent;

namespace Carewright.Storage.Sealing;

/// <summary>
/// Numbers of data keys that nothing may be sealed with any more. They are remembered as long as the process lives, also when the keys are gone: what a caller sealed before and commits after is sealed again by whoever
/// writes it, or refused when its patient was erased.
/// </summary>
internal sealed class RetiredKeys
{
    private readonly ConcurrentDictionary<long, bool> _isErased = new();

    // Nearly always nothing is retired, and every version that is written asks.
    private volatile bool _hasAny;

    /// <summary>Whether another key has taken its place.</summary>
    public bool Contains(long id) => _hasAny && _isErased.TryGetValue(id, out var isErased) && !isErased;

    /// <summary>Whether it went with its patient.</summary>
    public bool IsErased(long id) => _hasAny && _isErased.TryGetValue(id, out var isErased) && isErased;

    public void Add(long id)
    {
        _isErased.TryAdd(id, false);
        _hasAny = true;
    }

    public void Erased(IReadOnlyList<long> ids)
    {
        foreach (var id in ids)
            _isErased[id] = true;
        _hasAny = true;
    }
}

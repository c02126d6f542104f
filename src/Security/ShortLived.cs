using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Carewright.Security;

/// <summary>
/// Things that live for minutes at most and need not outlive the process, each under a key of 256 random bits or one that is given. Full, it refuses what is new rather than forget what
/// somebody is in the midst of. Safe to call from many threads.
/// </summary>
/// <typeparam name="T">What is kept.</typeparam>
/// <param name="time">The clock.</param>
/// <param name="life">How long what gets a key of its own is kept.</param>
/// <param name="most">How many at once.</param>
public sealed class ShortLived<T>(TimeProvider time, TimeSpan life, int most)
    where T : class
{
    private readonly ConcurrentDictionary<string, (T Value, DateTimeOffset EndsAt)> _all = new(StringComparer.Ordinal);

    /// <summary>Keeps something; null when there is no room.</summary>
    public string? Add(T value)
    {
        var key = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        return TryAdd(key, value, time.GetUtcNow() + life) ? key : null;
    }

    /// <summary>Keeps something under a key; false when there is something under it already, or no room.</summary>
    public bool TryAdd(string key, T value, DateTimeOffset endsAt)
    {
        if (_all.Count >= most)
            RemoveEnded();
        // What has ended under the same key makes room for the new.
        if (_all.TryGetValue(key, out var old) && old.EndsAt <= time.GetUtcNow())
            _all.TryRemove(new(key, old));
        return _all.Count < most && _all.TryAdd(key, (value, endsAt));
    }

    /// <summary>What is under the key, or null.</summary>
    public T? Find(string key) => _all.TryGetValue(key, out var found) && time.GetUtcNow() < found.EndsAt ? found.Value : null;

    /// <summary>Takes what is under the key: of several callers at once one gets it.</summary>
    public T? Take(string key) => _all.TryRemove(key, out var found) && time.GetUtcNow() < found.EndsAt ? found.Value : null;

    private void RemoveEnded()
    {
        var now = time.GetUtcNow();
        foreach (var (key, kept) in _all)
            if (kept.EndsAt <= now)
                _all.TryRemove(key, out _);
    }
}

namespace Carewright.Detection.Counting;

/// <summary>All counters, and which of them have changed since they were last kept. Used by one task.</summary>
internal sealed class CounterBook
{
    private readonly Dictionary<string, Counter> _counters = new(StringComparer.Ordinal);
    private readonly HashSet<string> _changed = new(StringComparer.Ordinal);

    /// <summary>The counter of a rule and a group, to change.</summary>
    public Counter Of(string key)
    {
        _changed.Add(key);
        return _counters.TryGetValue(key, out var counter) ? counter : _counters[key] = new Counter();
    }

    /// <summary>Puts in what was kept.</summary>
    public void Restore(string key, Counter counter) => _counters[key] = counter;

    /// <summary>What has changed since the last call.</summary>
    public IReadOnlyList<KeyValuePair<string, Counter>> TakeChanges()
    {
        KeyValuePair<string, Counter>[] changes = [.. _changed.Select(key => new KeyValuePair<string, Counter>(key, _counters[key]))];
        _changed.Clear();
        return changes;
    }
}

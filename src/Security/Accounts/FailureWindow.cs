namespace Carewright.Security;

/// <summary>Counts failures per key in a window of time, for a bounded number of keys; the oldest keys are forgotten first. Safe to call from many threads.</summary>
internal sealed class FailureWindow(TimeProvider time, TimeSpan window, int maxKeys)
{
    private readonly Dictionary<string, LinkedListNode<Entry>> _entries = new(StringComparer.Ordinal);
    private readonly LinkedList<Entry> _byAge = new();
    private readonly Lock _lock = new();

    /// <summary>Failures of the key in its current window, and how long the window lasts yet.</summary>
    public (int Count, TimeSpan Left) Get(string key)
    {
        lock (_lock)
        {
            if (!_entries.TryGetValue(key, out var node))
                return (0, TimeSpan.Zero);
            var left = node.Value.Start + window - time.GetUtcNow();
            return left > TimeSpan.Zero ? (node.Value.Count, left) : (0, TimeSpan.Zero);
        }
    }

    /// <summary>One more failure; returns the count.</summary>
    public int Add(string key)
    {
        lock (_lock)
        {
            var now = time.GetUtcNow();
            if (_entries.TryGetValue(key, out var node) && node.Value.Start + window > now)
                return ++node.Value.Count;
            Remove(key);
            if (_entries.Count >= maxKeys)
                Remove(_byAge.First!.Value.Key);
            _entries[key] = _byAge.AddLast(new Entry(key, now));
            return 1;
        }
    }

    private void Remove(string key)
    {
        if (_entries.Remove(key, out var node))
            _byAge.Remove(node);
    }

    private sealed class Entry(string key, DateTimeOffset start)
    {
        public string Key => key;

        public DateTimeOffset Start => start;

        public int Count { get; set; } = 1;
    }
}

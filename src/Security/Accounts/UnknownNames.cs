namespace Carewright.Security;

/// <summary>Lock-outs of names that have no account, for a bounded number of names; the longest untouched are forgotten first. Safe to call from many threads.</summary>
internal sealed class UnknownNames(int capacity)
{
    private readonly Dictionary<string, LinkedListNode<(string Name, LockOut LockOut)>> _entries = new(StringComparer.Ordinal);
    private readonly LinkedList<(string Name, LockOut LockOut)> _byUse = new();
    private readonly Lock _lock = new();

    public LockOut Get(string name)
    {
        lock (_lock)
            return _entries.TryGetValue(name, out var node) ? node.Value.LockOut : LockOut.None;
    }

    public void Fail(string name, DateTimeOffset now)
    {
        lock (_lock)
        {
            var before = LockOut.None;
            if (_entries.Remove(name, out var node))
            {
                before = node.Value.LockOut;
                _byUse.Remove(node);
            }
            else if (_entries.Count >= capacity)
            {
                _entries.Remove(_byUse.First!.Value.Name);
                _byUse.RemoveFirst();
            }
            _entries[name] = _byUse.AddLast((name, before.Fail(now)));
        }
    }
}

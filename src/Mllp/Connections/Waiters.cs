namespace Carewright.Mllp.Connections;

/// <summary>Who waits for which acknowledgement. Once closed, nobody waits any more.</summary>
internal sealed class Waiters
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, TaskCompletionSource<MllpReply>> _byControlId = new(StringComparer.Ordinal);
    private bool _isClosed;

    internal bool IsOpen
    {
        get
        {
            lock (_lock)
                return !_isClosed;
        }
    }

    /// <summary>Waits for the acknowledgement of a message; null when somebody does already, or nothing comes any more.</summary>
    internal TaskCompletionSource<MllpReply>? Add(string controlId)
    {
        var waiter = new TaskCompletionSource<MllpReply>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
            return !_isClosed && _byControlId.TryAdd(controlId, waiter) ? waiter : null;
    }

    internal void Remove(string controlId, TaskCompletionSource<MllpReply>? waiter)
    {
        lock (_lock)
            if (waiter is not null && _byControlId.TryGetValue(controlId, out var waiting) && waiting == waiter)
                _byControlId.Remove(controlId);
    }

    /// <summary>Gives an answer to who waits for it; false when nobody does. An answer that names no message (to one that could not be read) is that of the only one under way.</summary>
    internal bool Complete(string controlId, Func<MllpReply> reply)
    {
        TaskCompletionSource<MllpReply>? waiter;
        lock (_lock)
        {
            if (controlId.Length == 0 && _byControlId.Count == 1)
                controlId = _byControlId.Keys.Single();
            if (!_byControlId.Remove(controlId, out waiter))
                return false;
        }
        waiter.SetResult(reply());
        return true;
    }

    /// <summary>Tells everybody that no answer comes; false when that was done already.</summary>
    internal bool Close(MllpReply reply)
    {
        List<TaskCompletionSource<MllpReply>> waiting;
        lock (_lock)
        {
            if (_isClosed)
                return false;
            _isClosed = true;
            waiting = [.. _byControlId.Values];
            _byControlId.Clear();
        }
        foreach (var waiter in waiting)
            waiter.SetResult(reply);
        return true;
    }
}

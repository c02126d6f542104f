using Carewright.Storage.Queueing;

namespace Carewright.Interfaces.Applying;

/// <summary>Messages that wait for a person, and those of the same patients that came after them and wait with them. Safe from many threads.</summary>
internal sealed class HeldMessages
{
    /// <summary>Code of the reason of a message that waits for one before it.</summary>
    internal const string Behind = "INTERFACE-BEHIND";

    private readonly SortedDictionary<long, LoggedMessage> _held = [];
    private readonly Lock _gate = new();

    internal void Add(LoggedMessage message)
    {
        lock (_gate)
            _held[message.Sequence] = message;
    }

    internal void Remove(LoggedMessage message)
    {
        lock (_gate)
            _held.Remove(message.Sequence);
    }

    /// <summary>Whether an earlier message of one of its patients waits.</summary>
    internal bool Blocks(LoggedMessage message)
    {
        lock (_gate)
            return IsBlocked(message);
    }

    /// <summary>Those that waited for others only, and need not any more; the earliest of each patient.</summary>
    internal IReadOnlyList<LoggedMessage> Free()
    {
        lock (_gate)
            return [.. _held.Values.Where(message => message.Reason?.Code == Behind && !IsBlocked(message))];
    }

    private bool IsBlocked(LoggedMessage message) => _held.Values.TakeWhile(held => held.Sequence < message.Sequence).Any(held => held.Patients.Intersect(message.Patients).Any());
}

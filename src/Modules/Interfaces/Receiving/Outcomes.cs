using System.Collections.Concurrent;
using Carewright.Storage.Queueing;

namespace Carewright.Interfaces.Receiving;

/// <summary>Lets those who wait for it know what has become of a message. Safe from many threads.</summary>
internal sealed class Outcomes(IMessageLog log)
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource<LoggedMessage>> _waiting = new(StringComparer.Ordinal);

    /// <summary>Completes when the message is no longer to be applied: it is in the record, waits for a person, or cannot be applied. A task that is given up leaves nothing behind.</summary>
    internal async Task<LoggedMessage> WhenSettledAsync(string id, TimeSpan patience, TimeProvider clock, CancellationToken cancellationToken)
    {
        var waiting = _waiting.GetOrAdd(id, _ => new TaskCompletionSource<LoggedMessage>(TaskCreationOptions.RunContinuationsAsynchronously));
        // Asked after it was put down: what is settled in between is seen by one or the other.
        if (log.Find(id) is { State: not MessageState.Received } settled)
            Settle(settled);
        try
        {
            return await waiting.Task.WaitAsync(patience, clock, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _waiting.TryRemove(new(id, waiting));
        }
    }

    /// <summary>Tells that a message is settled.</summary>
    internal void Settle(LoggedMessage message)
    {
        if (_waiting.TryRemove(message.Id, out var waiting))
            waiting.TrySetResult(message);
    }
}

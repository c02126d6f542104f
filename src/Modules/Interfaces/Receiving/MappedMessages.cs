using System.Collections.Concurrent;
using Carewright.Mapping;

namespace Carewright.Interfaces.Receiving;

/// <summary>What was mapped when it came and is applied a moment later: a message is mapped once as a rule, and again after a start or when there is a backlog. Safe from many threads.</summary>
internal sealed class MappedMessages
{
    private const int Most = 256;

    // With embedded documents a message is large, and mapping it once more is nothing beside writing it.
    private const int MostBytes = 256 * 1024;
    private readonly ConcurrentDictionary<string, MappedMessage> _mapped = new(StringComparer.Ordinal);
    private int _count;

    /// <summary>Keeps one while there is room.</summary>
    /// <param name="id">The message's id in the log.</param>
    /// <param name="message">It in FHIR.</param>
    /// <param name="bytes">Size of the message as it came.</param>
    internal void Keep(string id, MappedMessage message, int bytes)
    {
        if (bytes > MostBytes)
            return;
        if (Interlocked.Increment(ref _count) > Most || !_mapped.TryAdd(id, message))
            Interlocked.Decrement(ref _count);
    }

    /// <summary>Takes one out; null when it is not there.</summary>
    internal MappedMessage? Take(string id)
    {
        if (!_mapped.TryRemove(id, out var message))
            return null;
        Interlocked.Decrement(ref _count);
        return message;
    }
}

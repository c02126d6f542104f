using System.Buffers.Binary;

namespace Carewright.Gateway.Subscribing;

/// <summary>What is kept of a subscription beside its resource, in the private table.</summary>
/// <param name="ActiveSince">Place in the change feed after which it gets events; 0 when it gets none.</param>
/// <param name="LastEvent">Number of its last event; numbers count its own events from 1.</param>
internal sealed record SubscriptionState(long ActiveSince, long LastEvent)
{
    /// <summary>Kind of the rows of <see cref="SubscriptionState"/>, by subscription; written by the reader of the feed alone.</summary>
    internal const string Kind = "subscription-state";

    /// <summary>Kind of the rows that hold events, by subscription and block.</summary>
    internal const string EventKind = "subscription-events";

    /// <summary>Kind of the rows that hold the number of the last event that reached its endpoint; written by delivery alone, so that the two never overwrite each other.</summary>
    internal const string DeliveredKind = "subscription-delivered";

    /// <summary>Kind and key of the reader's place in the feed.</summary>
    internal const string CursorKind = "subscription-cursor";

    internal static SubscriptionState None { get; } = new(0, 0);

    internal static byte[] Number(long value)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        return bytes;
    }

    internal static long Number(byte[]? bytes) => bytes is { Length: 8 } ? BinaryPrimitives.ReadInt64LittleEndian(bytes) : 0;
}

/// <summary>An event of one subscription: which version it is about. The version itself stays where it is, so that what leaves is decided when it leaves.</summary>
/// <param name="Number">The subscription's own count, from 1.</param>
/// <param name="Sequence">The version's place in the change feed.</param>
/// <param name="At">When the version was written, UTC ticks.</param>
internal readonly record struct EventRef(long Number, long Sequence, long At);

/// <summary>Packs events into blocks of the private table: 64 a row, so that an event rewrites a row of bounded size.</summary>
internal static class EventBlocks
{
    internal const int Size = 64;
    private const int Bytes = 24;

    internal static long Of(long number) => (number - 1) / Size;

    internal static byte[] Pack(IReadOnlyList<EventRef> events)
    {
        var bytes = new byte[events.Count * Bytes];
        for (var i = 0; i < events.Count; i++)
        {
            var at = bytes.AsSpan(i * Bytes);
            BinaryPrimitives.WriteInt64LittleEndian(at, events[i].Number);
            BinaryPrimitives.WriteInt64LittleEndian(at[8..], events[i].Sequence);
            BinaryPrimitives.WriteInt64LittleEndian(at[16..], events[i].At);
        }
        return bytes;
    }

    internal static IEnumerable<EventRef> Unpack(byte[] bytes)
    {
        for (var i = 0; i + Bytes <= bytes.Length; i += Bytes)
        {
            yield return new EventRef(
                BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(i)), BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(i + 8)), BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(i + 16)));
        }
    }
}

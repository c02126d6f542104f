using System.Buffers;

namespace Carewright.Hl7v2.Mllp;

/// <summary>
/// Takes messages out of the bytes of one connection: the Minimal Lower Layer Protocol puts a start byte (0x0B) before a message, an end byte (0x1C) and a carriage return after it (HL7 v2 MLLP, release 1).
/// What senders leave out or add is taken and named. For one connection, one thread at a time.
/// </summary>
/// <param name="limit">Most bytes of one message.</param>
public sealed class MllpDeframer(int limit)
{
    private const byte StartByte = 0x0B;
    private const byte EndByte = 0x1C;
    private const byte CarriageReturn = 0x0D;
    private bool _hasPassedOver;
    private long _examined;

    /// <summary>A message in its frame.</summary>
    public static byte[] Wrap(ReadOnlySpan<byte> message) => [StartByte, .. message, EndByte, CarriageReturn];

    /// <summary>Takes the next message off what has come.</summary>
    /// <param name="buffer">What has come; what was taken or passed over is cut off. The next call's begins with what this one left.</param>
    /// <param name="frame">The message; a view of the buffer.</param>
    /// <returns>False when there is no whole message yet.</returns>
    public bool TryTake(ref ReadOnlySequence<byte> buffer, out MllpFrame frame)
    {
        frame = default;
        if (!SkipToStart(ref buffer))
            return false;
        var content = new SequenceReader<byte>(buffer);
        content.Advance(1 + _examined);
        var isEnded = content.TryAdvanceToAny([StartByte, EndByte], advancePastDelimiter: false);
        var length = isEnded ? content.Consumed - 1 : buffer.Length - 1;
        if (isEnded && content.CurrentSpan[content.CurrentSpanIndex] == StartByte)
        {
            // A message that was never ended: nobody may take half of one for a whole.
            frame = new MllpFrame(default, FrameFault.Unfinished);
            return Cut(ref buffer, content.Position);
        }
        if (length > limit)
        {
            frame = new MllpFrame(default, FrameFault.TooLong);
            return Cut(ref buffer, isEnded ? buffer.GetPosition(1, content.Position) : buffer.End);
        }
        if (!isEnded)
        {
            // What comes next is looked at without what was here: a message that trickles in costs each byte once.
            _examined = length;
            return false;
        }
        frame = new MllpFrame(buffer.Slice(1, length), _hasPassedOver ? FrameFault.BytesBetween : null);
        _hasPassedOver = false;
        Cut(ref buffer, buffer.GetPosition(1, content.Position));
        // The carriage return may still be under way: it is passed over with the next message.
        if (!buffer.IsEmpty && buffer.FirstSpan[0] == CarriageReturn)
            buffer = buffer.Slice(1);
        return true;
    }

    private bool Cut(ref ReadOnlySequence<byte> buffer, SequencePosition at)
    {
        _examined = 0;
        buffer = buffer.Slice(at);
        return true;
    }

    private bool SkipToStart(ref ReadOnlySequence<byte> buffer)
    {
        if (buffer.IsEmpty)
            return false;
        var start = buffer.PositionOf(StartByte);
        foreach (var part in start is { } found ? buffer.Slice(0, found) : buffer)
            _hasPassedOver |= part.Span.ContainsAnyExcept(CarriageReturn, (byte)'\n');
        buffer = buffer.Slice(start ?? buffer.End);
        return start is not null;
    }
}

/// <summary>A message as it was framed.</summary>
/// <param name="Message">Its bytes; empty when the frame was broken.</param>
/// <param name="Fault">What was wrong; null when nothing was.</param>
public readonly record struct MllpFrame(ReadOnlySequence<byte> Message, FrameFault? Fault)
{
    /// <summary>Whether there is a message.</summary>
    public bool IsWhole => Fault is null or FrameFault.BytesBetween;
}

/// <summary>What was wrong with a frame.</summary>
public enum FrameFault
{
    /// <summary>Bytes before the message that belong to none; they were passed over.</summary>
    BytesBetween,

    /// <summary>Another message begins before this one has ended; what had come of it is dropped.</summary>
    Unfinished,

    /// <summary>It is longer than may be; it is dropped. Nothing after it can be trusted to be a message: close the connection.</summary>
    TooLong,
}

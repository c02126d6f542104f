namespace Carewright.Astm.Frames;

/// <summary>Something that happened on a line.</summary>
public abstract record LinkEvent;

/// <summary>A message has come, whole.</summary>
/// <param name="Number">Its number on this line, for <see cref="AstmLink.Answer"/>.</param>
/// <param name="Message">Its bytes, without frames; nobody else has them. More than one message when the sender put them into one frame.</param>
/// <param name="AwaitsAnswer">Whether its last frame is acknowledged only when <see cref="AstmLink.Answer"/> says so. False for one without a terminator: all its frames are.</param>
public sealed record MessageArrived(long Number, ReadOnlyMemory<byte> Message, bool AwaitsAnswer) : LinkEvent;

/// <summary>A frame came that was not taken: it was asked for again.</summary>
/// <param name="Fault">Why.</param>
public sealed record FrameRefused(FrameFault Fault) : LinkEvent;

/// <summary>What had come of a message was given up.</summary>
/// <param name="Reason">Why.</param>
public sealed record MessageDropped(DropReason Reason) : LinkEvent;

/// <summary>The other end has ended its transfer.</summary>
public sealed record TransferEnded : LinkEvent;

/// <summary>What became of the message that was to be sent.</summary>
/// <param name="Outcome">What is known.</param>
/// <param name="Reason">Why it is not known to be there; null when it is.</param>
public sealed record SendEnded(SendOutcome Outcome, SendReason? Reason = null) : LinkEvent;

/// <summary>Why what had come of a message was given up.</summary>
public enum DropReason
{
    /// <summary>The sender ended the transfer before the message had its end: it sends it again, or had broken off.</summary>
    Unfinished,

    /// <summary>Nothing came any more.</summary>
    TimedOut,

    /// <summary>The sender did not wait for the last frame's acknowledgement: whatever took the message has it, and the sender sends it again.</summary>
    SenderGaveUp,

    /// <summary>The connection ended.</summary>
    LineLost,
}

/// <summary>What is known of a message that was to be sent.</summary>
public enum SendOutcome
{
    /// <summary>The other end has acknowledged every frame of it.</summary>
    Delivered,

    /// <summary>The other end does not have it whole: it may be sent again without a thought.</summary>
    NotDelivered,

    /// <summary>Its last frame has left, and no acknowledgement came: the other end may have it.</summary>
    Unknown,
}

/// <summary>Why a message is not known to be at the other end.</summary>
public enum SendReason
{
    /// <summary>No answer came in time.</summary>
    NoReply,

    /// <summary>The other end was not ready, each time it was asked.</summary>
    Busy,

    /// <summary>Both ends asked for the line at once, each time.</summary>
    Contention,

    /// <summary>The other end refused a frame, each time it was sent.</summary>
    Refused,

    /// <summary>Answers came that are none.</summary>
    Garbled,

    /// <summary>The other end broke the transfer off, each time it began.</summary>
    Interrupted,

    /// <summary>The message is empty or holds a control character that no frame may hold.</summary>
    Unsendable,

    /// <summary>There is no connection, or it ended.</summary>
    NoConnection,
}

/// <summary>What a line does next, and what has happened on it.</summary>
/// <param name="Bytes">To be sent, at once and in order; mostly empty or one byte.</param>
/// <param name="Events">In order.</param>
public readonly record struct LinkStep(ReadOnlyMemory<byte> Bytes, IReadOnlyList<LinkEvent> Events);

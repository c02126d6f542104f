using System.Net;
using Carewright.Astm.Frames;

namespace Carewright.Astm.Connections;

/// <summary>Something that happened to a connection and that no message tells of: for the audit log and whoever looks after the instrument.</summary>
/// <param name="Remote">The other end's address.</param>
/// <param name="Kind">What happened.</param>
/// <param name="Fault">What was wrong with a frame, when one was refused.</param>
/// <param name="Dropped">Why what had come of a message was given up, when it was.</param>
/// <param name="Sent">What became of a reply that did not arrive.</param>
/// <param name="Error">What went wrong, when something threw; its text may hold a patient's data when it is the receiver's.</param>
public sealed record AstmNotice(EndPoint Remote, AstmNoticeKind Kind, FrameFault? Fault = null, DropReason? Dropped = null, AstmSent? Sent = null, Exception? Error = null);

/// <summary>What happened to a connection.</summary>
public enum AstmNoticeKind
{
    /// <summary>It was refused: there are as many as there may be.</summary>
    TooManyConnections,

    /// <summary>It was refused: nobody may connect from there.</summary>
    AddressRefused,

    /// <summary>It could not be made; it is tried again after a pause.</summary>
    CannotConnect,

    /// <summary>It was closed: nothing came for the idle time.</summary>
    Idle,

    /// <summary>It was closed: what was sent was not taken off the network in time.</summary>
    TooSlow,

    /// <summary>It broke.</summary>
    Broken,

    /// <summary>A frame was refused and asked for again.</summary>
    FrameRefused,

    /// <summary>What had come of a message was given up.</summary>
    MessageDropped,

    /// <summary>What takes the messages failed; the message was refused.</summary>
    ReceiverFailed,

    /// <summary>What takes the messages took too long; the message was refused.</summary>
    ReceiverTooSlow,

    /// <summary>A message without a terminator was not taken, and its frames had been acknowledged: the instrument has forgotten it.</summary>
    MessageLost,

    /// <summary>A reply did not arrive, or is not known to have.</summary>
    ReplyNotDelivered,
}

using System.Net.Sockets;
using Carewright.Astm.Connections;
using Carewright.Astm.Frames;
using Carewright.Mllp;
using Microsoft.Extensions.Logging;

namespace Carewright.Interfaces;

/// <summary>Everything this module logs. Never a value of a message.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Error, "Message {Id} could not be applied; attempt {Attempt}")]
    public static partial void ApplyingFailed(this ILogger log, Exception fault, string id, int attempt);

    [LoggerMessage(2, LogLevel.Warning, "Port {Port} for partners could not be opened: {Error}")]
    public static partial void PortFailed(this ILogger log, int port, SocketError error);

    [LoggerMessage(3, LogLevel.Information, "A connection at port {Port} ended: {Kind}")]
    public static partial void ConnectionEnded(this ILogger log, int port, MllpNoticeKind kind);

    [LoggerMessage(4, LogLevel.Warning, "A refused connection at a partner's port could not be put on record: the store is busy")]
    public static partial void RefusalNotRecorded(this ILogger log);

    [LoggerMessage(5, LogLevel.Information, "The application acknowledgement of message {Id} was not sent: the connection had ended")]
    public static partial void DeferredLost(this ILogger log, string id);

    [LoggerMessage(6, LogLevel.Warning, "Partner {Partner}: {Interaction} {Trouble}")]
    public static partial void Trouble(this ILogger log, string partner, string interaction, Watching.PartnerTrouble trouble);

    [LoggerMessage(7, LogLevel.Information, "{Count} messages that were kept long enough were removed from the log")]
    public static partial void Trimmed(this ILogger log, int count);

    [LoggerMessage(8, LogLevel.Error, "Old messages could not be removed from the log; it is tried again at the next turn")]
    public static partial void TrimmingFailed(this ILogger log, Exception fault);

    [LoggerMessage(9, LogLevel.Error, "Messages to partners could not be made; it is tried again")]
    public static partial void ComposingFailed(this ILogger log, Exception fault);

    [LoggerMessage(10, LogLevel.Error, "Messages to partner {Partner} could not be sent; it is tried again")]
    public static partial void SendingFailed(this ILogger log, Exception fault, string partner);

    [LoggerMessage(12, LogLevel.Information, "An instrument's line: {Kind} {Fault} {Dropped}")]
    public static partial void LineTold(this ILogger log, AstmNoticeKind kind, FrameFault? fault, DropReason? dropped);

    [LoggerMessage(11, LogLevel.Error, "Message {Id} could not be made")]
    public static partial void WritingFailed(this ILogger log, Exception fault, Guid id);
}

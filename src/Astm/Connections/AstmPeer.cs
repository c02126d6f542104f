using System.Net;
using Carewright.Astm.Frames;

namespace Carewright.Astm.Connections;

/// <summary>Who is at the other end of a connection.</summary>
/// <param name="Connection">The connection's id, unique in this process.</param>
/// <param name="Remote">The other end's address.</param>
/// <param name="Send">
/// Sends a message on this connection as soon as the line is free, in the order of the calls. Never waited for inside of the receiver: the line is not free before that has answered. The token ends the waiting for one's turn; what has begun goes to its end.
/// </param>
public sealed record AstmPeer(string Connection, EndPoint Remote, Func<ReadOnlyMemory<byte>, CancellationToken, Task<AstmSent>> Send);

/// <summary>What became of a message that was to be sent.</summary>
/// <param name="Outcome">What is known.</param>
/// <param name="Reason">Why it is not known to be there; null when it is.</param>
public sealed record AstmSent(SendOutcome Outcome, SendReason? Reason = null)
{
    /// <summary>Whether the other end has it.</summary>
    public bool IsDelivered => Outcome == SendOutcome.Delivered;
}

/// <summary>What a receiver says of a message.</summary>
/// <param name="IsTaken">Whether it is kept for good: the instrument forgets it then.</param>
/// <param name="Reply">A message to be sent back when the line is free, such as the orders that a query asks for; empty for none. How that ends is told only when it fails, by <see cref="AstmNoticeKind.ReplyNotDelivered"/>.</param>
public readonly record struct AstmAnswer(bool IsTaken, ReadOnlyMemory<byte> Reply = default)
{
    /// <summary>It is taken.</summary>
    public static AstmAnswer Taken { get; } = new(true);

    /// <summary>It is not: the instrument is asked for its last frame again, up to six times, and keeps the message.</summary>
    public static AstmAnswer Refused { get; } = new(false);

    /// <summary>It is taken, and is answered.</summary>
    public static AstmAnswer With(ReadOnlyMemory<byte> reply) => new(true, reply);
}

/// <summary>
/// Takes one message. It is called before the last frame of the message is acknowledged, because the instrument forgets the message after that: it answers only when the message is durable. The same message comes again when the acknowledgement
/// did not arrive, when it was refused, or when the receiver was too slow: whoever keeps messages tells duplicates.
/// </summary>
/// <param name="peer">Whom it is from.</param>
/// <param name="message">Its bytes, without frames; nobody else has them.</param>
/// <param name="cancellationToken">The decision time is over, or the connection has ended. It is to be heeded: the next message waits until the call has ended.</param>
/// <returns>Whether it is taken. An exception counts as a refusal.</returns>
public delegate ValueTask<AstmAnswer> AstmReceiver(AstmPeer peer, ReadOnlyMemory<byte> message, CancellationToken cancellationToken);

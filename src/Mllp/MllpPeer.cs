using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace Carewright.Mllp;

/// <summary>Who is at the other end of a connection.</summary>
/// <param name="Connection">The connection's id, unique in this process.</param>
/// <param name="Remote">The other end's address.</param>
/// <param name="Certificate">Its certificate, when there is one.</param>
/// <param name="Send">
/// Sends a message of one's own on this connection, after the answer to the message that came with it: a deferred application acknowledgement. Completes when it has been handed to the network, and so never before that answer is given; an
/// <see cref="IOException"/> when the connection has ended.
/// </param>
public sealed record MllpPeer(string Connection, IPEndPoint Remote, X509Certificate2? Certificate, Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> Send);

/// <summary>Takes one message. It is called in the order in which a connection's messages come, and again before the task of the call before has completed.</summary>
/// <param name="peer">Whom it is from.</param>
/// <param name="message">Its bytes, without the frame; valid only until the task completes.</param>
/// <param name="fault">What was wrong with its frame (the message may be empty then); null when nothing was.</param>
/// <param name="cancellationToken">The connection has ended.</param>
/// <returns>
/// The answer, without a frame; null for none. Answers leave in the order of the messages, whatever order they come in. An exception closes the connection without an answer: the sender will send the message again.
/// </returns>
public delegate ValueTask<ReadOnlyMemory<byte>?> MllpReceiver(MllpPeer peer, ReadOnlyMemory<byte> message, Hl7v2.Mllp.FrameFault? fault, CancellationToken cancellationToken);

using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace Carewright.Mllp;

/// <summary>A port that takes messages.</summary>
/// <param name="Endpoint">Where it listens; port 0 takes a free one.</param>
/// <param name="Certificate">TLS with this certificate, looked up anew for each connection; null: without TLS.</param>
/// <param name="ClientCertificate">Decides on the certificate of who connects; null: none is asked for. Needs TLS.</param>
/// <param name="MaximumBytes">Most bytes of one message.</param>
/// <param name="MaximumConnections">Most connections at once; further ones are closed.</param>
/// <param name="Window">Most messages of one connection that are taken without their answer having left; then it is read from no further.</param>
/// <param name="IdleTime">A connection from which nothing has come for so long is closed.</param>
public sealed record MllpServerOptions(
    IPEndPoint Endpoint,
    Func<X509Certificate2>? Certificate = null,
    Func<X509Certificate2, bool>? ClientCertificate = null,
    int MaximumBytes = 16 * 1024 * 1024,
    int MaximumConnections = 256,
    int Window = 64,
    TimeSpan? IdleTime = null);

/// <summary>Who is at the other end of a connection.</summary>
/// <param name="Connection">The connection's id, unique in this process.</param>
/// <param name="Remote">The other end's address.</param>
/// <param name="Certificate">Its certificate, when there is one.</param>
/// <param name="Send">Sends a message of one's own on this connection: a deferred application acknowledgement. Completes when it has been handed to the network.</param>
public sealed record MllpPeer(string Connection, IPEndPoint Remote, X509Certificate2? Certificate, Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> Send);

/// <summary>Takes one message.</summary>
/// <param name="peer">Whom it is from.</param>
/// <param name="message">Its bytes, without the frame; valid only until the task completes.</param>
/// <param name="fault">What was wrong with its frame (the message may be empty then); null when nothing was.</param>
/// <param name="cancellationToken">The connection has ended.</param>
/// <returns>The answer, without a frame; null for none. Answers leave in the order of the messages, whatever order they come in.</returns>
public delegate ValueTask<ReadOnlyMemory<byte>?> MllpReceiver(MllpPeer peer, ReadOnlyMemory<byte> message, Hl7v2.Mllp.FrameFault? fault, CancellationToken cancellationToken);

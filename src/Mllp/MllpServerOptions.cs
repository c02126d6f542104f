using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Carewright.Mllp;

/// <summary>A port that takes messages.</summary>
/// <param name="Endpoint">Where it listens; port 0 takes a free one.</param>
/// <param name="Certificate">TLS with this certificate and what stands between it and its root, looked up anew for each connection; null: without TLS.</param>
/// <param name="ClientCertificate">Decides on the certificate of who connects; null: none is asked for. Needs TLS.</param>
/// <param name="MaximumBytes">Most bytes of one message, and about half of what the messages of one connection may hold while they wait for their answers.</param>
/// <param name="MaximumConnections">Most connections at once; further ones are closed.</param>
/// <param name="Window">Most messages of one connection that are taken without their answer having left; then it is read from no further.</param>
/// <param name="IdleTime">A connection from which no message has come for so long, and that waits for no answer, is closed; null: never.</param>
public sealed record MllpServerOptions(
    IPEndPoint Endpoint,
    Func<SslStreamCertificateContext>? Certificate = null,
    Func<X509Certificate2, bool>? ClientCertificate = null,
    int MaximumBytes = 16 * 1024 * 1024,
    int MaximumConnections = 256,
    int Window = 64,
    TimeSpan? IdleTime = null)
{
    /// <summary>Whether connections are taken from an address; null: from all.</summary>
    public Func<IPEndPoint, bool>? Admits { get; init; }

    /// <summary>How long one message may take from its first byte to its last, and an answer to be taken off the network; then the connection is closed. A sender that trickles holds a connection no longer than that.</summary>
    public TimeSpan MessageTime { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How long a TLS handshake may take.</summary>
    public TimeSpan HandshakeTime { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long answers that are under way are waited for when the server is stopped.</summary>
    public TimeSpan DrainTime { get; init; } = TimeSpan.FromSeconds(10);
}

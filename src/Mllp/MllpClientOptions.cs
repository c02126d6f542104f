using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Carewright.Mllp;

/// <summary>A partner that takes messages.</summary>
/// <param name="Host">Its name or address.</param>
/// <param name="Port">Its port.</param>
/// <param name="Tls">TLS; null: without.</param>
public sealed record MllpClientOptions(string Host, int Port, MllpClientTls? Tls = null)
{
    /// <summary>How long a connection, with its handshake, may take.</summary>
    public TimeSpan ConnectTime { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long an acknowledgement is waited for, and for the partner to take a message off the network.</summary>
    public TimeSpan AnswerTime { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Most messages that wait for their acknowledgement at once. With 1, the partner has one message before it gets the next, which most expect.</summary>
    public int Window { get; init; } = 1;

    /// <summary>Whether the connection is kept for the next message; some partners take one message of each connection. Without it, deferred acknowledgements come to a port of one's own.</summary>
    public bool KeepsConnection { get; init; } = true;

    /// <summary>Most bytes of what the partner sends.</summary>
    public int MaximumBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>The pause after the first connection that could not be made or gave no acknowledgement; each further one doubles it. Up to half of a pause is left to chance, so that many who lost one partner do not come back together.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest pause.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromMinutes(1);
}

/// <summary>How a client does TLS 1.2 or 1.3.</summary>
/// <param name="ServerName">The name that the partner's certificate is for; null: the host.</param>
/// <param name="ServerCertificate">Decides on the partner's certificate, with what the system found wrong with it; null: only one that the system trusts, for that name.</param>
/// <param name="ClientCertificate">One's own certificate with its key, looked up anew for each connection; null: none.</param>
public sealed record MllpClientTls(string? ServerName = null, Func<X509Certificate2, SslPolicyErrors, bool>? ServerCertificate = null, Func<X509Certificate2>? ClientCertificate = null);

using System.Net;
using System.Net.Sockets;
using Carewright.Kernel.Connections;
using Carewright.Mllp.Connections;

namespace Carewright.Mllp;

/// <summary>
/// Listens on one port for messages in the frame of the Minimal Lower Layer Protocol (HL7 v2 MLLP, release 1), hands them to a receiver and sends its answers, in order. Safe for many threads; once stopped, it is not started again.
/// </summary>
public sealed class MllpServer : IAsyncDisposable
{
    private const int Backlog = 128;
    private readonly MllpServerOptions _options;
    private readonly Action<MllpNotice>? _notice;
    private readonly ConnectionListener<ServerConnection> _listener;

    /// <summary>A server that is not started yet.</summary>
    /// <param name="options">Where and how.</param>
    /// <param name="receive">Takes the messages.</param>
    /// <param name="time">The clock.</param>
    /// <param name="notice">Told of refused and broken connections, on any thread; it must be quick and not throw.</param>
    public MllpServer(MllpServerOptions options, MllpReceiver receive, TimeProvider time, Action<MllpNotice>? notice = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        (_options, _notice) = (options, notice);
        _listener = new ConnectionListener<ServerConnection>(
            options.Endpoint, Backlog, (socket, remote) => IsRefused(remote) ? null : new ServerConnection(socket, remote, options, receive, time, notice), options.DrainTime, time);
    }

    /// <summary>Where it listens.</summary>
    /// <exception cref="InvalidOperationException">It has not been started.</exception>
    public IPEndPoint Endpoint => _listener.Endpoint;

    /// <summary>How many connections there are.</summary>
    public int Connections => _listener.Count;

    /// <summary>Opens the port.</summary>
    /// <exception cref="SocketException">It cannot be opened: it is taken, or may not be.</exception>
    /// <exception cref="ArgumentException">Client certificates are asked for without TLS.</exception>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_options is { ClientCertificate: not null, Certificate: null })
            throw new ArgumentException("Client certificates need TLS.");
        _listener.Start();
        return Task.CompletedTask;
    }

    /// <summary>Closes the port, takes no further message, lets the answers that are under way leave (for the drain time at most), and closes the connections.</summary>
    public ValueTask DisposeAsync() => _listener.DisposeAsync();

    private bool IsRefused(IPEndPoint remote)
    {
        MllpNoticeKind? refusal = _options.Admits?.Invoke(remote) == false ? MllpNoticeKind.AddressRefused : _listener.Count >= _options.MaximumConnections ? MllpNoticeKind.TooManyConnections : null;
        if (refusal is { } kind)
            _notice?.Invoke(new MllpNotice(remote, kind));
        return refusal is not null;
    }
}

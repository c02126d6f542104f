using System.Net;
using System.Net.Sockets;
using Carewright.Kernel.Connections;

namespace Carewright.Astm.Connections;

/// <summary>
/// Listens on one port for instruments that speak LIS1-A over TCP, or for device servers of serial ones, hands their messages to a receiver and sends them messages on the same connections. Safe for many threads; once stopped, it is not started again.
/// </summary>
public sealed class AstmServer : IAsyncDisposable
{
    private const int Backlog = 32;
    private readonly AstmServerOptions _options;
    private readonly Action<AstmNotice>? _notice;
    private readonly ConnectionListener<Session> _listener;

    /// <summary>A server that is not started yet.</summary>
    /// <param name="options">Where and how.</param>
    /// <param name="receive">Takes the messages.</param>
    /// <param name="time">The clock.</param>
    /// <param name="notice">Told of refused frames and of refused and broken connections, on any thread; it must be quick and not throw.</param>
    public AstmServer(AstmServerOptions options, AstmReceiver receive, TimeProvider time, Action<AstmNotice>? notice = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        (_options, _notice) = (options, notice);
        var session = new SessionOptions(options.Link, options.IdleTime, options.WriteTime);
        _listener = new ConnectionListener<Session>(options.Endpoint, Backlog, (socket, remote) => IsRefused(remote) ? null : new Session(socket, remote, session, receive, time, notice), options.DrainTime, time);
    }

    /// <summary>Where it listens.</summary>
    /// <exception cref="InvalidOperationException">It has not been started.</exception>
    public IPEndPoint Endpoint => _listener.Endpoint;

    /// <summary>Who is connected, in no order.</summary>
    public IReadOnlyList<AstmPeer> Peers => [.. _listener.Connections.Select(session => session.Peer)];

    /// <summary>Opens the port.</summary>
    /// <exception cref="SocketException">It cannot be opened: it is taken, or may not be.</exception>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _listener.Start();
        return Task.CompletedTask;
    }

    /// <summary>Closes the port, lets transfers that are under way end (for the drain time at most), tells instruments that ask for a line meanwhile to wait, and closes the connections.</summary>
    public ValueTask DisposeAsync() => _listener.DisposeAsync();

    private bool IsRefused(IPEndPoint remote)
    {
        if (_options.Admits?.Invoke(remote) == false)
        {
            _notice?.Invoke(new AstmNotice(remote, AstmNoticeKind.AddressRefused));
            return true;
        }
        var isFull = _listener.Count >= _options.MaximumConnections;
        if (isFull)
            _notice?.Invoke(new AstmNotice(remote, AstmNoticeKind.TooManyConnections));
        return isFull;
    }
}

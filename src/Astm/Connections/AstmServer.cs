using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Carewright.Astm.Connections;

/// <summary>
/// Listens on one port for instruments that speak LIS1-A over TCP, or for device servers of serial ones, hands their messages to a receiver and sends them messages on the same connections. Safe for many threads; once stopped, it is not started again.
/// </summary>
/// <param name="options">Where and how.</param>
/// <param name="receive">Takes the messages.</param>
/// <param name="time">The clock.</param>
/// <param name="notice">Told of refused frames and of refused and broken connections, on any thread; it must be quick and not throw.</param>
public sealed class AstmServer(AstmServerOptions options, AstmReceiver receive, TimeProvider time, Action<AstmNotice>? notice = null) : IAsyncDisposable
{
    private const int Backlog = 32;
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(100);
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentDictionary<Session, Task> _sessions = new();
    private Socket? _listener;
    private Task _accepting = Task.CompletedTask;

    /// <summary>Where it listens.</summary>
    /// <exception cref="InvalidOperationException">It has not been started.</exception>
    public IPEndPoint Endpoint => (IPEndPoint)(_listener ?? throw new InvalidOperationException("The server has not been started.")).LocalEndPoint!;

    /// <summary>Who is connected, in no order.</summary>
    public IReadOnlyList<AstmPeer> Peers => [.. _sessions.Keys.Select(session => session.Peer)];

    /// <summary>Opens the port.</summary>
    /// <exception cref="SocketException">It cannot be opened: it is taken, or may not be.</exception>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var listener = new Socket(options.Endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            listener.Bind(options.Endpoint);
            listener.Listen(Backlog);
        }
        catch
        {
            listener.Dispose();
            throw;
        }
        _listener = listener;
        _accepting = Task.Run(() => AcceptAsync(listener), CancellationToken.None);
        return Task.CompletedTask;
    }

    /// <summary>Closes the port, lets transfers that are under way end (for the drain time at most), tells instruments that ask for a line meanwhile to wait, and closes the connections.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_stopping.IsCancellationRequested)
            return;
        await _stopping.CancelAsync();
        _listener?.Dispose();
        await _accepting;
        await Draining.EndAsync(_sessions.Keys, options.DrainTime, time);
        await Task.WhenAll(_sessions.Values);
        _stopping.Dispose();
    }

    private async Task AcceptAsync(Socket listener)
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                Serve(await listener.AcceptAsync(_stopping.Token));
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (SocketException)
            {
                // The connection was gone before it was taken, or there are no handles left: neither may end the server, nor keep a core busy.
                await Task.Delay(s_pause, time, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private void Serve(Socket socket)
    {
        if (socket.RemoteEndPoint is not { } remote)
        {
            socket.Dispose();
            return;
        }
        if (_sessions.Count >= options.MaximumConnections)
        {
            socket.Dispose();
            notice?.Invoke(new AstmNotice(remote, AstmNoticeKind.TooManyConnections));
            return;
        }
        var session = new Session(socket, remote, new SessionOptions(options.Link, options.IdleTime, options.WriteTime), receive, time, notice);
        var start = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _sessions[session] = ServeAsync(session, start.Task);
        start.SetResult();
    }

    // It waits until it is listed: otherwise one that ends at once would be listed after it was taken off.
    private async Task ServeAsync(Session session, Task start)
    {
        await start;
        try
        {
            await session.RunAsync();
        }
        finally
        {
            _sessions.TryRemove(session, out _);
            session.Dispose();
        }
    }
}

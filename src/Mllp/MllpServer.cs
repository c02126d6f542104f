using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Carewright.Mllp.Connections;

namespace Carewright.Mllp;

/// <summary>
/// Listens on one port for messages in the frame of the Minimal Lower Layer Protocol (HL7 v2 MLLP, release 1), hands them to a receiver and sends its answers, in order. Safe for many threads; once stopped, it is not started again.
/// </summary>
/// <param name="options">Where and how.</param>
/// <param name="receive">Takes the messages.</param>
/// <param name="time">The clock.</param>
/// <param name="notice">Told of refused and broken connections, on any thread; it must be quick and not throw.</param>
public sealed class MllpServer(MllpServerOptions options, MllpReceiver receive, TimeProvider time, Action<MllpNotice>? notice = null) : IAsyncDisposable
{
    private const int Backlog = 128;
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(100);
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentDictionary<ServerConnection, Task> _connections = new();
    private Socket? _listener;
    private Task _accepting = Task.CompletedTask;

    /// <summary>Where it listens.</summary>
    /// <exception cref="InvalidOperationException">It has not been started.</exception>
    public IPEndPoint Endpoint => (IPEndPoint)(_listener ?? throw new InvalidOperationException("The server has not been started.")).LocalEndPoint!;

    /// <summary>How many connections there are.</summary>
    public int Connections => _connections.Count;

    /// <summary>Opens the port.</summary>
    /// <exception cref="SocketException">It cannot be opened: it is taken, or may not be.</exception>
    /// <exception cref="ArgumentException">Client certificates are asked for without TLS.</exception>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (options is { ClientCertificate: not null, Certificate: null })
            throw new ArgumentException("Client certificates need TLS.");
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

    /// <summary>Closes the port, takes no further message, lets the answers that are under way leave (for the drain time at most), and closes the connections.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_stopping.IsCancellationRequested)
            return;
        await _stopping.CancelAsync();
        _listener?.Dispose();
        await _accepting;
        foreach (var connection in _connections.Keys)
            connection.Stop();
        var served = Task.WhenAll(_connections.Values);
        try
        {
            await served.WaitAsync(options.DrainTime, time);
        }
        catch (TimeoutException)
        {
            foreach (var connection in _connections.Keys)
                connection.Abort();
        }
        await served;
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
        if (socket.RemoteEndPoint is not IPEndPoint remote)
        {
            socket.Dispose();
            return;
        }
        if (Refuse(remote) is { } refusal)
        {
            socket.Dispose();
            notice?.Invoke(new MllpNotice(remote, refusal));
            return;
        }
        var connection = new ServerConnection(socket, remote, options, receive, time, notice);
        var start = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _connections[connection] = ServeAsync(connection, start.Task);
        start.SetResult();
    }

    private MllpNoticeKind? Refuse(IPEndPoint remote) =>
        options.Admits?.Invoke(remote) == false ? MllpNoticeKind.AddressRefused : _connections.Count >= options.MaximumConnections ? MllpNoticeKind.TooManyConnections : null;

    // It waits until it is listed: otherwise one that ends at once would be listed after it was taken off.
    private async Task ServeAsync(ServerConnection connection, Task start)
    {
        await start;
        try
        {
            await connection.RunAsync();
        }
        finally
        {
            _connections.TryRemove(connection, out _);
            connection.Dispose();
        }
    }
}

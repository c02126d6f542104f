using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Carewright.Kernel.Connections;

/// <summary>Listens on one TCP port and serves each connection until it ends. Safe for many threads; once stopped, it is not started again.</summary>
/// <typeparam name="TConnection">What serves a connection.</typeparam>
/// <param name="endpoint">Where; port 0 takes a free one.</param>
/// <param name="backlog">Most connections that wait to be taken.</param>
/// <param name="open">Takes a connection from an address, or refuses it by giving null: it is closed then. Quick, does not throw.</param>
/// <param name="drainTime">How long what is under way may take to end when it is stopped; then it is ended.</param>
/// <param name="time">The clock.</param>
public sealed class ConnectionListener<TConnection>(IPEndPoint endpoint, int backlog, Func<Socket, IPEndPoint, TConnection?> open, TimeSpan drainTime, TimeProvider time) : IAsyncDisposable
    where TConnection : class, IServedConnection
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(100);
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentDictionary<TConnection, Task> _served = new();
    private Socket? _listener;
    private Task _accepting = Task.CompletedTask;

    /// <summary>Where it listens.</summary>
    /// <exception cref="InvalidOperationException">It has not been started.</exception>
    public IPEndPoint Endpoint => (IPEndPoint)(_listener ?? throw new InvalidOperationException("The server has not been started.")).LocalEndPoint!;

    /// <summary>What is connected, in no order.</summary>
    public ICollection<TConnection> Connections => _served.Keys;

    /// <summary>How many are connected.</summary>
    public int Count => _served.Count;

    /// <summary>Opens the port.</summary>
    /// <exception cref="SocketException">It cannot be opened: it is taken, or may not be.</exception>
    public void Start()
    {
        var listener = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            listener.Bind(endpoint);
            listener.Listen(backlog);
        }
        catch
        {
            listener.Dispose();
            throw;
        }
        _listener = listener;
        _accepting = Task.Run(() => AcceptAsync(listener), CancellationToken.None);
    }

    /// <summary>Closes the port, lets what is under way end, for the drain time at most, and closes the connections.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_stopping.IsCancellationRequested)
            return;
        await _stopping.CancelAsync().ConfigureAwait(false);
        _listener?.Dispose();
        await _accepting.ConfigureAwait(false);
        var ending = Task.WhenAll([.. _served.Values, .. _served.Keys.Select(connection => connection.StopAsync())]);
        try
        {
            await ending.WaitAsync(drainTime, time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            foreach (var connection in _served.Keys)
                connection.Abort();
        }
        await ending.ConfigureAwait(false);
        _stopping.Dispose();
    }

    private async Task AcceptAsync(Socket listener)
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                Serve(await listener.AcceptAsync(_stopping.Token).ConfigureAwait(false));
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
        if (socket.RemoteEndPoint is not IPEndPoint remote || open(socket, remote) is not { } connection)
        {
            socket.Dispose();
            return;
        }
        var start = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _served[connection] = ServeAsync(connection, start.Task);
        start.SetResult();
    }

    // It waits until it is listed: otherwise one that ends at once would be listed after it was taken off.
    private async Task ServeAsync(TConnection connection, Task start)
    {
        await start.ConfigureAwait(false);
        try
        {
            await connection.RunAsync().ConfigureAwait(false);
        }
        finally
        {
            _served.TryRemove(connection, out _);
            connection.Dispose();
        }
    }
}

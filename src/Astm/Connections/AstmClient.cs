using System.Net;
using System.Net.Sockets;
using Carewright.Astm.Frames;
using Carewright.Kernel.Connections;

namespace Carewright.Astm.Connections;

/// <summary>
/// Keeps a connection to one instrument that is listened at, or to the device server of its serial port, hands its messages to a receiver and sends it messages; with the other role it is an instrument's end. Connections that fail are made again after
/// pauses. A message is never sent twice by itself: what is not known to have arrived is told, and the caller decides. Safe for many threads.
/// </summary>
/// <param name="options">The other end.</param>
/// <param name="receive">Takes the messages.</param>
/// <param name="time">The clock.</param>
/// <param name="notice">Told of refused frames and of failed connections, on any thread; it must be quick and not throw.</param>
public sealed class AstmClient(AstmClientOptions options, AstmReceiver receive, TimeProvider time, Action<AstmNotice>? notice = null) : IAsyncDisposable
{
    private readonly CancellationTokenSource _closing = new();
    private readonly BackOff _backOff = new(options.FirstPause, options.LongestPause, time);
    private readonly Lock _lock = new();
    private TaskCompletionSource<Session> _connected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task? _keeping;

    /// <summary>Whether there is a connection.</summary>
    public bool IsConnected => Connected().IsCompletedSuccessfully;

    /// <summary>Begins to keep a connection; returns before there is one. Nothing when that has begun.</summary>
    public void Start()
    {
        lock (_lock)
            _keeping ??= Task.Run(KeepAsync, CancellationToken.None);
    }

    /// <summary>Sends a message as soon as there is a connection and the line is free, in the order of the calls when each is awaited before the next.</summary>
    /// <param name="message">The message, its records ended by carriage returns.</param>
    /// <param name="cancellationToken">Ends the waiting for a connection and for one's turn; what has begun goes to its end.</param>
    /// <returns>What became of it; <see cref="SendReason.NoConnection"/> without a connection within the connect time.</returns>
    public async Task<AstmSent> SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        try
        {
            var session = await Connected().WaitAsync(options.ConnectTime, time, cancellationToken);
            return await session.SendAsync(message, cancellationToken);
        }
        catch (Exception gone) when (gone is TimeoutException || (gone is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return new AstmSent(SendOutcome.NotDelivered, SendReason.NoConnection);
        }
    }

    /// <summary>Lets a transfer that is under way end (for the drain time at most) and closes the connection.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_closing.IsCancellationRequested)
            return;
        await _closing.CancelAsync();
        if (Connected() is { IsCompletedSuccessfully: true } connected)
            await EndAsync(await connected);
        if (_keeping is { } keeping)
            await keeping;
        lock (_lock)
            _connected.TrySetCanceled(CancellationToken.None);
    }

    private async Task EndAsync(Session session)
    {
        var ending = session.StopAsync();
        await ending.WaitAsync(options.DrainTime, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        session.Abort();
        await ending;
    }

    private Task<Session> Connected()
    {
        lock (_lock)
            return _connected.Task;
    }

    private async Task KeepAsync()
    {
        while (!_closing.IsCancellationRequested)
        {
            await Task.Delay(_backOff.Pause(), time, _closing.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _backOff.Begin();
            if (await ConnectAsync() is { } socket)
                await ServeAsync(socket);
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        using var session = new Session(socket, socket.RemoteEndPoint!, new SessionOptions(options.Link, options.IdleTime, options.WriteTime), receive, time, notice);
        lock (_lock)
        {
            // Whoever closes the client either finds the session afterwards or is seen here.
            if (_closing.IsCancellationRequested)
                return;
            _connected.SetResult(session);
        }
        await session.RunAsync();
        lock (_lock)
            _connected = new(TaskCreationOptions.RunContinuationsAsynchronously);
        if (session.WasOfUse)
            _backOff.Reset();
    }

    private async Task<Socket?> ConnectAsync()
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            using var most = new CancellationTokenSource(options.ConnectTime, time);
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(most.Token, _closing.Token);
            await socket.ConnectAsync(options.Host, options.Port, limit.Token);
            return socket;
        }
        catch (Exception failed) when (failed is SocketException or OperationCanceledException)
        {
            socket.Dispose();
            if (!_closing.IsCancellationRequested)
                notice?.Invoke(new AstmNotice(new DnsEndPoint(options.Host, options.Port), AstmNoticeKind.CannotConnect, Error: failed));
            return null;
        }
    }
}

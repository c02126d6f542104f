using System.Net.Sockets;
using System.Security.Authentication;
using Carewright.Kernel.Connections;
using Carewright.Mllp.Connections;

namespace Carewright.Mllp;

/// <summary>
/// Sends messages to one partner over one connection, which is made when it is needed and kept. A message is never sent twice: what is not known to have arrived is told, and the caller decides. Messages leave in the order in
/// which they are sent when each is awaited before the next. Safe for many threads.
/// </summary>
/// <param name="options">The partner.</param>
/// <param name="time">The clock.</param>
/// <param name="other">Takes what the partner sends that acknowledges nothing that is being waited for (deferred application acknowledgements, messages of its own), one after the other; what it returns is sent back. An exception ends the connection.</param>
public sealed class MllpClient(MllpClientOptions options, TimeProvider time, Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask<ReadOnlyMemory<byte>?>>? other = null) : IAsyncDisposable
{
    private readonly SemaphoreSlim _window = new(options.KeepsConnection ? Math.Max(1, options.Window) : 1);
    private readonly SemaphoreSlim _connecting = new(1);
    private readonly CancellationTokenSource _closing = new();
    private readonly BackOff _backOff = new(options.FirstPause, options.LongestPause, time);
    private ClientConnection? _connection;

    /// <summary>Whether there is a connection.</summary>
    public bool IsConnected => _connection is { IsAlive: true };

    /// <summary>Sends a message and waits for the acknowledgement that its header asks for: the commit acknowledgement when MSH-15 asks for one, otherwise the application's when MSH-16 does; in original mode (neither is given) the application's.</summary>
    /// <param name="message">The message, without a frame.</param>
    /// <param name="cancellationToken">Gives up waiting; what became of the message is not known then.</param>
    /// <exception cref="ArgumentException">It is no message, has no control id (MSH-10), or holds a byte of the frame.</exception>
    public async Task<MllpReply> SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        var expected = ExpectedAnswer.Of(message);
        await _window.WaitAsync(cancellationToken);
        try
        {
            return await SendAsync(message, expected, cancellationToken);
        }
        finally
        {
            _window.Release();
        }
    }

    /// <summary>Closes the connection; what waits for an answer is told that it is unknown.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_closing.IsCancellationRequested)
            return;
        await _closing.CancelAsync();
        await _connecting.WaitAsync();
        if (_connection is { } connection)
            await connection.DisposeAsync();
        _connection = null;
        _connecting.Release();
    }

    private async Task<MllpReply> SendAsync(ReadOnlyMemory<byte> message, ExpectedAnswer expected, CancellationToken cancellationToken)
    {
        ClientConnection connection;
        try
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _closing.Token);
            connection = await ConnectedAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new MllpReply(MllpOutcome.NotSent, Reason: "The connection was closed.");
        }
        catch (Exception failed) when (failed is SocketException or IOException or AuthenticationException or TimeoutException)
        {
            return new MllpReply(MllpOutcome.NotSent, Reason: failed is TimeoutException ? "The partner cannot be reached: the connection took too long." : $"The partner cannot be reached: {failed.Message}");
        }
        var reply = await connection.SendAsync(message, expected, cancellationToken);
        if (reply.Outcome is MllpOutcome.Acknowledged or MllpOutcome.Sent)
            _backOff.Reset();
        if (!options.KeepsConnection)
            await connection.FinishAsync();
        return reply;
    }

    private async Task<ClientConnection> ConnectedAsync(CancellationToken cancellationToken)
    {
        await _connecting.WaitAsync(cancellationToken);
        try
        {
            if (_connection is { IsAlive: true } kept)
                return kept;
            if (_connection is { } dead)
                await dead.DisposeAsync();
            _connection = null;
            await Task.Delay(_backOff.Pause(), time, cancellationToken);
            _backOff.Begin();
            _connection = await ClientConnection.OpenAsync(options, time, other, cancellationToken);
            return _connection;
        }
        finally
        {
            _connecting.Release();
        }
    }
}

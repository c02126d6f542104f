using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Carewright.Mllp.Connections;

/// <summary>One connection of a client: sends, and hands what comes to who waits for it.</summary>
internal sealed class ClientConnection : IAsyncDisposable
{
    private readonly Wire _wire;
    private readonly FrameWriter _writer;
    private readonly MllpClientOptions _options;
    private readonly TimeProvider _time;
    private readonly Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask<ReadOnlyMemory<byte>?>>? _other;
    private readonly Waiters _waiters = new();
    private readonly CancellationTokenSource _ended = new();
    private readonly Task _reading;

    private ClientConnection(Wire wire, MllpClientOptions options, TimeProvider time, Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask<ReadOnlyMemory<byte>?>>? other)
    {
        (_wire, _options, _time, _other) = (wire, options, time, other);
        _writer = new FrameWriter(wire.Output, options.AnswerTime, time);
        _reading = Task.Run(ReadAsync);
    }

    internal bool IsAlive => _waiters.IsOpen;

    internal static async Task<ClientConnection> OpenAsync(MllpClientOptions options, TimeProvider time, Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask<ReadOnlyMemory<byte>?>>? other, CancellationToken cancellationToken)
    {
        using var most = new CancellationTokenSource(options.ConnectTime, time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(most.Token, cancellationToken);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(options.Host, options.Port, limit.Token);
            var wire = options.Tls is { } tls ? await Wire.SecureAsync(socket, stream => stream.AuthenticateAsClientAsync(Secure(tls, options.Host), limit.Token)) : Wire.Plain(socket);
            return new ClientConnection(wire, options, time, other);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            socket.Dispose();
            throw new TimeoutException("The connection took too long.");
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    internal async Task<MllpReply> SendAsync(ReadOnlyMemory<byte> message, ExpectedAnswer expected, CancellationToken cancellationToken)
    {
        var waiter = expected.IsWaitedFor ? _waiters.Add(expected.ControlId) : null;
        if (!IsAlive || (expected.IsWaitedFor && waiter is null))
            return new MllpReply(MllpOutcome.NotSent, Reason: IsAlive ? "A message with this control id is waiting for its acknowledgement." : "The connection has ended.");
        try
        {
            // Once begun, it is sent to its end: half of a message would spoil the connection for the next.
            await _writer.WriteAsync(message, isFlushed: true, _ended.Token);
            return waiter is null ? new MllpReply(MllpOutcome.Sent) : await waiter.Task.WaitAsync(_options.AnswerTime, _time, cancellationToken);
        }
        catch (TimeoutException)
        {
            // Who does not answer does not listen: the next message gets a new connection.
            End("No acknowledgement came in time.");
            return new MllpReply(MllpOutcome.Unknown, Reason: "No acknowledgement came in time.");
        }
        catch (Exception broken) when (broken is IOException or SocketException or ObjectDisposedException || (broken is OperationCanceledException && _ended.IsCancellationRequested))
        {
            End("The connection broke while a message was being sent.");
            return new MllpReply(MllpOutcome.Unknown, Reason: "The connection broke while the message was being sent.");
        }
        finally
        {
            _waiters.Remove(expected.ControlId, waiter);
        }
    }

    /// <summary>Closes it in good order: what has been sent arrives.</summary>
    internal async Task FinishAsync()
    {
        if (!_waiters.Close(new MllpReply(MllpOutcome.Unknown, Reason: "The connection was closed.")))
            return;
        await _wire.FinishAsync(_time, CancellationToken.None);
        await _ended.CancelAsync();
    }

    public async ValueTask DisposeAsync()
    {
        End("The connection was closed.");
        await _reading;
        await _wire.DisposeAsync();
        _writer.Dispose();
        _ended.Dispose();
    }

    private async Task ReadAsync()
    {
        var reason = "The connection ended before the acknowledgement came.";
        try
        {
            var frames = new FrameReader(_wire.Input, _options.MaximumBytes, _options.AnswerTime, _time);
            while (await frames.NextAsync(CancellationToken.None) is { } frame)
                using (frame)
                    await TakeAsync(frame.Message);
        }
        catch (Exception over)
        {
            // Whatever it was, it ends the connection, and everybody who waits is told.
            reason = over is IOException or SocketException or ObjectDisposedException ? "The connection broke before the acknowledgement came." : $"The connection was closed: {over.GetType().Name}.";
        }
        End(reason);
    }

    private async ValueTask TakeAsync(ReadOnlyMemory<byte> message)
    {
        if (message.IsEmpty)
            return;
        if (ExpectedAnswer.Read(message) is { } answer && _waiters.Complete(answer.ControlId, () => new MllpReply(MllpOutcome.Acknowledged, answer.Code, message.ToArray())))
            return;
        if (_other is not null && await _other(message, _ended.Token) is { } back)
            await _writer.WriteAsync(back, isFlushed: true, _ended.Token);
    }

    private void End(string reason)
    {
        if (!_waiters.Close(new MllpReply(MllpOutcome.Unknown, Reason: reason)))
            return;
        _ended.Cancel();
        _wire.Abort();
    }

    private static SslClientAuthenticationOptions Secure(MllpClientTls tls, string host) => new()
    {
        TargetHost = tls.ServerName ?? host,
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        AllowRenegotiation = false,
        CertificateChainPolicy = tls.ServerCertificate is null ? null : ChainPolicies.Offline(),
        ClientCertificateContext = tls.ClientCertificate is { } own ? SslStreamCertificateContext.Create(own(), additionalCertificates: null, offline: true) : null,
        RemoteCertificateValidationCallback = tls.ServerCertificate is not { } decide ? null : (_, shown, _, errors) => shown is not null && decide(new X509Certificate2(shown), errors),
    };
}
